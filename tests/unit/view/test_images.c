/* Images: samples and runs in a grid, zoom, difference, and what is said of those that can't be shown. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/items.h"
#include "unit/view/meanings.h"

#include <stdio.h>

enum { SIDE = 32, SAMPLES = 3 };

static struct asset *new_blobs(size_t count, enum blob_format format)
{
	struct asset *asset = data_alloc(1, sizeof *asset);
	*asset = (struct asset){.kind = KIND_IMAGE, .memory = sizeof *asset};
	asset->images.items = data_alloc(count, sizeof *asset->images.items);
	asset->images.count = count;
	for (size_t i = 0; i < count; i++)
		asset->images.items[i] = (struct blob){slice_of("some bytes"), format, SIDE, SIDE};
	return asset;
}

/* A disc whose place tells the step and the sample. */
static struct asset *new_picture(const struct asset_place *place)
{
	struct asset *asset = data_alloc(1, sizeof *asset);
	*asset = (struct asset){.kind = KIND_IMAGE, .part = place->part, .memory = sizeof *asset + SIDE * SIDE * 4};
	asset->picture = (struct picture){.width = SIDE, .height = SIDE, .columns = SIDE, .rows = SIDE, .reduction = 1,
	                                  .rgba = data_alloc(SIDE * SIDE, 4), .channels = 4, .bits = 8, .frames = 1,
	                                  .min = 0, .max = 255, .mean = 60};
	double x = 6 + 10.0 * (place->part - 1), y = 8 + (double)(place->item.step % 40) / 2;
	for (int i = 0; i < SIDE * SIDE; i++) {
		double away = hypot(i % SIDE - x, i / SIDE - y);
		uint8_t *to = asset->picture.rgba + 4 * i;
		to[0] = away < 7 ? 255 : 20;
		to[1] = away < 7 ? 200 : 20;
		to[2] = (uint8_t)(i % SIDE * 8);
		to[3] = 255;
	}
	return asset;
}

static enum status good(const struct asset_place *place, struct asset **out)
{
	*out = place->part ? new_picture(place) : new_blobs(SAMPLES, BLOB_PNG);
	return STATUS_OK;
}

static enum status without_decoder(const struct asset_place *place, struct asset **out)
{
	if (!place->part)
		*out = new_blobs(1, BLOB_WEBP);
	return place->part ? STATUS_UNSUPPORTED : STATUS_OK;
}

static enum status too_large(const struct asset_place *place, struct asset **out)
{
	if (!place->part)
		*out = new_blobs(1, BLOB_PNG);
	return place->part ? STATUS_LIMIT : STATUS_OK;
}

static enum status cut_off(const struct asset_place *place, struct asset **out)
{
	if (!place->part) {
		*out = new_blobs(2, BLOB_PNG);
		(*out)->images.items[1].height = 0; /* cut within its header */
	}
	return place->part == 2 ? STATUS_CORRUPT : place->part ? good(place, out) : STATUS_OK;
}

static enum status no_samples(const struct asset_place *place, struct asset **out)
{
	*out = new_blobs(0, BLOB_PNG);
	return STATUS_OK;
}

static void begin(struct world *world, items_make *make)
{
	items_init(world, make);
	items_series(world, "base", "samples", "images", 12, 10);
	items_series(world, "lr3e-4", "samples", "images", 8, 10);
	items_series(world, "lr3e-4", "other", "images", 1, 10);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "images"));
}

static void check(const char *name, const char *keys, int columns, int rows)
{
	struct world world;
	begin(&world, good);
	items_draw(&world, columns, rows);
	items_keys(&world, keys);
	golden_check(name, &world.canvas);
	items_fini(&world);
}

static void at_every_size(void **state)
{
	check("view/images_40x12", "j", 40, 12);
	check("view/images_80x24", "j", 80, 24);
	check("view/images_200x60", "j", 200, 60);
	check("view/images_runs", "j T", 80, 24);
	check("view/images_split_40x12", "j d", 40, 12);
	check("view/images_split_80x24", "j d", 80, 24);
	check("view/images_split_200x60", "j { m a } d", 200, 60);
	check("view/images_split_alone", "j ) d <Enter>", 80, 24);
	check("view/images_difference", "j d d d", 80, 24);
	check("view/images_alone", "j ) <Enter> + +", 80, 24);
	check("view/images_info", "j i", 80, 24);
}

static void what_is_wrong_is_said(void **state)
{
	static const struct {
		items_make *make;
		const char *said;
	} cases[] = {{without_decoder, "built without libwebp"}, {without_decoder, "webp"}, {without_decoder, "e saves it"},
	             {too_large, "too large to be decoded"}, {cut_off, "it is damaged"}, {no_samples, "no images in this step"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world;
		begin(&world, cases[i].make);
		items_draw(&world, 100, 30);
		assert_true(world_shows(&world, cases[i].said));
		assert_false(world_shows(&world, "×0"));
		for (int columns = 1; columns < 100; columns += 9)
			for (int rows = 1; rows < 30; rows += 4)
				items_draw(&world, columns, rows);
		items_fini(&world);
	}
}

/* Not before all is read, and not once a key was pressed. */
static void without_scalars_it_is_open_at_once(void **state)
{
	struct world world;
	items_init(&world, good);
	items_series(&world, "base", "samples", "images", 12, 10);
	choice_settle(world.choice, world.store);
	world.progress.loading = true;
	items_draw(&world, 100, 30);
	assert_true(world_shows(&world, "[1]Scalars"));
	world.progress.loading = false;
	items_draw(&world, 100, 30);
	assert_true(world_shows(&world, "1 Steps [2]Images"));
	items_series(&world, "base", "loss", "scalars", 12, 10);
	items_draw(&world, 100, 30);
	assert_true(world_shows(&world, "[1]Scalars"));
	items_fini(&world);

	items_init(&world, good);
	world_keys(&world, "j");
	items_series(&world, "base", "samples", "images", 12, 10);
	items_draw(&world, 100, 30);
	assert_true(world_shows(&world, "[1]Scalars"));
	items_fini(&world);
}

static void keys_choose_step_and_sample(void **state)
{
	struct world world;
	begin(&world, good);
	items_draw(&world, 100, 30);
	items_keys(&world, "j");
	assert_true(world_shows(&world, "samples  1/3"));
	assert_true(world_shows(&world, "step 70"));
	items_keys(&world, "h ) )");
	assert_true(world_shows(&world, "samples  3/3"));
	assert_true(world_shows(&world, "step 60"));
	items_keys(&world, ") (");
	assert_true(world_shows(&world, "samples  2/3"));
	items_keys(&world, "+ y S");
	assert_true(world_shows(&world, "×1.5 around 16,16  stretched  gamma 1.25"));
	items_keys(&world, "= y s d d d");
	assert_true(world_shows(&world, "difference from the step before"));
	items_keys(&world, "{ m a } d d d d");
	assert_true(world_shows(&world, "difference from step 0"));
	items_keys(&world, "T");
	assert_true(world_shows(&world, "base  70"));
	items_fini(&world);
}

/* Eight frames, of a tenth of a second each. */
static enum status animated(const struct asset_place *place, struct asset **out)
{
	if (!place->part)
		*out = new_blobs(1, BLOB_GIF);
	else
		*out = new_picture(place);
	if (place->part) {
		(*out)->picture.frames = 8;
		(*out)->picture.frame = picture_part_frame(place->part);
		(*out)->picture.seconds = 0.1f;
	}
	return STATUS_OK;
}

static void draw_later(struct world *world, double seconds)
{
	world->now += seconds;
	items_draw(world, world->canvas.columns, world->canvas.rows);
}

static void an_animation_plays(void **state)
{
	struct world world;
	begin(&world, animated);
	items_draw(&world, 80, 24);
	items_keys(&world, "j");
	assert_true(world_shows(&world, "frame 1/8"));
	world_keys(&world, ">");
	draw_later(&world, 0);
	assert_true(world_shows(&world, "frame 2/8"));
	world_keys(&world, "< <");
	draw_later(&world, 0);
	assert_true(world_shows(&world, "frame 8/8") || world_shows(&world, "frame 1/8"));
	world_keys(&world, ".");
	assert_true(world_shows(&world, "playing"));
	draw_later(&world, 0.15);
	draw_later(&world, 0.15);
	assert_false(world_shows(&world, "frame 8/8"));
	world_keys(&world, ".");
	assert_false(world_shows(&world, "playing"));
	items_fini(&world);
}

static void two_steps_flicker(void **state)
{
	struct world world;
	begin(&world, good);
	items_draw(&world, 80, 24);
	items_keys(&world, "j");
	items_keys(&world, "d d");
	draw_later(&world, 0.5);
	bool that = world_shows(&world, "that one");
	assert_true(world_shows(&world, "flicker with the step before"));
	draw_later(&world, 0.5);
	assert_true(world_shows(&world, "that one") != that);
	world_keys(&world, "d");
	assert_false(world_shows(&world, "flicker"));
	assert_true(world_shows(&world, "difference from the step before"));
	items_fini(&world);
}

/* Three forms of compare, one after the other: the step before, the step that is marked, the baseline's. */
static void two_steps_stand_side_by_side(void **state)
{
	struct world world;
	begin(&world, good);
	items_draw(&world, 100, 30);
	items_keys(&world, "j <Enter>");
	assert_false(world_shows(&world, "step 60"));
	items_keys(&world, "d");
	assert_true(world_shows(&world, "beside the step before"));
	assert_true(world_shows(&world, "step 60  sample 1") && world_shows(&world, "step 70  sample 1"));
	items_keys(&world, ") h h m a l l");
	assert_true(world_shows(&world, "beside step 50"));
	assert_true(world_shows(&world, "step 50  sample 2") && world_shows(&world, "step 70  sample 2"));
	assert_false(world_shows(&world, "step 60"));
	items_keys(&world, "T");
	assert_true(world_shows(&world, "lr3e-4  50") && world_shows(&world, "lr3e-4  70"));
	items_keys(&world, "T d");
	assert_true(world_shows(&world, "flicker with step 50") && !world_shows(&world, "step 50  sample 2"));
	items_keys(&world, "d");
	assert_true(world_shows(&world, "difference from step 50"));
	items_keys(&world, "d");
	assert_false(world_shows(&world, "step 50"));
	items_keys(&world, "d <Esc>");
	assert_false(world_shows(&world, "step 50"));
	items_fini(&world);
}

static void the_baselines_picture_is_named(void **state)
{
	struct world world;
	begin(&world, good);
	items_draw(&world, 100, 30);
	items_keys(&world, "<Tab> k b j <Tab> <Tab> j <Enter> d");
	assert_true(world_shows(&world, "beside run base"));
	assert_true(world_shows(&world, "base  70  sample 1"));
	items_fini(&world);
}

/* The first step has two samples, all others three. */
static enum status fewer_at_first(const struct asset_place *place, struct asset **out)
{
	*out = place->part ? new_picture(place) : new_blobs(place->item.step ? SAMPLES : 2, BLOB_PNG);
	return STATUS_OK;
}

static void what_is_missing_beside_it_is_told(void **state)
{
	struct world world;
	begin(&world, fewer_at_first);
	items_draw(&world, 80, 24);
	items_keys(&world, "j <Enter> ) ) { l d");
	assert_true(world_shows(&world, "this step has fewer samples"));
	assert_true(world_shows(&world, "step 10  sample 3"));
	items_keys(&world, "h");
	assert_true(world_shows(&world, "nothing to compare with"));
	for (int columns = 1; columns < 100; columns += 9)
		for (int rows = 1; rows < 30; rows += 4)
			items_draw(&world, columns, rows);
	items_fini(&world);
}

/* A tab is there for what is wrong with all that it could show, too. */
static void only_unfit_ones(void **state)
{
	struct world world;
	items_init(&world, good);
	items_series_of(&world, "base", "odd", "images", 3, 10, KIND_BIT(KIND_TENSOR));
	choice_meet(world.choice, world.store);
	items_draw(&world, 80, 24);
	assert_true(world_shows(&world, "Images"));
	assert_true(world_shows(&world, "no image: 3 points of another shape"));
	items_fini(&world);
}

static void points_of_another_shape_are_told(void **state)
{
	struct world world;
	items_init(&world, good);
	items_series_of(&world, "base", "odd", "images", 3, 10, KIND_BIT(KIND_TENSOR));
	items_series_of(&world, "other", "odder", "images", 4, 10, KIND_BIT(KIND_TENSOR));
	choice_meet(world.choice, world.store);
	dashboard_show(world.dashboard, "images");
	items_draw(&world, 80, 24);
	assert_true(world_shows(&world, "no image: 3 points of another shape"));
	assert_true(world_shows(&world, "2 of another shape"));
	items_keys(&world, "j");
	assert_true(world_shows(&world, "no image: 4 points of another shape"));
	items_fini(&world);
}

/* `i` before the image is read: what is known, and the rest when it comes, unless nobody looks any more. */
static void the_rest_is_told_when_it_comes(void **state)
{
	struct world world;
	for (int closed = 0; closed < 2; closed++) {
		begin(&world, NULL);
		items_draw(&world, 100, 30);
		items_keys(&world, "j <Enter> i");
		assert_true(world_shows(&world, "step      70"));
		assert_true(world_shows(&world, "reading …"));
		assert_false(world_shows(&world, "channels"));
		items_keys(&world, closed ? "<Esc>" : "j");
		items_made_by = good;
		items_draw(&world, 100, 30);
		assert_int_equal(world_shows(&world, "channels"), !closed);
		assert_false(world_shows(&world, "reading …"));
		items_fini(&world);
	}
}

/* No two pixels are alike. */
static enum status all_different(const struct asset_place *place, struct asset **out)
{
	*out = place->part ? new_picture(place) : new_blobs(1, BLOB_PNG);
	for (int i = 0; place->part && i < SIDE * SIDE; i++) {
		(*out)->picture.rgba[4 * i] = (uint8_t)(i % SIDE * 8);
		(*out)->picture.rgba[4 * i + 1] = (uint8_t)(i / SIDE * 8);
	}
	return STATUS_OK;
}

/* What is painted of pictures, in one number. */
static uint64_t painted(const struct canvas *canvas)
{
	uint64_t sum = 1;
	for (int i = 0; i < canvas->columns * canvas->rows; i++) {
		const struct cell *cell = canvas_at(canvas, i % canvas->columns, i / canvas->columns);
		sum = (sum ^ (cell->painted ? (uint64_t)cell->halves[0] << 32 | cell->halves[1] : 0)) * UINT64_C(0x100000001b3);
	}
	return sum;
}

/* Fifty keys to an edge, one a frame or all at once; then the first one back moves it, if there was anywhere to go. */
static bool edge_holds(const char *on, const char *back, int zoomed, int columns, bool at_once)
{
	struct world world;
	begin(&world, all_different);
	items_draw(&world, columns, 30);
	items_keys(&world, "j <Enter>");
	for (int i = 0; i < zoomed; i++)
		items_keys(&world, "+");
	uint64_t middle = painted(&world.canvas);
	for (int i = 0; i < 50; i++)
		(at_once ? world_keys : items_keys)(&world, on);
	items_keys(&world, "");
	uint64_t edge = painted(&world.canvas);
	items_keys(&world, back);
	bool moved = edge != middle;
	assert_int_equal(painted(&world.canvas) != edge, moved);
	items_fini(&world);
	return moved;
}

static void no_key_goes_beyond_the_edge(void **state)
{
	static const char *const ways[][2] = {{">", "<"}, {"<", ">"}, {"j", "k"}, {"k", "j"}};
	for (int zoomed = 1; zoomed <= 5; zoomed += 2)
		for (int columns = 40; columns <= 120; columns += 80)
			for (int way = 0; way < 4; way++) {
				bool moved = edge_holds(ways[way][0], ways[way][1], zoomed, columns, way % 2);
				assert_true(moved || (zoomed < 4 && (way < 2 || columns == 40))); /* all of that axis is seen */
			}
}

/* In the words of the tab: what its keys do to pictures. */
static void help_speaks_of_pictures(void **state)
{
	check("view/images_help_80x24", "?", 80, 24);
	check("view/images_help_200x60", "?", 200, 60);
	check("view/images_help_40x12", "?", 40, 12);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	begin(&world, good);
	items_draw(&world, 120, 36);
	meanings_hold(&world, "images");
	items_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do), cmocka_unit_test(help_speaks_of_pictures),
		cmocka_unit_test(the_rest_is_told_when_it_comes), cmocka_unit_test(no_key_goes_beyond_the_edge),
		cmocka_unit_test(an_animation_plays),
		cmocka_unit_test(points_of_another_shape_are_told), cmocka_unit_test(only_unfit_ones),
		cmocka_unit_test(two_steps_flicker), cmocka_unit_test(two_steps_stand_side_by_side),
		cmocka_unit_test(the_baselines_picture_is_named), cmocka_unit_test(what_is_missing_beside_it_is_told),
		cmocka_unit_test(at_every_size),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(without_scalars_it_is_open_at_once), cmocka_unit_test(keys_choose_step_and_sample),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
