/* Directories, watches and files that are refused for a while. */
#include "unit/feed/world.h"

#include "base/clock.h"

#include <sys/stat.h>
#include <unistd.h>

static void test_unreadable_directory_is_told(void **state)
{
	struct world *world = *state;
	if (geteuid() == 0)
		skip();
	make_run(world, "a", 10);
	make_run(world, "closed", 5);
	assert_int_equal(chmod(path_of(world, "closed"), 0), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 10);
	assert_int_equal(store_problem_count(world->store), 1);
	assert_int_equal(chmod(path_of(world, "closed"), 0700), 0);
	feed_rescan(world->feed);
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "closed/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_20));
	assert_int_equal(store_problem_count(world->store), 0);
}

/* Closed when it was to be watched, and not when it was listed: nobody would tell of what happens there. */
static void test_a_watch_that_was_denied_is_tried_again(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	make_run(world, "b", 5);
	watches_denied = true;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(feed_progress(world->feed)->directories_watched, 0);
	watches_denied = false;
	assert_true(comes_true(world, all_watched));
	write_steps(path_of(world, "a/" FILE_NAME), 5, 15);
	assert_true(comes_true(world, has_20));
}

static uint64_t denied_until;

static bool no_longer_denied(struct world *world)
{
	return clock_mono() >= denied_until;
}

static bool none_watched(struct world *world)
{
	return feed_progress(world->feed)->directories_watched == 0 && at_rest(world);
}

/* For longer than it takes until tries are rare: still a second later, for nobody would tell of a logdir. */
static void test_a_watch_that_was_denied_for_long(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	make_run(world, "b", 5);
	watches_denied = true;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, none_watched));
	denied_until = clock_mono() + UINT64_C(4500000000);
	assert_true(comes_true(world, no_longer_denied));
	watches_denied = false;
	uint64_t began = clock_mono();
	assert_true(comes_true(world, all_watched));
	assert_true(clock_mono() - began < UINT64_C(2500000000));
}

static bool one_problem(struct world *world)
{
	return store_problem_count(world->store) == 1;
}

static bool no_problem(struct world *world)
{
	return store_problem_count(world->store) == 0;
}

/* As when a directory above was closed for a moment: no event comes where the listing failed. */
static void test_a_listing_that_failed_is_tried_again(void **state)
{
	struct world *world = *state;
	char below[256];
	make_run(world, "a", 5);
	make_run(world, "a/below", 5);
	strcpy(below, path_of(world, "a/below"));
	closed_path = below;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, one_problem));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 5);
	closed_path = NULL;
	assert_true(comes_true(world, has_10));
	assert_int_equal(store_problem_count(world->store), 0);
}

static void test_a_read_that_failed_is_tried_again(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	reads_fail = true;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, one_problem));
	assert_true(comes_true(world, at_rest));
	reads_fail = false;
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, no_problem));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_unreadable_directory_is_told),
		TEST(test_a_watch_that_was_denied_is_tried_again),
		TEST(test_a_watch_that_was_denied_for_long),
		TEST(test_a_listing_that_failed_is_tried_again),
		TEST(test_a_read_that_failed_is_tried_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
