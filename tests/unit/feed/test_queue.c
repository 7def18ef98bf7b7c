/* What waits comes out in the right order, whatever the order in which it came. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "feed/queue.h"
#include "unit/read/build.h"

#define FILES 300

static void test_fewest_slices_then_newest(void **state)
{
	static struct feed_file files[FILES];
	struct mount mount = {0};
	uint32_t random = 42;
	size_t in = 0, out = 0;
	for (size_t i = 0; i < FILES; i++) {
		files[i].turn = build_random(&random) % 4;
		files[i].seen.mtime_ns = build_random(&random) % 50;
		queue_read(&mount, &files[i]);
		in++;
		assert_true(files[i].queued);
	}
	const struct feed_file *last = NULL;
	for (struct feed_file *file; (file = queue_take_read(&mount));) {
		out++;
		assert_false(file->queued);
		if (out % QUEUE_FAIR == 0)
			continue;
		if (last)
			assert_true(last->turn < file->turn || (last->turn == file->turn &&
			            last->seen.mtime_ns >= file->seen.mtime_ns));
		last = file;
	}
	assert_int_equal(in, out);
	queue_fini(&mount);
}

/* A file that was read for a while lets one pass that has just grown. */
static void test_a_live_file_passes_a_long_one(void **state)
{
	struct feed_file long_one = {.turn = 5, .seen.mtime_ns = 9}, live = {.turn = 0, .seen.mtime_ns = 1};
	struct mount mount = {0};
	queue_read(&mount, &long_one);
	queue_read(&mount, &live);
	assert_ptr_equal(queue_take_read(&mount), &live);
	assert_ptr_equal(queue_take_read(&mount), &long_one);
	assert_null(queue_take_read(&mount));
	queue_fini(&mount);
}

/* Many others always grow and are newer: each is queued again as soon as it was read. */
static void test_a_quiet_file_is_not_starved(void **state)
{
	static struct feed_file busy[100];
	struct feed_file quiet = {.seen.mtime_ns = 1};
	struct mount mount = {0};
	for (size_t i = 0; i < 100; i++) {
		busy[i].seen.mtime_ns = 10 + (int64_t)i;
		queue_read(&mount, &busy[i]);
	}
	queue_read(&mount, &quiet);
	int64_t now = 1000;
	unsigned reads = 1;
	for (struct feed_file *file; (file = queue_take_read(&mount)) != &quiet; reads++) {
		assert_true(reads < 101 * QUEUE_FAIR);
		file->seen.mtime_ns = now++;
		queue_read(&mount, file);
	}
	assert_true(reads > 50); /* its turn is late all the same */
	queue_fini(&mount);
}

static void test_directories_when_due(void **state)
{
	struct directory soon = {.due = 10}, later = {.due = 30}, gone = {.due = 5, .gone = true};
	struct directory *out[4];
	struct mount mount = {0};
	uint64_t next;
	queue_list(&mount, &later);
	queue_list(&mount, &gone);
	queue_list(&mount, &soon);
	assert_int_equal(queue_take_lists(&mount, 9, out, 4, &next), 0);
	assert_int_equal(next, 10);
	assert_false(gone.queued);
	assert_int_equal(queue_take_lists(&mount, 10, out, 4, &next), 1);
	assert_ptr_equal(out[0], &soon);
	assert_int_equal(next, 30);
	assert_false(soon.queued);
	assert_true(later.queued);
	assert_int_equal(queue_take_lists(&mount, 30, out, 4, &next), 1);
	assert_int_equal(next, UINT64_MAX);
	queue_fini(&mount);
}

/* What is due but has no room is due at once. */
static void test_a_full_batch_leaves_the_rest(void **state)
{
	struct directory directories[5] = {{0}};
	struct directory *out[3];
	struct mount mount = {0};
	uint64_t next;
	for (size_t i = 0; i < 5; i++)
		queue_list(&mount, &directories[i]);
	assert_int_equal(queue_take_lists(&mount, 1, out, 3, &next), 3);
	assert_int_equal(next, 0);
	assert_int_equal(queue_take_lists(&mount, 1, out, 3, &next), 2);
	assert_int_equal(next, UINT64_MAX);
	queue_fini(&mount);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fewest_slices_then_newest),
		cmocka_unit_test(test_a_live_file_passes_a_long_one),
		cmocka_unit_test(test_a_quiet_file_is_not_starved),
		cmocka_unit_test(test_directories_when_due),
		cmocka_unit_test(test_a_full_batch_leaves_the_rest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
