/* HParams: the table, its filter and order, its forms, from a row to its curves; what matters for a metric. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/hparam_table.h"
#include "unit/model/hparam_runs.h"
#include "unit/view/meanings.h"
#include "unit/view/world.h"

#include <stdio.h>

static void add_session(struct store *store, const char *run, double lr, double layers, const char *optimizer,
                        enum session_status status, float accuracy)
{
	struct str start = {0}, entry = {0}, value = {0};
	build_hparam(&start, "model/lr", lr);
	build_hparam(&start, "layers", layers);
	build_text(&value, 3, optimizer);
	build_text(&entry, 1, "optimizer");
	build_message(&entry, 2, &value);
	build_message(&start, 1, &entry);
	add_hparams(store, run, "_hparams_/session_start_info", 3, &start);
	add_end(store, run, status, 100);
	if (!isnan(accuracy))
		add_scalar(store, run, "val/acc", accuracy);
	str_fini(&start);
	str_fini(&entry);
	str_fini(&value);
}

static void add_sweep(struct store *store)
{
	add_session(store, "a", 1e-4, 2, "adam", SESSION_SUCCESS, 0.5f);
	add_session(store, "b", 1e-3, 4, "adam", SESSION_SUCCESS, 0.8f);
	add_session(store, "c", 1e-2, 4, "sgd", SESSION_FAILURE, NAN);
	add_session(store, "d", 3e-2, 2, "sgd", SESSION_RUNNING, 0.6f);
	add_session(store, "e", 0.1, 8, "\033[31mlamb", SESSION_UNKNOWN, 0.9f);
}

static void make_world(struct world *world)
{
	world_init(world);
	add_sweep(world->store);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "hparams"));
}

/* A run that is not in the table is named. */
static void what_cannot_be_read_is_said(void **state)
{
	struct world world;
	struct str junk = {0};
	str_append_text(&junk, "\x0a\x50 no");
	make_world(&world);
	world_draw(&world, 80, 24);
	assert_false(world_shows(&world, "can't be read"));
	add_hparams(world.store, "bad\033[31m", "_hparams_/session_start_info", 3, &junk);
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "5 of 5 sessions  hparams of bad"));
	add_hparams(world.store, "worse", "_hparams_/session_start_info", 3, &junk);
	world_draw(&world, 120, 24);
	assert_true(world_shows(&world, "and 1 more can't be read"));
	world_draw(&world, 40, 24);
	assert_true(world_shows(&world, "2 unread"));
	str_fini(&junk);
	world_fini(&world);
}

static void sizes(void **state)
{
	static const struct { int columns, rows; } all[] = {{80, 24}, {200, 60}, {40, 12}};
	static const char *const keys[] = {"G", "T", "T l"};
	static const char *const forms[] = {"table", "parallel", "scatter"};
	for (size_t i = 0; i < 3; i++) {
		struct world world;
		char name[60];
		make_world(&world);
		world_draw(&world, all[i].columns, all[i].rows);
		for (size_t k = 0; k < 3; k++) {
			world_keys(&world, keys[k]);
			snprintf(name, sizeof name, "hparams/%s_%dx%d", forms[k], all[i].columns, all[i].rows);
			golden_check(name, &world.canvas);
		}
		world_fini(&world);
	}
}

static void keys(void **state)
{
	struct world world;
	make_world(&world);
	world_draw(&world, 80, 24);
	world_keys(&world, "l l l l ,");
	golden_check("hparams/sorted", &world.canvas);
	world_keys(&world, "h <Del> / l r < 1 e - 2 <Enter>");
	assert_true(world_shows(&world, "2 of 5 sessions"));
	assert_true(world_shows(&world, "1 hidden"));
	golden_check("hparams/filtered", &world.canvas);
	world_keys(&world, "/ <BS> <BS> <BS> <BS> <BS> <BS> <BS> n o = 1 <Enter>");
	assert_true(world_shows(&world, "no session matches"));
	world_keys(&world, "<Esc> )");
	assert_true(world_shows(&world, "metrics: min"));
	assert_true(world_shows(&world, "5 of 5 sessions"));
	world_fini(&world);
}

/* The column that was sorted by before decides between equals; a brush follows the cursor, and holds in all forms. */
static void sorts_and_brushes(void **state)
{
	struct world world;
	make_world(&world);
	world_draw(&world, 100, 24);
	world_keys(&world, "l l l l , h ,");
	golden_check("hparams/sorted_by_two", &world.canvas);
	world_keys(&world, "v");
	assert_true(world_shows(&world, "v brushes along an axis"));
	world_keys(&world, "T g v j j");
	assert_true(world_shows(&world, "3 brushed so far: v ends it"));
	world_keys(&world, "v G");
	assert_true(world_shows(&world, "3 brushed"));
	assert_false(world_shows(&world, "so far"));
	golden_check("hparams/brushed", &world.canvas);
	world_keys(&world, "<Esc>");
	assert_false(world_shows(&world, "brushed"));
	world_mouse(&world, MOUSE_PRESS, 3, 8);
	world_mouse(&world, MOUSE_DRAG, 3, 19);
	assert_true(world_shows(&world, "brushed"));
	world_fini(&world);
}

/* Enter shows the row's runs and what lies below them, and no other. */
static void to_the_curves(void **state)
{
	struct world world;
	world_init(&world);
	add_sweep(world.store);
	add_scalar(world.store, "b/validation", "loss", 1);
	choice_settle(world.choice, world.store);
	dashboard_show(world.dashboard, "hparams");
	world_draw(&world, 80, 24);
	world_keys(&world, "j <Enter>");
	for (uint32_t i = 0; i < store_run_count(world.store); i++) {
		uint32_t run = store_run_at(world.store, i);
		struct slice name = store_run(world.store, run).name;
		assert_int_equal(choice_run_visible(world.choice, world.store, run), name.data[0] == 'b');
	}
	world_fini(&world);
}

/* ---- The table itself --------------------------------------------------------------------- */

static void check_filter(struct hparam_table *table, const char *expression, const char *want)
{
	struct str got = {0};
	hparam_table_filter(table, expression);
	for (size_t i = 0; i < table->row_count; i++)
		str_append_slice(&got, table->sessions->groups[table->rows[i]].name);
	assert_string_equal(str_text(&got), want);
	str_fini(&got);
}

static void filters(void **state)
{
	struct store *store = store_new();
	struct hparam_table table;
	add_sweep(store);
	assert_true(hparam_table_make(&table, store, NULL, METRIC_LAST, NULL));
	check_filter(&table, "", "abcde");
	check_filter(&table, "lr<1e-2", "ab");
	check_filter(&table, "model/lr<=1e-2 layers>=4", "bc");
	check_filter(&table, "acc>0.55", "bde");
	check_filter(&table, "optimizer=sgd", "cd");
	check_filter(&table, "optimizer!=sgd lr!=1e-4", "be");
	check_filter(&table, "ADAM", "ab");
	check_filter(&table, "layers==8", "e");
	check_filter(&table, "lr<", "abcde"); /* still being typed */
	assert_null(table.unknown);
	check_filter(&table, "nothing>1", "");
	assert_string_equal(table.unknown, "nothing");
	check_filter(&table, "<5", "");
	hparam_table_fini(&table);
	store_free(store);
}

static void importances(void **state)
{
	struct store *store = store_new();
	struct hparam_table table;
	add_sweep(store);
	assert_true(hparam_table_make(&table, store, NULL, METRIC_LAST, NULL));
	size_t lr = (size_t)hparam_table_column(&table, slice_of("lr")), metric = (size_t)hparam_table_column(&table, slice_of("acc"));
	size_t optimizer = (size_t)hparam_table_column(&table, slice_of("optimizer"));
	struct importance importance = hparam_importance(&table, lr, metric);
	assert_int_equal(importance.count, 4);
	assert_true(fabs(importance.strength - 0.8) < 1e-9); /* ranks 0 2 1 3 of 0 1 2 3: 1 - 6 * 2 / (4 * 15) */
	assert_true(importance.sign > 0);
	importance = hparam_importance(&table, optimizer, metric);
	assert_int_equal(importance.values, 3);
	assert_true(fabs(importance.strength - 0.6) < 1e-9); /* ranks: adam 0 2, sgd 1, lamb 3 about 1.5: 3 of 5 */
	hparam_table_filter(&table, "optimizer=adam");
	assert_true(isnan(hparam_importance(&table, lr, metric).strength)); /* of two rows nobody can tell */
	hparam_table_fini(&table);
	store_free(store);
}

static void order(void **state)
{
	struct store *store = store_new();
	struct hparam_table table;
	add_sweep(store);
	assert_true(hparam_table_make(&table, store, NULL, METRIC_LAST, NULL));
	int metric = hparam_table_column(&table, slice_of("acc"));
	hparam_table_sort(&table, &(struct hparam_order){metric, true}, 1);
	static const uint32_t want[] = {4, 1, 3, 0, 2}; /* what has none comes last, whichever way */
	assert_memory_equal(table.rows, want, sizeof want);
	hparam_table_sort(&table, &(struct hparam_order){hparam_table_column(&table, slice_of("layers")), false}, 1);
	static const uint32_t by_layers[] = {0, 3, 1, 2, 4};
	assert_memory_equal(table.rows, by_layers, sizeof by_layers);
	int optimizer = hparam_table_column(&table, slice_of("optimizer"));
	hparam_table_sort(&table, (struct hparam_order[]){{optimizer, false}, {metric, true}}, 2);
	static const uint32_t by_two[] = {4, 1, 0, 3, 2};
	assert_memory_equal(table.rows, by_two, sizeof by_two);
	hparam_table_fini(&table);
	store_free(store);
}

static double mean_cell(struct store *store, struct metric_means *means, uint64_t deadline)
{
	struct hparam_table table;
	metric_means_begin(means, deadline);
	assert_true(hparam_table_make(&table, store, NULL, METRIC_MEAN, means));
	const struct hparam_cell *cell = hparam_table_cell(&table, 0, (size_t)hparam_table_column(&table, slice_of("acc")));
	double mean = cell->has ? cell->number : NAN;
	hparam_table_fini(&table);
	return mean;
}

/* Points of a file's next bytes; each tenth is NaN. */
static void add_points(struct store *store, uint32_t file, uint64_t from, int64_t first, size_t count)
{
	struct row row;
	struct batch *batch = batch_new(file, from);
	struct batch_series *series = batch_series_of(batch, "val/acc");
	batch_add_metadata(series, "scalars");
	for (size_t i = 0; i < count; i++) {
		int64_t step = first + (int64_t)i;
		row = (struct row){step, (double)step, number_bits_float(step % 10 ? (float)step : NAN)};
		batch_add_rows(series, &row, 1, NUMBER_F32, 0);
	}
	batch->end = from + 100;
	store_apply(store, batch);
}

/* Of the steps below that aren't divided by ten. */
static double mean_below(int steps)
{
	double sum = 0;
	for (int step = 0; step < steps; step++)
		sum += step % 10 ? step : 0;
	return sum / (steps - steps / 10);
}

/* Of all points, as far as they are finite; of what comes later, too. While that takes longer the one of before stands. */
static void a_mean(void **state)
{
	struct store *store = store_new();
	struct metric_means means = {0};
	assert_string_equal(metric_value_name(METRIC_MEAN), "mean");
	add_session(store, "e", 0.1, 8, "lamb", SESSION_UNKNOWN, NAN);
	uint32_t file = add_test_file(store, "e", "points");
	add_points(store, file, 0, 0, 100);
	assert_true(fabs(mean_cell(store, &means, 0) - mean_below(100)) < 1e-9);
	add_points(store, file, 100, 100, 900);
	assert_true(fabs(mean_cell(store, &means, 1) - mean_below(100)) < 1e-9); /* the deadline has passed */
	assert_true(means.pending);
	assert_true(fabs(mean_cell(store, &means, 0) - mean_below(1000)) < 1e-9);
	assert_false(means.pending);
	for (int steps = 1000; steps < 4000; steps += 50) { /* chunks grow together */
		add_points(store, file, 2 * (uint64_t)steps - 1800, steps, 50);
		assert_true(fabs(mean_cell(store, &means, 0) - mean_below(steps + 50)) < 1e-9);
	}
	add_points(store, add_test_file(store, "e", "a file before it"), 0, 0, 10);
	assert_true(fabs(mean_cell(store, &means, 0) - (mean_below(4000) * 3600 + 45) / 3609) < 1e-9);
	metric_means_fini(&means);
	store_free(store);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	make_world(&world);
	world_draw(&world, 120, 36);
	meanings_hold(&world, "hparams");
	world_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(what_cannot_be_read_is_said),
		cmocka_unit_test(sizes),       cmocka_unit_test(keys),  cmocka_unit_test(to_the_curves), cmocka_unit_test(filters),
		cmocka_unit_test(importances), cmocka_unit_test(order), cmocka_unit_test(sorts_and_brushes), cmocka_unit_test(a_mean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
