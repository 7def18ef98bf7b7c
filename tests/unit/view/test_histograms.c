/* Histograms: what each form draws, what keys do, and what is said of those that are not there or make no sense. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/items.h"
#include "unit/view/meanings.h"

#include <stdio.h>

#define POINTS 60
#define BUCKETS 20

static struct asset *new_histogram(size_t count)
{
	struct asset *asset = data_alloc(1, sizeof *asset);
	*asset = (struct asset){.kind = KIND_HISTOGRAM, .memory = sizeof *asset + count * sizeof(struct bucket)};
	asset->histogram.buckets = data_alloc(count, sizeof *asset->histogram.buckets);
	asset->histogram.count = count;
	return asset;
}

/* A bell that grows wider and wanders. */
static enum status bell(const struct asset_place *place, struct asset **out)
{
	double step = (double)place->item.step, middle = 0.004 * step, width = 0.5 + 0.002 * step;
	*out = new_histogram(BUCKETS);
	for (int i = 0; i < BUCKETS; i++) {
		double left = -3 + 6.0 * i / BUCKETS, right = -3 + 6.0 * (i + 1) / BUCKETS, at = (left + right) / 2;
		(*out)->histogram.buckets[i] = (struct bucket){middle + width * left, middle + width * right,
		                                               floor(1000 * exp(-at * at / 2))};
	}
	return STATUS_OK;
}

static enum status dead(const struct asset_place *place, struct asset **out)
{
	*out = new_histogram(1);
	(*out)->histogram.buckets[0] = (struct bucket){0, 0, 4096};
	return STATUS_OK;
}

static enum status empty(const struct asset_place *place, struct asset **out)
{
	*out = new_histogram(0);
	return STATUS_OK;
}

static enum status hostile(const struct asset_place *place, struct asset **out)
{
	static const struct bucket buckets[] = {{NAN, 1, 3}, {1, NAN, -7}, {2, -INFINITY, NAN}, {INFINITY, 5, 1e300}};
	*out = new_histogram(4);
	memcpy((*out)->histogram.buckets, buckets, sizeof buckets);
	return STATUS_OK;
}

static enum status negative(const struct asset_place *place, struct asset **out)
{
	*out = new_histogram(2);
	(*out)->histogram.buckets[0] = (struct bucket){0, 1, -5};
	(*out)->histogram.buckets[1] = (struct bucket){1, 2, 10};
	return STATUS_OK;
}

static enum status unordered(const struct asset_place *place, struct asset **out)
{
	*out = new_histogram(2);
	(*out)->histogram.buckets[0] = (struct bucket){1, 2, 5};
	(*out)->histogram.buckets[1] = (struct bucket){0, 1, 10};
	return STATUS_OK;
}

static enum status huge(const struct asset_place *place, struct asset **out)
{
	*out = new_histogram(2);
	(*out)->histogram.buckets[0] = (struct bucket){-1e308, 0, 6};
	(*out)->histogram.buckets[1] = (struct bucket){0, 1e308, 2};
	return STATUS_OK;
}

static enum status damaged(const struct asset_place *place, struct asset **out)
{
	return STATUS_CORRUPT;
}

static enum status mixed(const struct asset_place *place, struct asset **out)
{
	return place->item.step >= 400 && place->item.step < 450 ? STATUS_CORRUPT
	       : place->series % 2                                ? dead(place, out)
	                                                          : bell(place, out);
}

static void begin(struct world *world, items_make *make)
{
	items_init(world, make);
	items_series(world, "base", "block0/weights", "histograms", POINTS, 10);
	items_series(world, "base", "block1/weights", "histograms", POINTS, 10);
	items_series(world, "lr3e-4", "block0/weights", "histograms", POINTS / 2, 10);
	choice_settle(world->choice, world->store);
}

static void check(const char *name, const char *keys, int columns, int rows,
                  items_make *make)
{
	struct world world;
	begin(&world, make);
	assert_true(dashboard_show(world.dashboard, "histograms"));
	items_draw(&world, columns, rows);
	items_keys(&world, keys);
	golden_check(name, &world.canvas);
	items_fini(&world);
}

static void every_form_at_every_size(void **state)
{
	static const struct { int columns, rows; } sizes[] = {{40, 12}, {80, 24}, {200, 60}};
	static const struct { const char *name, *keys; } forms[] = {
		{"heat", ""}, {"ridges", "T"}, {"bands", "T T"}, {"step", "T T T"}, {"layers", "T T T T"}};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
			char name[60];
			snprintf(name, sizeof name, "view/histograms_%s_%dx%d", forms[k].name, sizes[i].columns, sizes[i].rows);
			check(name, forms[k].keys, sizes[i].columns, sizes[i].rows, mixed);
		}
}

/* Its axis has that step alone. */
static void one_step(void **state)
{
	struct world world;
	items_init(&world, mixed);
	items_series(&world, "base", "w", "histograms", 1, 10);
	choice_settle(world.choice, world.store);
	assert_true(dashboard_show(world.dashboard, "histograms"));
	items_draw(&world, 80, 24);
	golden_check("view/histograms_one_step", &world.canvas);
	items_fini(&world);
}

static void in_ascii(void **state)
{
	struct world world;
	begin(&world, bell);
	world.charset = CHARSET_ASCII;
	dashboard_show(world.dashboard, "histograms");
	items_draw(&world, 80, 24);
	golden_check("view/histograms_ascii", &world.canvas);
	items_keys(&world, "T");
	golden_check("view/histograms_ridges_ascii", &world.canvas);
	items_fini(&world);
}

static void what_is_wrong_is_said(void **state)
{
	static const struct {
		items_make *make;
		const char *said;
	} cases[] = {{hostile, "a bucket is not a number"}, {negative, "a bucket's count is below zero"},
	             {unordered, "buckets are not in order"}, {unordered, "no percentiles"}, {huge, "mean -2.5e307"},
	             {empty, "empty: no value was counted"}, {damaged, "damaged data"}, {dead, "zeros"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world;
		begin(&world, cases[i].make);
		dashboard_show(world.dashboard, "histograms");
		items_draw(&world, 110, 30);
		for (int form = 0; form < 4; form++) {
			assert_true(world_shows(&world, cases[i].said));
			items_keys(&world, "T");
		}
		items_keys(&world, "y y y y y"); /* every measure of the layers */
		for (int columns = 1; columns < 100; columns += 9)
			for (int rows = 1; rows < 30; rows += 4)
				items_draw(&world, columns, rows);
		items_fini(&world);
	}
}

/* Where some steps have percentiles: those that have none are marked. */
static enum status some_unordered(const struct asset_place *place, struct asset **out)
{
	return place->item.step >= 300 ? unordered(place, out) : dead(place, out);
}

static void percentiles_of_unordered_buckets_are_not_drawn(void **state)
{
	check("view/histograms_unordered_80x24", "T T", 80, 24, some_unordered);
}

static void what_is_not_there_yet_is_said(void **state)
{
	struct world world;
	begin(&world, NULL);
	dashboard_show(world.dashboard, "histograms");
	items_draw(&world, 100, 30);
	assert_true(world_shows(&world, "reading 60 of 60"));
	items_made_by = bell;
	items_draw(&world, 100, 30);
	assert_false(world_shows(&world, "reading"));
	items_fini(&world);
}

/* Of a long series no more is read than there are columns. */
static unsigned made;
static enum status counted(const struct asset_place *place, struct asset **out)
{
	made++;
	return bell(place, out);
}

static void only_what_columns_need(void **state)
{
	struct world world;
	items_init(&world, counted);
	items_series(&world, "base", "w", "histograms", 20000, 1);
	choice_settle(world.choice, world.store);
	dashboard_show(world.dashboard, "histograms");
	made = 0;
	items_draw(&world, 80, 24);
	assert_true(made > 20 && made <= 2 * 80);
	items_fini(&world);
}

static void keys_move_the_cursor(void **state)
{
	struct world world;
	begin(&world, bell);
	dashboard_show(world.dashboard, "histograms");
	items_draw(&world, 100, 30);
	assert_true(world_shows(&world, "step 590"));
	items_keys(&world, "h");
	assert_true(world_shows(&world, "step 580"));
	items_keys(&world, "{");
	assert_true(world_shows(&world, "step 480"));
	items_keys(&world, "l } } }");
	assert_true(world_shows(&world, "step 590"));
	assert_true(world_shows(&world, "block0/weights  heat map"));
	items_keys(&world, "j");
	assert_true(world_shows(&world, "block1/weights  heat map"));
	items_keys(&world, "y");
	assert_true(world_shows(&world, "linear counts"));
	/* The other run has no such tag. */
	items_keys(&world, "<S-Tab> <S-Tab> j");
	assert_true(world_shows(&world, "run lr3e-4 has no histogram block1/weights"));
	items_fini(&world);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	begin(&world, mixed);
	items_draw(&world, 120, 36);
	meanings_hold(&world, "histograms");
	items_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(every_form_at_every_size),
		cmocka_unit_test(one_step), cmocka_unit_test(in_ascii),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(percentiles_of_unordered_buckets_are_not_drawn),
		cmocka_unit_test(what_is_not_there_yet_is_said),
		cmocka_unit_test(only_what_columns_need),
		cmocka_unit_test(keys_move_the_cursor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
