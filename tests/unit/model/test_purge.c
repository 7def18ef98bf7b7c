#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/model/batches.h"
#include "unit/model/dump.h"

/* Steps `from` to `to` of one file, after its version and, unless `start` is negative, a START of that step. */
static void add_file(struct store *store, const char *name, double version, int64_t start, int from, int to)
{
	struct batch *batch = batch_new(add_test_file(store, ".", name), 0);
	batch->end = batch->file_size = 100;
	if (version >= 0)
		batch_add_mark(batch, (struct mark){.what = MARK_VERSION, .version = version});
	if (start >= 0)
		batch_add_mark(batch, (struct mark){.what = MARK_START, .step = start});
	struct batch_series *series = batch_series_of(batch, "loss");
	batch_add_metadata(series, "scalars");
	for (int step = from; step <= to; step++)
		batch_add_rows(series, &(struct row){step, step, 0}, 1, NUMBER_F32, (uint32_t)batch->mark_count);
	batch->has_summary = true;
	batch->first_summary_step = from;
	batch->last_summary_step = to;
	batch->first_summary_epoch = (uint32_t)batch->mark_count;
	batch->first_summary_series = 1;
	store_apply(store, batch);
}

static bool write_steps(void *context, const struct row *rows, size_t count, enum number_type type)
{
	(void)type;
	for (size_t i = 0; i < count; i++)
		str_printf(context, " %d", (int)rows[i].step);
	return true;
}

static void assert_steps(struct store *store, const char *expected)
{
	struct str steps = {0};
	store_walk_scalars(store, 0, write_steps, &steps);
	assert_string_equal(str_text(&steps), expected);
	str_fini(&steps);
}

/* The experiment in event-format 5.1. */
static void test_the_first_start_cuts_nothing(void **state)
{
	(void)state;
	struct store *store = store_new();
	add_file(store, "a", 2, -1, 0, 9);
	add_file(store, "b", 2, 5, 5, 7);
	assert_steps(store, " 0 1 2 3 4 5 6 7 8 9 5 6 7");
	assert_int_equal(store_run(store, 0).restarts, 0);
	add_file(store, "c", 2, 6, 6, 8);
	assert_steps(store, " 0 1 2 3 4 5 5 6 7 8");
	assert_int_equal(store_run(store, 0).restarts, 1);
	assert_int_equal(store_series(store, 0).hidden, 6);
	assert_int_equal(store_run(store, 0).last_step, 8);
	store_free(store);
}

static void test_without_a_start_overlaps_stay(void **state)
{
	(void)state;
	struct store *store = store_new();
	add_file(store, "a", 2, -1, 0, 3);
	add_file(store, "b", 2, -1, 2, 5);
	assert_steps(store, " 0 1 2 3 2 3 4 5");
	store_free(store);
}

static void test_files_without_a_version_go_by_steps(void **state)
{
	(void)state;
	struct store *store = store_new();
	/* The later file arrives first: nothing is known of a restart yet. */
	add_file(store, "b", -1, 3, 2, 5);
	assert_steps(store, " 2 3 4 5");
	add_file(store, "a", 1, -1, 0, 9);
	assert_steps(store, " 0 1 2 3 4 5");
	store_drop_file(store, 1);
	assert_steps(store, " 2 3 4 5");
	store_free(store);
}

/* A writer that goes on at the step where the one before ended is no restart. */
static void test_the_same_step_again_is_no_restart(void **state)
{
	(void)state;
	struct store *store = store_new();
	add_file(store, "a", 1, -1, 0, 3);
	add_file(store, "b", 1, -1, 3, 5);
	assert_steps(store, " 0 1 2 3 3 4 5");
	assert_int_equal(store_run(store, 0).restarts, 0);
	store_free(store);
}

static void assert_restart(const struct store *store, uint32_t position, int64_t step)
{
	assert_true(position < store_run(store, 0).restarts);
	assert_int_equal(store_restart_at(store, 0, position).step, step);
}

/* Where a chart marks them: at the first step of each attempt but the first. */
static void test_restarts_are_in_file_order(void **state)
{
	(void)state;
	struct store *store = store_new();
	add_file(store, "c", 2, 4, 4, 5);
	add_file(store, "a", 2, 0, 0, 9);
	add_file(store, "b", 2, 7, 7, 8);
	assert_int_equal(store_run(store, 0).restarts, 2);
	assert_restart(store, 0, 7);
	assert_restart(store, 1, 4);
	store_free(store);
	store = store_new();
	add_file(store, "b", -1, -1, 5, 8);
	add_file(store, "a", 1, -1, 0, 9);
	assert_int_equal(store_run(store, 0).restarts, 1);
	assert_restart(store, 0, 5);
	store_free(store);
}

/* Two events that go back to the same step are two restarts; the tags of one event are one. */
static void test_one_event_is_one_restart(void **state)
{
	(void)state;
	struct store *store = store_new();
	struct batch *batch = batch_new(add_test_file(store, ".", "a"), 0);
	batch->end = batch->file_size = 100;
	batch->has_summary = true;
	batch->first_summary_step = 9;
	batch->last_summary_step = 3;
	batch->first_summary_series = 2;
	batch_series_of(batch, "loss");
	batch_series_of(batch, "rate");
	for (uint32_t i = 0; i < 4; i++)
		batch_add_mark(batch, (struct mark){.what = MARK_REWIND, .step = 3, .series = i % 2, .joins = i % 2});
	store_apply(store, batch);
	assert_int_equal(store_run(store, 0).restarts, 2);
	store_free(store);
}

/* Steps from `from` on, with a loss behind them, as the reader of a file without a version tells them. */
static void add_part(struct store *store, uint32_t file, int part, bool goes_back, bool told)
{
	struct batch *batch = batch_new(file, (uint64_t)part * 100);
	batch->end = batch->begin + 100;
	batch->file_size = 300;
	struct batch_series *series = batch_series_of(batch, "loss");
	batch_add_metadata(series, "scalars");
	int from = goes_back ? 5 : 10 * part;
	if (goes_back && told)
		batch_add_mark(batch, (struct mark){.what = MARK_REWIND, .step = from, .wall_time = from});
	for (int step = from; step < from + 10; step++)
		batch_add_rows(series, &(struct row){step, step, 0}, 1, NUMBER_F32, (uint32_t)batch->mark_count);
	batch->has_summary = batch->has_event = true;
	batch->first_wall = batch->first_summary_wall = from;
	batch->first_summary_step = from;
	batch->last_summary_step = from + 9;
	batch->first_summary_epoch = (uint32_t)batch->mark_count;
	batch->first_summary_series = 1;
	batch->first_summary_told = goes_back && told;
	if (part)
		batch_add_problem(batch, (struct problem){
			.what = PROBLEM_PAYLOAD, .offset = part == 1 ? 190 : 200, .bytes_lost = 10});
	store_apply(store, batch);
}

static struct str parts_in_order(const int *order, bool told)
{
	struct str out = {0};
	struct store *store = store_new();
	uint32_t file = add_test_file(store, ".", "a");
	for (int i = 0; i < 3; i++)
		add_part(store, file, order[i], order[i] == 2, told);
	assert_int_equal(store_run(store, 0).restarts, 1);
	assert_int_equal(store_problem_count(store), 1);
	assert_int_equal(store_problem_at(store, 0).problem.bytes_lost, 20);
	dump_store(store, &out);
	store_free(store);
	return out;
}

/* The parts of a file in any order, and whether or not their readers knew of each other: one restart, one loss. */
static void test_any_order_counts_alike(void **state)
{
	(void)state;
	static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	struct str expected = parts_in_order(orders[0], true);
	for (size_t i = 0; i < 12; i++) {
		struct str got = parts_in_order(orders[i % 6], i < 6);
		assert_string_equal(str_text(&got), str_text(&expected));
		str_fini(&got);
	}
	str_fini(&expected);
}

static bool count_hiding(void *context, const struct mark *mark, bool hides)
{
	assert_int_equal(mark->what, MARK_START);
	*(int *)context += hides;
	return true;
}

static void test_marks_tell_which_of_them_hide(void **state)
{
	(void)state;
	struct store *store = store_new();
	add_file(store, "a", 2, 0, 0, 9);
	add_file(store, "b", 2, 20, 20, 21);
	add_file(store, "c", 2, 4, 4, 5);
	int hiding = 0;
	store_walk_marks(store, 0, count_hiding, &hiding);
	assert_int_equal(hiding, 2);
	assert_steps(store, " 0 1 2 3 4 5");
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_first_start_cuts_nothing),
		cmocka_unit_test(test_without_a_start_overlaps_stay),
		cmocka_unit_test(test_files_without_a_version_go_by_steps),
		cmocka_unit_test(test_the_same_step_again_is_no_restart),
		cmocka_unit_test(test_restarts_are_in_file_order),
		cmocka_unit_test(test_one_event_is_one_restart),
		cmocka_unit_test(test_any_order_counts_alike),
		cmocka_unit_test(test_marks_tell_which_of_them_hide),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
