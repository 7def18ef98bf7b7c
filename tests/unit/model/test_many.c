/* Many files in a run, and the limit of what a store may hold. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/model/batches.h"

#include <stdio.h>

#define FILES 2000

/* A file's only batch: a version and, at `step`, a point each of two tags. */
static void apply_file(struct store *store, uint32_t file, double version, int64_t step)
{
	struct batch *batch = batch_new(file, 0);
	struct row row = {.step = step, .wall_time = (double)step};
	batch_add_mark(batch, (struct mark){.what = MARK_VERSION, .version = version});
	for (int i = 0; i < 2; i++) {
		batch_add_scalars(batch, i ? "loss" : "accuracy", &row, 1, NUMBER_F32, 1);
	}
	batch->has_summary = batch->has_event = batch->caught_up = true;
	batch->first_summary_step = batch->last_summary_step = step;
	batch->first_summary_epoch = 1;
	batch->first_summary_series = 2;
	batch->end = 100;
	batch->records = 3;
	store_apply(store, batch);
}

static void number_files(struct store *store, uint32_t *numbers)
{
	char name[16];
	for (int i = 0; i < FILES; i++) {
		snprintf(name, sizeof name, "%05d", i);
		numbers[i] = add_test_file(store, "run", name);
	}
}

struct walked {
	int64_t next;
	bool ordered;
};

static bool see_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct walked *walked = context;
	for (size_t i = 0; i < count; i++)
		walked->ordered &= rows[i].step == walked->next++;
	return true;
}

static int place_of(int position, int order)
{
	/* In order, backwards, and by jumps (7 and the number of files have no common divisor). */
	return order == 0 ? position : order == 1 ? FILES - 1 - position : (int)((long)position * 7 % FILES);
}

static void test_files_in_any_order(void **state)
{
	(void)state;
	static uint32_t numbers[FILES];
	for (int order = 0; order < 3; order++) {
		struct store *store = store_new();
		number_files(store, numbers);
		for (int i = 0; i < FILES; i++) {
			int file = place_of(i, order);
			apply_file(store, numbers[file], 2, file);
		}
		struct walked walked = {.ordered = true};
		store_walk_scalars(store, 0, see_rows, &walked);
		assert_true(walked.ordered);
		assert_int_equal(walked.next, FILES);
		assert_int_equal(store_run(store, 0).restarts, 0);
		store_free(store);
	}
}

/* Without a version a lower step is a restart, wherever the file lies that tells of it. */
static void test_a_late_file_cuts(void **state)
{
	(void)state;
	static uint32_t numbers[FILES];
	for (int late = 2; late < FILES; late += 997) {
		struct store *store = store_new();
		number_files(store, numbers);
		for (int i = 0; i < FILES; i++)
			if (i != late)
				apply_file(store, numbers[i], 1, i);
		assert_int_equal(store_totals(store).points, 2 * (FILES - 1));
		apply_file(store, numbers[late], 1, 0); /* the first file's point is hidden, and all up to here */
		assert_int_equal(store_totals(store).points, 2 * (FILES - late));
		store_free(store);
	}
}

/* The last file has grown since anything was derived; what comes next goes back behind its new end. */
static void test_growth_of_the_last_file_counts(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t a = add_test_file(store, "run", "a"), b = add_test_file(store, "run", "b");
	apply_file(store, a, 1, 10);
	struct batch *more = batch_new(a, 100);
	struct row row = {.step = 50};
	batch_add_rows(batch_series_of(more, "loss"), &row, 1, NUMBER_F32, 0);
	more->has_summary = true;
	more->first_summary_step = more->last_summary_step = 50;
	more->first_summary_series = 1;
	more->end = 200;
	store_apply(store, more);
	assert_int_equal(store_totals(store).points, 3);
	apply_file(store, b, 1, 20);
	assert_int_equal(store_totals(store).points, 4); /* 50 is hidden */
	assert_int_equal(store_run(store, 0).restarts, 1);
	store_free(store);
}

/* ---- The limit ------------------------------------------------------------------ */

static struct problem only_problem(const struct store *store)
{
	assert_int_equal(store_problem_count(store), 1);
	return store_problem_at(store, 0).problem;
}

static void test_no_limit_is_never_full(void **state)
{
	(void)state;
	struct store *store = store_new();
	apply_file(store, add_test_file(store, "run", "a"), 2, 1);
	assert_false(store_full(store));
	store_limit_memory(store, 1);
	assert_true(store_full(store));
	assert_int_equal(store_totals(store).points, 2); /* nothing kept is dropped */
	store_limit_memory(store, 1u << 20);
	assert_false(store_full(store));
	store_free(store);
}

/* Whatever is kept counts, not only points. */
static void test_everything_kept_fills(void **state)
{
	(void)state;
	for (int what = 0; what < 4; what++) {
		struct store *store = store_new();
		uint64_t end = 0;
		char tag[64];
		uint32_t file = add_test_file(store, "run", "a");
		store_limit_memory(store, 1000000);
		for (int i = 0; i < 20000 && !store_full(store); i++) {
			struct batch *batch = batch_new(file, end);
			snprintf(tag, sizeof tag, "tag %d", what ? 0 : i);
			struct batch_series *series = batch_series_of(batch, tag);
			if (what == 1)
				batch_add_item(series, (struct item){.step = i});
			if (what == 2)
				batch_add_mark(batch, (struct mark){.what = MARK_CHECKPOINT, .step = i});
			if (what == 3)
				batch_add_problem(batch, (struct problem){.what = PROBLEM_EVENT, .offset = end});
			batch->end = end += 10;
			store_apply(store, batch);
		}
		assert_true(store_full(store));
		store_free(store);
	}
}

static void test_metadata_fills(void **state)
{
	(void)state;
	struct store *store = store_new();
	struct batch *batch = batch_new(add_test_file(store, "run", "a"), 0);
	struct batch_series *series = batch_series_of(batch, "t");
	batch_add_metadata(series, "text");
	free(series->metadata->content);
	series->metadata->content = xcalloc(1, 1000001);
	series->metadata->content_length = 1000000;
	batch->end = 10;
	store_limit_memory(store, 1000000);
	assert_false(store_full(store));
	store_apply(store, batch);
	assert_true(store_full(store));
	store_drop_file(store, 0);
	assert_false(store_full(store));
	store_free(store);
}

static void test_withheld_files_are_told(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t a = add_test_file(store, "run", "a"), b = add_test_file(store, "run", "b");
	store_limit_memory(store, 1);
	apply_file(store, a, 2, 1);
	store_file_size(store, a, 100);
	store_file_size(store, b, 5000);
	store_withhold(store, a, true); /* all of it was read: no news */
	assert_int_equal(store_totals(store).files_withheld, 0);
	store_withhold(store, b, true);
	store_withhold(store, b, true);
	struct store_totals totals = store_totals(store);
	assert_int_equal(totals.files_withheld, 1);
	assert_int_equal(totals.memory_limit, 1);
	assert_int_equal(totals.bytes_read, totals.bytes_found); /* loading has come to its end */
	assert_int_equal(only_problem(store).what, PROBLEM_LIMIT);
	assert_int_equal(only_problem(store).status, STATUS_FULL);
	assert_int_equal(only_problem(store).bytes_lost, 0);
	assert_false(store_damaged(store));
	store_file_size(store, a, 300);
	store_withhold(store, a, true);
	assert_int_equal(store_totals(store).files_withheld, 2);
	assert_int_equal(store_problem_at(store, 0).problem.offset, 100);
	store_withhold(store, a, false);
	store_withhold(store, b, false);
	assert_int_equal(store_totals(store).files_withheld, 0);
	assert_int_equal(store_problem_count(store), 0);
	store_free(store);
}

/* As of a disk that lost every other record: who walks them must not take a time that grows with their square. */
static void test_many_problems_in_order(void **state)
{
	enum { BATCHES = 100, EACH = 1000 };
	(void)state;
	struct store *store = store_new();
	uint32_t file = add_test_file(store, "run", "1");
	for (uint64_t i = 0; i < BATCHES; i++) {
		struct batch *batch = batch_new(file, i * EACH * 2);
		batch->end = (i + 1) * EACH * 2;
		assert_true(array_reserve(&batch->problems, &batch->problem_capacity, EACH));
		for (uint64_t k = 0; k < EACH; k++)
			batch->problems[batch->problem_count++] = (struct problem){
				.what = PROBLEM_PAYLOAD, .offset = batch->begin + 2 * k, .bytes_lost = 1};
		assert_int_equal(store_apply(store, batch), STATUS_OK);
	}
	assert_int_equal(store_problem_count(store), BATCHES * EACH);
	assert_int_equal(store_file(store, file).lost_bytes, BATCHES * EACH);
	for (uint32_t i = 0; i < store_problem_count(store); i++)
		assert_int_equal(store_problem_at(store, i).problem.offset, 2 * (uint64_t)i);
	store_free(store);
}

/* Most of a run's files go at once, those that stay are what there is. */
static void test_many_gone_files_are_dropped(void **state)
{
	(void)state;
	static uint32_t numbers[FILES];
	struct store *store = store_new(), *cold = store_new();
	number_files(store, numbers);
	for (int i = 0; i < FILES; i++) {
		apply_file(store, numbers[i], 2, i);
		if (i % 5)
			store_file_gone(store, numbers[i]);
	}
	for (int i = 0; i < FILES; i += 5) {
		char name[16];
		snprintf(name, sizeof name, "%05d", i);
		apply_file(cold, add_test_file(cold, "run", name), 2, i);
	}
	store_drop_gone(store);
	assert_int_equal(store_run(store, 0).files, FILES / 5);
	assert_int_equal(store_totals(store).points, store_totals(cold).points);
	assert_int_equal(store_totals(store).files_gone, 0);
	assert_int_equal(store_series(store, 0).points, FILES / 5);
	assert_int_equal(store_series(store, 0).first_step, 0);
	assert_int_equal(store_series(store, 0).last_step, FILES - 5);
	store_drop_gone(store);
	assert_int_equal(store_run(store, 0).files, FILES / 5);
	store_free(store);
	store_free(cold);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files_in_any_order),
		cmocka_unit_test(test_many_problems_in_order),
		cmocka_unit_test(test_many_gone_files_are_dropped),
		cmocka_unit_test(test_a_late_file_cuts),
		cmocka_unit_test(test_growth_of_the_last_file_counts),
		cmocka_unit_test(test_no_limit_is_never_full),
		cmocka_unit_test(test_everything_kept_fills),
		cmocka_unit_test(test_metadata_fills),
		cmocka_unit_test(test_withheld_files_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
