/* What is said of bytes that are lost: how many they are, and whether they were zeros for the most part. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/disk/memory.h"
#include "unit/read/build.h"

#include <stdlib.h>

#define BLOCK 64 /* bytes of a window: a loss goes through many */

/* An event, then `lost` bytes of which the first `zeros` of each five are zeros, then an event. */
static struct str damaged(size_t lost, size_t zeros)
{
	struct str event = {0}, data = {0};
	build_double(&event, 1, 1700000000);
	build_record(&data, event.data, event.length);
	for (size_t i = 0; i < lost; i++)
		str_append_char(&data, i % 5 < zeros ? 0 : 'x');
	build_record(&data, event.data, event.length);
	str_fini(&event);
	return data;
}

static struct problem only_problem(const struct str *data)
{
	struct memory_file file = {.data = (const uint8_t *)data->data, .size = data->length, .inode = 1};
	struct source source = memory_source(&file);
	struct tail *tail = tail_new("events", 0);
	tail_set_source(tail, &source);
	tail_set_block(tail, BLOCK);
	struct batch *batch = tail_read(tail, UINT64_MAX);
	assert_int_equal(batch->records, 2);
	assert_int_equal(batch->problem_count, 1);
	struct problem problem = batch->problems[0];
	batch_free(batch);
	tail_free(tail);
	return problem;
}

static void zeros_are_told_from_garbage(void **state)
{
	static const size_t lengths[] = {15, 40, 5000};
	for (size_t i = 0; i < 3; i++)
		for (size_t zeros = 0; zeros <= 4; zeros++) {
			struct str data = damaged(lengths[i], zeros);
			struct problem problem = only_problem(&data);
			assert_int_equal(problem.bytes_lost, lengths[i]);
			assert_int_equal(problem.zeros, zeros >= 3);
			assert_false(problem.provisional);
			str_fini(&data);
		}
}

/* A hole in the middle of a file, where a machine went down before it was written out. */
static void a_hole_is_zeros(void **state)
{
	struct str data = damaged(3000, 5);
	struct problem problem = only_problem(&data);
	assert_int_equal(problem.bytes_lost, 3000);
	assert_true(problem.zeros);
	str_fini(&data);
}

/* A record's payload, where its length still leads to the next. */
static void payloads_of_zeros_are_told(void **state)
{
	for (size_t zeros = 0; zeros <= 100; zeros += 20) {
		struct str event = {0}, data = {0}, text = {0};
		build_double(&event, 1, 1700000000);
		build_record(&data, event.data, event.length);
		for (size_t i = 0; i < 100; i++)
			str_append_char(&text, 'x');
		size_t from = data.length;
		build_record(&data, text.data, text.length);
		memset(data.data + from + 12, 0, zeros);
		data.data[from + 111] = 'y'; /* damaged in any case */
		build_record(&data, event.data, event.length);
		struct problem problem = only_problem(&data);
		assert_int_equal(problem.what, PROBLEM_PAYLOAD);
		assert_int_equal(problem.offset, from);
		assert_int_equal(problem.bytes_lost, 116);
		assert_int_equal(problem.zeros, zeros >= 60);
		str_fini(&event);
		str_fini(&data);
		str_fini(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zeros_are_told_from_garbage),
		cmocka_unit_test(a_hole_is_zeros),
		cmocka_unit_test(payloads_of_zeros_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
