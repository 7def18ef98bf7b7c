#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/reason.h"
#include "unit/model/batches.h"

#include <math.h>

/* 1000 bytes and `pending` more, with events from one wall time to another. */
static uint32_t add_file(struct store *store, const char *run, const char *name, double from, double to, uint64_t pending)
{
	uint32_t file = add_test_file(store, run, name);
	struct batch *batch = batch_new(file, 0);
	batch->end = 1000;
	batch->pending = pending;
	batch->file_size = 1000 + pending;
	batch->records = 10;
	batch->has_event = batch->caught_up = true;
	batch->first_wall = from;
	batch->last_wall = batch->max_wall = to;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
	return file;
}

static void assert_said(const struct store *store, uint32_t number, const char *expected)
{
	struct str text = {0};
	struct file_info file = store_file(store, number);
	incomplete_describe(&text, store, &file, "; ");
	assert_string_equal(str_text(&text), expected);
	str_fini(&text);
}

static void test_the_writer_went_on(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t first = add_file(store, "run", "events.1", 100, 200, 17);
	assert_said(store, first, "incomplete record at the end (17 bytes); the writer is at it, or was stopped: nothing "
	                          "else is lost");
	uint32_t beside = add_file(store, "run", "events.2", 150, 400, 0);
	add_file(store, "another", "events.3", 300, 400, 0);
	assert_int_equal(store_file(store, first).successor, STORE_NONE); /* a second writer, not a later one */
	uint32_t second = add_file(store, "run", "events.\033[4m", 200, 300, 1);
	assert_int_equal(store_file(store, first).successor, STORE_NONE); /* before it by name */
	assert_int_equal(store_file(store, second).successor, STORE_NONE);
	uint32_t third = add_file(store, "run", "events.4\033[4m", 500, 600, 0);
	assert_int_equal(store_file(store, first).successor, third);
	assert_said(store, first, "incomplete record at the end (17 bytes); the writer went on in events.4␛[4m");
	assert_said(store, second, "incomplete record at the end (1 byte); the writer went on in events.4␛[4m");
	assert_said(store, beside, "");
	assert_int_equal(store_totals(store).problems, 0);
	assert_false(store_damaged(store));
	store_free(store);
}

static void test_zeros_at_the_end(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t file = add_test_file(store, "run", "events.1");
	struct batch *batch = batch_new(file, 0);
	batch->end = 100;
	batch->pending = 4096;
	batch->file_size = 4196;
	batch->caught_up = batch->zeros_pending = true;
	store_apply(store, batch);
	assert_said(store, file, "zeros at the end (4096 bytes); room that the writer keeps, or a crash before the data was "
	                         "on disk");
	store_free(store);
}

/* What is told as lost so far is not incomplete, too. */
static void test_lost_bytes_are_not_incomplete(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t file = add_test_file(store, "run", "events.1");
	struct batch *batch = batch_new(file, 0);
	batch->end = 1000;
	batch->pending = 100;
	batch->file_size = 1100;
	batch->caught_up = true;
	batch_add_problem(batch, (struct problem){
		.what = PROBLEM_LENGTH, .offset = 1000, .bytes_lost = 80, .provisional = true});
	store_apply(store, batch);
	struct file_info info = store_file(store, file);
	assert_int_equal(info.incomplete, 20);
	assert_int_equal(info.lost_bytes, 80);
	struct store_problem problem = store_problem_at(store, 0);
	assert_int_equal(problem.file, file);
	assert_non_null(strstr(problem_reason(store, &problem), "nothing in it looks like an event"));
	batch = batch_new(file, 1000);
	batch->end = 1100;
	batch->file_size = 1100;
	batch->records = 1;
	batch_add_problem(batch, (struct problem){.what = PROBLEM_LENGTH, .offset = 1000, .bytes_lost = 80});
	store_apply(store, batch);
	assert_int_equal(store_file(store, file).incomplete, 0);
	problem = store_problem_at(store, 0);
	assert_non_null(strstr(problem_reason(store, &problem), "missing or were overwritten"));
	store_trouble(store, slice_of("locked"), STATUS_DENIED);
	problem = store_problem_at(store, 1);
	assert_int_equal(problem.file, STORE_NONE);
	assert_non_null(strstr(problem_reason(store, &problem), "owner and mode"));
	store_free(store);
}

/* Most bytes of a header with a good CRC may be zero: that is no reason. */
static void test_a_huge_length_is_no_hole(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t file = add_file(store, "run", "events.1", 100, 200, 0);
	struct store_problem problem = {.file = file, .problem = {.what = PROBLEM_HUGE, .bytes_lost = 12, .zeros = true}};
	assert_non_null(strstr(problem_reason(store, &problem), "no writer makes such records"));
	problem.problem.what = PROBLEM_PAYLOAD;
	assert_non_null(strstr(problem_reason(store, &problem), "zeros where data was"));
	store_free(store);
}

static void test_replacements_are_counted(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t files[2] = {add_test_file(store, "run", "a"), add_test_file(store, "run", "b")};
	for (int i = 0; i < 2; i++) {
		struct batch *batch = batch_new(files[i], 0);
		batch->end = 10;
		batch->restart = true; /* nothing was there: not a replacement */
		store_apply(store, batch);
	}
	assert_int_equal(store_totals(store).replacements, 0);
	struct batch *batch = batch_new(files[1], 0);
	batch->end = 5;
	batch->restart = true;
	store_apply(store, batch);
	assert_int_equal(store_totals(store).replacements, 1);
	assert_int_equal(store_totals(store).replaced, files[1]);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_writer_went_on),
		cmocka_unit_test(test_zeros_at_the_end),
		cmocka_unit_test(test_lost_bytes_are_not_incomplete),
		cmocka_unit_test(test_a_huge_length_is_no_hole),
		cmocka_unit_test(test_replacements_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
