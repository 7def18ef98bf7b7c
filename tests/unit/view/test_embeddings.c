/* Embeddings on the screen: lists, places, neighbours with their names, what is said meanwhile. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/projector.h"
#include "model/finds.h"
#include "model/pca.h"
#include "unit/view/meanings.h"
#include "unit/view/sizes.h"

#include <stdio.h>

enum { ROWS = 90, COLUMNS = 6 };
#define CONFIG "/runs/projector_config.pbtxt"

static void make_world(struct world *world)
{
	world_init(world);
	world->finds = finds_new();
	world->projections = projections_new();
	finds_meet(world->finds, "/runs", &(struct find_spec){
		.what = FIND_PROJECTOR, .run = ".", .profile = "", .host = "", .file = "projector_config.pbtxt", .path = CONFIG});
	assert_true(dashboard_show(world->dashboard, "embeddings"));
}

static void fini(struct world *world)
{
	finds_free(world->finds);
	projections_free(world->projections);
	world_fini(world);
}

static struct projector_config *config_of(const char *text)
{
	struct projector_config *config = xcalloc(1, sizeof *config);
	assert_int_equal(decode_projector_config(slice_of(text), config), STATUS_OK);
	return config;
}

/* Three clouds, with names. */
static struct projection *clouds(void)
{
	static const char *const kinds[] = {"cat", "dog", "sea"};
	struct projection *projection = xcalloc(1, sizeof *projection);
	struct projecting progress = {0};
	struct str text = {0};
	projection->vectors = (struct vectors){.values = xcalloc(ROWS * COLUMNS, sizeof(float)), .rows = ROWS, .columns = COLUMNS};
	str_append_text(&text, "label\tkind\n");
	for (int i = 0; i < ROWS; i++) {
		for (int k = 0; k < COLUMNS; k++)
			projection->vectors.values[i * COLUMNS + k] = (float)(3 * ((i % 3) == k) + sin(i * 12.9898 + k * 78.233) * 0.6);
		str_printf(&text, "%s %d\t%s\n", kinds[i % 3], i / 3, kinds[i % 3]);
	}
	assert_int_equal(decode_labels(xmemdup0(text.data, text.length), text.length, &projection->labels), STATUS_OK);
	str_fini(&text);
	assert_int_equal(pca_make(&projection->vectors, &progress, &projection->components), STATUS_OK);
	return projection;
}

/* What the view asked for comes. */
static void serve(struct world *world, struct projection *projection, const char *wrong)
{
	struct projection_job job;
	while (projections_take(world->projections, &job)) {
		if (job.index == PROJECTION_CONFIG)
			projections_put(world->projections, config_of("embeddings { tensor_name: 'words' } embeddings { tensor_name: 'b' }"),
			                NULL, STATUS_OK, NULL);
		else
			projections_put(world->projections, NULL, projection, projection ? STATUS_OK : STATUS_CORRUPT, wrong);
		world_draw(world, world->canvas.columns, world->canvas.rows);
	}
}

static void draw_clouds(struct world *world, int columns, int rows)
{
	world_draw(world, columns, rows);
	serve(world, clouds(), NULL);
	world_keys(world, "<Tab> j j");
}

static void sizes(void **state)
{
	check_new_worlds("embeddings/clouds", make_world, draw_clouds, fini);
}

static void keys(void **state)
{
	struct world world;
	make_world(&world);
	world_draw(&world, 120, 36);
	assert_true(world_shows(&world, "reading"));
	serve(&world, clouds(), NULL);
	assert_true(world_shows(&world, "coloured by kind"));
	world_keys(&world, "c");
	assert_false(world_shows(&world, "coloured by"));
	world_keys(&world, "/ s e a <Space> 7 <Enter>");
	assert_true(world_shows(&world, "Points 1/90"));
	assert_true(world_shows(&world, "nearest to sea 7 by cosine"));
	world_keys(&world, ", T");
	assert_true(world_shows(&world, "nearest to sea 7 by Euclid"));
	assert_true(world_shows(&world, "PCA 2-D"));
	world_keys(&world, "<Enter>");
	golden_check("embeddings/flat", &world.canvas);
	fini(&world);
}

/* Of `rows` vectors that are alike, the first `broken` of them no numbers. */
static struct projection *alike(size_t rows, size_t broken)
{
	struct projection *projection = xcalloc(1, sizeof *projection);
	struct projecting progress = {0};
	projection->vectors = (struct vectors){.values = xcalloc(rows * 2, sizeof(float)), .rows = rows, .columns = 2};
	for (size_t i = 0; i < rows * 2; i++)
		projection->vectors.values[i] = i / 2 < broken ? NAN : (float)(i % 2 + 1);
	assert_int_equal(pca_make(&projection->vectors, &progress, &projection->components), STATUS_OK);
	return projection;
}

static void shows_of(struct projection *projection, const char *text)
{
	struct world world;
	make_world(&world);
	world_draw(&world, 80, 24);
	serve(&world, projection, NULL);
	assert_true(world_shows(&world, text));
	assert_false(world_shows(&world, "PCA"));
	fini(&world);
}

static void why_there_is_nothing_to_see_is_said(void **state)
{
	shows_of(alike(5, 0), "5 × 2  all vectors are equal");
	shows_of(alike(5, 2), "5 × 2  2 not finite  all vectors are equal");
	shows_of(alike(1, 0), "1 × 2  one vector: no variance");
	shows_of(alike(3, 3), "3 × 2  3 not finite  no vector is finite");
}

/* The cell of a point is what the mouse presses. */
static void a_point_is_pressed(void **state)
{
	struct world world;
	make_world(&world);
	world_draw(&world, 120, 36);
	serve(&world, clouds(), NULL);
	for (int y = 3; y < 30 && !world_shows(&world, "nearest to"); y++)
		for (int x = 40; x < 110 && !world_shows(&world, "nearest to"); x++)
			world_mouse(&world, MOUSE_PRESS, x, y);
	assert_true(world_shows(&world, "nearest to"));
	fini(&world);
}

static void it_can_be_cancelled(void **state)
{
	struct world world;
	struct projection_job job;
	make_world(&world);
	world_draw(&world, 100, 30);
	assert_true(projections_take(world.projections, &job));
	projections_put(world.projections, config_of("embeddings { tensor_name: 'words' }"), NULL, STATUS_OK, NULL);
	world_draw(&world, 100, 30);
	assert_true(projections_take(world.projections, &job));
	atomic_store(&job.progress->stage, 1);
	atomic_store(&job.progress->percent, 37);
	world_draw(&world, 100, 30);
	assert_true(world_shows(&world, "principal components 37 %"));
	world_keys(&world, "<Esc>");
	assert_true(atomic_load(&job.progress->stop));
	assert_true(world_shows(&world, "cancelled: Enter begins anew"));
	projections_put(world.projections, NULL, NULL, STATUS_STALE, NULL);
	world_keys(&world, "<Enter>");
	serve(&world, NULL, "t.tsv: damaged data");
	assert_true(world_shows(&world, "t.tsv: damaged data"));
	fini(&world);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	make_world(&world);
	draw_clouds(&world, 120, 36);
	meanings_hold(&world, "embeddings");
	fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(sizes), cmocka_unit_test(keys), cmocka_unit_test(why_there_is_nothing_to_see_is_said),
		cmocka_unit_test(a_point_is_pressed),
		cmocka_unit_test(it_can_be_cancelled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
