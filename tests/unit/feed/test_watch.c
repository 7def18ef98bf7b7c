/* How the feed learns of changes: by events, by looks where there are none, through links. */
#include "unit/feed/world.h"

#include "base/clock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each look at it appends to every run, so that there is always something to be listed. */
#define BUSY_RUNS 20

static int64_t busy_step;

static void append_to_busy_runs(struct world *world)
{
	struct str bytes = {0};
	append_scalar(&bytes, busy_step++);
	for (int i = 0; i < BUSY_RUNS; i++) {
		char file[64];
		snprintf(file, sizeof file, "run%d/" FILE_NAME, i);
		write_bytes(path_of(world, file), O_APPEND, &bytes);
	}
	str_fini(&bytes);
}

static void make_busy_runs(struct world *world)
{
	for (int i = 0; i < BUSY_RUNS; i++) {
		char name[16];
		snprintf(name, sizeof name, "run%d", i);
		make_run(world, name, 1);
	}
	busy_step = 1;
}

static bool at_rest_though_busy(struct world *world)
{
	append_to_busy_runs(world);
	return at_rest(world);
}

static void test_poll_mode(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_POLL, 0.05);
	assert_true(comes_true(world, has_5));
	assert_int_equal(feed_progress(world->feed)->directories_watched, 0);
	assert_int_equal(feed_progress(world->feed)->mode, WATCH_POLL);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
	make_run(world, "b", 10);
	assert_true(comes_true(world, has_20));
}

static void test_watches_used_up(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 3);
	make_run(world, "b", 2);
	watches_left = 2;
	start_on(world, world->logdir, WATCH_AUTO, 0.05);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	const struct progress *progress = feed_progress(world->feed);
	assert_true(progress->events_lost);
	assert_int_equal(progress->mode, WATCH_POLL);
	assert_int_equal(progress->directories_watched, 2);
	write_steps(path_of(world, "a/" FILE_NAME), 3, 6);
	write_steps(path_of(world, "b/" FILE_NAME), 2, 4);
	assert_true(comes_true(world, has_10));
	watches_left = -1; /* the next sweep tries again */
	assert_true(comes_true(world, all_watched));
	assert_false(progress->events_lost);
	assert_int_equal(progress->mode, WATCH_AUTO);
}

static void test_lost_event_is_made_up_for(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	watches_deaf = true;
	start_with(world, world->logdir,
	           &(struct feed_options){.mode = WATCH_AUTO, .reload_interval = 5, .safety_interval = 0.05});
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(feed_progress(world->feed)->directories_watched, 2);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
	make_run(world, "b", 10);
	assert_true(comes_true(world, has_20));
}

static void test_remote_file_system_is_polled(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	looks_remote = true;
	watches_added = 0;
	start_on(world, world->logdir, WATCH_AUTO, 0.05);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	const struct progress *progress = feed_progress(world->feed);
	assert_int_equal(progress->mode, WATCH_POLL);
	assert_true(progress->interval < 1);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
	make_run(world, "b", 10);
	assert_true(comes_true(world, has_20));
	/* None was tried: adding one asks the server, and the loop would wait for it. */
	assert_int_equal(watches_added, 0);
}

/* A tenth of the time at most, but no look that hung puts off the next one for hours. */
static void test_slow_looks_come_less_often(void **state)
{
	assert_true(feed_sweep_interval(5, 0.01) == 5);
	assert_true(feed_sweep_interval(5, 2) == 20);
	assert_true(feed_sweep_interval(30, 2) == 30);
	assert_true(feed_sweep_interval(5, 3600) == 600);
	assert_true(feed_sweep_interval(1200, 3600) == 1200);
}

static void test_busy_directories_do_not_put_off_the_end_of_a_scan(void **state)
{
	struct world *world = *state;
	make_busy_runs(world);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	uint64_t began = clock_mono();
	assert_true(comes_true(world, at_rest_though_busy));
	assert_true(clock_mono() - began < UINT64_C(5000000000));
}

static void test_off_mode_waits_for_a_rescan(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_OFF, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	/* Nothing is set to bring it: neither a watch nor a timer. */
	assert_int_equal(feed_progress(world->feed)->directories_watched, 0);
	assert_false(uv_loop_alive(&world->loop));
	assert_int_equal(points(world), 5);
	feed_rescan(world->feed);
	assert_true(comes_true(world, has_10));
}

static void test_link_back_is_not_followed(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	assert_int_equal(symlink("..", path_of(world, "a/up")), 0);
	assert_int_equal(symlink(".", path_of(world, "a/here")), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 10);
	assert_int_equal(store_run_count(world->store), 1);
	assert_int_equal(feed_progress(world->feed)->directories, 2);
}

static void test_a_link_elsewhere_is_a_run(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	assert_int_equal(symlink("a", path_of(world, "b")), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	write_steps(path_of(world, "b/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_20));
}

/* No event of a watched directory tells of what a link leads to: a sweep would, much later. */
static void test_what_a_link_leads_to_appears(void **state)
{
	struct world *world = *state;
	assert_int_equal(symlink("../elsewhere/deeper/run", path_of(world, "b")), 0);
	assert_int_equal(symlink("b", path_of(world, "c")), 0);
	assert_int_equal(symlink("lost", path_of(world, "d")), 0);
	assert_int_equal(symlink("d", path_of(world, "lost")), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 0);
	assert_int_equal(world->feed->lookouts, 1); /* the same for both */
	/* One part of the path after the other. */
	assert_int_equal(mkdir(path_of(world, "../elsewhere"), 0777), 0);
	assert_int_equal(mkdir(path_of(world, "../elsewhere/deeper"), 0777), 0);
	make_run(world, "../elsewhere/deeper/run", 5);
	assert_true(comes_true(world, has_10));
	assert_int_equal(world->feed->lookouts, 0);
}

static void test_temporary_directories_leave_nothing(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_POLL, 0.01);
	assert_true(comes_true(world, has_10));
	for (int i = 0; i < 20; i++) {
		char name[16];
		snprintf(name, sizeof name, "tmp%d", i);
		assert_int_equal(mkdir(path_of(world, name), 0700), 0);
		uv_run(&world->loop, UV_RUN_ONCE);
		assert_int_equal(rmdir(path_of(world, name)), 0);
	}
	feed_rescan(world->feed);
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
	assert_int_equal(store_problem_count(world->store), 0);
	assert_int_equal(store_run_count(world->store), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_poll_mode),
		TEST(test_watches_used_up),
		TEST(test_lost_event_is_made_up_for),
		TEST(test_remote_file_system_is_polled),
		TEST(test_slow_looks_come_less_often),
		TEST(test_busy_directories_do_not_put_off_the_end_of_a_scan),
		TEST(test_off_mode_waits_for_a_rescan),
		TEST(test_link_back_is_not_followed),
		TEST(test_a_link_elsewhere_is_a_run),
		TEST(test_what_a_link_leads_to_appears),
		TEST(test_temporary_directories_leave_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
