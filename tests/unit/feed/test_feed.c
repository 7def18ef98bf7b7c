/* The feed on a real directory: what is there, what comes, what it does while held, how it ends. */
#define _GNU_SOURCE /* nftw */
#include "unit/feed/world.h"

#include "base/clock.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *info, int what, struct FTW *where)
{
	return remove(path);
}

static bool has_22(struct world *world)
{
	return points(world) == 22;
}

static bool is_waiting(struct world *world)
{
	return feed_progress(world->feed)->waiting;
}

static bool none_gone(struct world *world)
{
	return store_totals(world->store).files_gone == 0;
}

static void test_what_is_there_at_start(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 4);
	make_run(world, "b", 5);
	write_steps(path_of(world, FILE_NAME), 0, 1);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(feed_progress(world->feed)->scanning);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	const struct progress *progress = feed_progress(world->feed);
	assert_int_equal(progress->directories, 3);
	assert_int_equal(progress->directories_watched, 3);
	assert_int_equal(progress->mode, WATCH_AUTO);
	assert_int_equal(progress->bytes_done, progress->bytes_total);
	assert_true(progress->bytes_total > 0);
	assert_int_equal(last_step(world, "."), 0);
	assert_int_equal(last_step(world, "b"), 4);
	assert_true(world->told > 0);
}

static void test_append_arrives_by_event(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	uint64_t began = clock_mono();
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
	/* Far below the safety rescan, so an event brought it. */
	assert_true(clock_mono() - began < UINT64_C(5000000000));
}

static void test_half_a_record_then_the_rest(void **state)
{
	struct world *world = *state;
	struct str bytes = {0}, half = {0};
	make_run(world, "a", 9);
	append_scalar(&bytes, 9);
	str_append(&half, bytes.data, bytes.length / 2);
	write_bytes(path_of(world, "a/" FILE_NAME), O_APPEND, &half);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 9);
	str_clear(&half);
	str_append(&half, bytes.data + bytes.length / 2, bytes.length - bytes.length / 2);
	write_bytes(path_of(world, "a/" FILE_NAME), O_APPEND, &half);
	assert_true(comes_true(world, has_10));
	str_fini(&half);
	str_fini(&bytes);
}

static void test_new_run_appears(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_int_equal(mkdir(path_of(world, "deep"), 0700), 0);
	assert_int_equal(mkdir(path_of(world, "deep/er"), 0700), 0);
	make_run(world, "deep/er/b", 5);
	assert_true(comes_true(world, has_10));
	assert_int_equal(last_step(world, "deep/er/b"), 4);
}

static void test_directory_removed_and_made_again(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_int_equal(nftw(path_of(world, "a"), remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	assert_true(comes_true(world, one_gone));
	assert_int_equal(points(world), 5);
	make_run(world, "a", 10);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, none_gone));
	/* The new directory is watched, too. */
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
}

/* The new one may have the number of the old one: nothing tells them apart but that the watch went. */
static void test_directory_made_again_at_once(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(nftw(path_of(world, "a"), remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	make_run(world, "a", 10);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(mkdir(path_of(world, "a/below"), 0700), 0);
	write_steps(path_of(world, "a/below/" FILE_NAME), 0, 10);
	assert_true(comes_true(world, has_20));
}

static void test_directory_swapped_at_once(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	make_run(world, "a.new", 10);
	assert_int_equal(rename(path_of(world, "a.new"), path_of(world, "../new")), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_int_equal(rename(path_of(world, "a"), path_of(world, "../old")), 0);
	assert_int_equal(rename(path_of(world, "../new"), path_of(world, "a")), 0);
	assert_true(comes_true(world, has_10));
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
}

static void test_logdir_appears_later(void **state)
{
	struct world *world = *state;
	assert_int_equal(rmdir(world->logdir), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, is_waiting));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(store_problem_count(world->store), 0);
	assert_int_equal(mkdir(world->logdir, 0700), 0);
	make_run(world, "a", 10);
	assert_true(comes_true(world, has_10));
	assert_false(is_waiting(world));
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
	assert_int_equal(nftw(world->logdir, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	assert_true(comes_true(world, is_waiting));
	assert_int_equal(points(world), 20);
}

static void test_logdir_that_is_one_file(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	write_steps(path_of(world, "a/other.tfevents"), 0, 5);
	start_on(world, path_of(world, "a/" FILE_NAME), WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 5);
	assert_int_equal(last_step(world, "."), 4);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
}

static bool waits_15(struct world *world)
{
	return feed_waiting(world->feed) == 15;
}

/* The store stays; what is read waits, even of files that are no more when it goes on. */
static void test_reading_goes_on_while_held(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_POLL, 0.01);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	feed_hold(world->feed);
	uint64_t generation = store_generation(world->store);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	make_run(world, "b", 10);
	assert_true(comes_true(world, waits_15));
	assert_int_equal(unlink(path_of(world, "b/" FILE_NAME)), 0);
	feed_rescan(world->feed);
	rounds = 20;
	assert_true(comes_true(world, no_rounds_left));
	assert_int_equal(store_generation(world->store), generation);
	assert_int_equal(store_run_count(world->store), 1);
	assert_int_equal(points(world), 5);
	feed_go_on(world->feed);
	assert_int_equal(points(world), 20); /* at once */
	assert_int_equal(feed_waiting(world->feed), 0);
	assert_int_equal(store_totals(world->store).files_gone, 1);
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "a/" FILE_NAME), 10, 12);
	assert_true(comes_true(world, has_22));
}

/* A read is under way when it is held, and comes back. */
static void hold_with_a_read_back(struct world *world)
{
	reads_hang = true;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, is_hanging));
	feed_hold(world->feed);
	reads_hang = false;
	assert_true(comes_true(world, none_hanging));
	rounds = 10;
	assert_true(comes_true(world, no_rounds_left));
}

static void test_held_while_loading(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	hold_with_a_read_back(world);
	assert_int_equal(points(world), 0);
	feed_go_on(world->feed);
	assert_int_equal(points(world), 10);
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
}

static void test_stop_while_held(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	hold_with_a_read_back(world);
	stop(world);
}

static void test_two_hundred_runs(void **state)
{
	struct world *world = *state;
	for (int i = 0; i < 200; i++) {
		char name[16];
		snprintf(name, sizeof name, "run%03d", i);
		make_run(world, name, 7);
	}
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 1400);
	assert_int_equal(store_run_count(world->store), 200);
	assert_int_equal(last_step(world, "run199"), 6);
}

static void test_stop_while_loading(void **state)
{
	struct world *world = *state;
	for (int i = 0; i < 40; i++) {
		char name[16];
		snprintf(name, sizeof name, "run%03d", i);
		make_run(world, name, 2000);
	}
	start_on(world, world->logdir, WATCH_AUTO, 5);
	for (int i = 0; i < 6; i++) /* far enough for jobs to be in flight */
		uv_run(&world->loop, UV_RUN_ONCE);
	assert_false(at_rest(world));
	stop(world);
}

static void test_stop_at_once(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	stop(world);
}

static void test_same_logdir_twice_is_read_once(void **state)
{
	struct world *world = *state;
	char slashed[160];
	make_run(world, "a", 10);
	snprintf(slashed, sizeof slashed, "%s/", world->logdir);
	struct logdir both[] = {{"", world->logdir}, {"", slashed}};
	world->feed = feed_start(&world->loop, world->store, both, 2,
	                         &(struct feed_options){.mode = WATCH_AUTO, .reload_interval = 5});
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 10);
}

static void test_named_logdirs(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 4);
	make_run(world, "b", 6);
	struct logdir both[] = {{"one", path_of(world, "a")}, {"two", path_of(world, "b")}};
	world->feed = feed_start(&world->loop, world->store, both, 2,
	                         &(struct feed_options){.mode = WATCH_AUTO, .reload_interval = 5});
	assert_true(comes_true(world, has_10));
	assert_int_equal(last_step(world, "one"), 3);
	assert_int_equal(last_step(world, "two"), 5);
}

static bool has_10_problems(struct world *world)
{
	return points(world) == 10 && store_problem_count(world->store) > 0;
}

/* By the event alone: files that were met closed, and what lies below a directory that was closed for a while. */
static void test_what_is_opened_is_read(void **state)
{
	struct world *world = *state;
	if (geteuid() == 0)
		skip();
	make_run(world, "a", 5);
	assert_int_equal(mkdir(path_of(world, "a/below"), 0700), 0);
	make_run(world, "closed", 5);
	write_steps(path_of(world, "a/below/" FILE_NAME), 0, 5);
	assert_int_equal(chmod(path_of(world, "closed/" FILE_NAME), 0), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10_problems));
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "a/below/" FILE_NAME), 5, 10);
	assert_int_equal(chmod(path_of(world, "a"), 0), 0);
	feed_rescan(world->feed);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(chmod(path_of(world, "a"), 0700), 0);
	assert_int_equal(chmod(path_of(world, "closed/" FILE_NAME), 0600), 0);
	assert_true(comes_true(world, has_20));
	assert_int_equal(store_problem_count(world->store), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_there_at_start),
		TEST(test_append_arrives_by_event),
		TEST(test_half_a_record_then_the_rest),
		TEST(test_new_run_appears),
		TEST(test_directory_removed_and_made_again),
		TEST(test_directory_made_again_at_once),
		TEST(test_directory_swapped_at_once),
		TEST(test_logdir_appears_later),
		TEST(test_logdir_that_is_one_file),
		TEST(test_reading_goes_on_while_held),
		TEST(test_held_while_loading),
		TEST(test_stop_while_held),
		TEST(test_two_hundred_runs),
		TEST(test_stop_while_loading),
		TEST(test_stop_at_once),
		TEST(test_same_logdir_twice_is_read_once),
		TEST(test_named_logdirs),
		TEST(test_what_is_opened_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
