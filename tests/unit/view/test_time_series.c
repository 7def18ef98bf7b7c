/* Time Series: cards of three kinds in groups, at one step; pins first. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/items.h"
#include "unit/view/meanings.h"
#include "unit/view/sizes.h"


enum { BUCKETS = 20, SIDE = 24 };

/* A bell that wanders. */
static struct asset *new_histogram(const struct asset_place *place)
{
	struct asset *asset = data_alloc(1, sizeof *asset);
	*asset = (struct asset){.kind = KIND_HISTOGRAM, .memory = sizeof *asset};
	asset->histogram.buckets = data_alloc(BUCKETS, sizeof *asset->histogram.buckets);
	asset->histogram.count = BUCKETS;
	for (int i = 0; i < BUCKETS; i++) {
		double at = -3 + 6.0 * (i + 0.5) / BUCKETS, middle = (double)place->item.step / 200;
		asset->histogram.buckets[i] = (struct bucket){middle - 3 + 6.0 * i / BUCKETS, middle - 3 + 6.0 * (i + 1) / BUCKETS,
		                                              floor(100 * exp(-at * at / 2))};
	}
	return asset;
}

/* A bar that rises with the step. */
static struct asset *new_picture(const struct asset_place *place)
{
	struct asset *asset = data_alloc(1, sizeof *asset);
	*asset = (struct asset){.kind = KIND_IMAGE, .part = place->part, .memory = sizeof *asset + SIDE * SIDE * 4};
	asset->picture = (struct picture){.width = SIDE, .height = SIDE, .columns = SIDE, .rows = SIDE, .reduction = 1,
	                                  .rgba = data_alloc(SIDE * SIDE, 4), .channels = 4, .bits = 8, .frames = 1};
	for (int i = 0; i < SIDE * SIDE; i++) {
		bool on = SIDE - i / SIDE <= place->item.step / 25;
		memset(asset->picture.rgba + 4 * i, on ? 255 : 40, 4);
	}
	return asset;
}

static enum status make(const struct asset_place *place, struct asset **out)
{
	*out = place->kind == KIND_HISTOGRAM ? new_histogram(place) : new_picture(place);
	return STATUS_OK;
}

static void begin(struct world *world)
{
	items_init(world, make);
	world_series(world, "base", "train/loss", 0, 500, value_loss);
	world_series(world, "other", "train/loss", 0, 500, value_worse);
	world_series(world, "base", "lr", 0, 500, value_lr);
	items_series(world, "base", "train/weights", "histograms", 50, 10);
	items_series(world, "base", "samples/first", "images", 10, 50);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "series"));
}

static void sizes(void **state)
{
	check_new_worlds("time_series/page", begin, items_draw, items_fini);
}

/* What the focused run has not is shown of another, and told whose it is. */
static void cards_of_another_run(void **state)
{
	struct world world;
	items_init(&world, make);
	world_series(&world, "a", "train/loss", 0, 500, value_loss);
	items_series(&world, "b", "samples/first", "images", 10, 50);
	choice_settle(world.choice, world.store);
	assert_true(dashboard_show(world.dashboard, "series"));
	items_draw(&world, 160, 44);
	assert_true(world_shows(&world, "samples/first  of b  step 450"));
	items_keys(&world, "<Tab> h h");
	assert_true(world_shows(&world, "samples/first  of b  step 350"));
	items_fini(&world);
}

/* The step is one for all cards. */
static void steps_go_together(void **state)
{
	struct world world;
	begin(&world);
	items_draw(&world, 160, 44);
	assert_true(world_shows(&world, "samples/first  step 450"));
	items_keys(&world, "<Tab> j h h");
	assert_true(world_shows(&world, "samples/first  step 350"));
	assert_true(world_shows(&world, "train/weights  step 350"));
	assert_true(world_shows(&world, "@ 350"));
	items_keys(&world, "k h"); /* along the chart of lr, by a fiftieth */
	assert_true(world_shows(&world, "samples/first  step 300"));
	assert_true(world_shows(&world, "@ 340"));
	golden_check("time_series/step", &world.canvas);
	items_keys(&world, "<Esc>");
	assert_true(world_shows(&world, "samples/first  step 450"));
	items_fini(&world);
}

static void groups_and_pins(void **state)
{
	struct world world;
	begin(&world);
	items_draw(&world, 160, 44);
	items_keys(&world, "j j");
	assert_true(world_shows(&world, "┌samples/first"));
	assert_false(world_shows(&world, "┌lr"));
	items_keys(&world, "<Tab> p");
	assert_true(world_shows(&world, "pinned"));
	items_keys(&world, "<S-Tab> g j");
	assert_true(world_shows(&world, "┌samples/first"));
	assert_false(world_shows(&world, "┌train/loss"));
	items_keys(&world, "<Tab> <Enter>");
	assert_false(world_shows(&world, "Cards"));
	items_fini(&world);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	begin(&world);
	items_draw(&world, 120, 36);
	meanings_hold(&world, "series");
	items_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(sizes), cmocka_unit_test(cards_of_another_run), cmocka_unit_test(steps_go_together), cmocka_unit_test(groups_and_pins),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
