/* Files that are cut, replaced, copied, renamed, deleted: what the feed makes of each. */
#include "unit/feed/world.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool one_file(struct world *world)
{
	return store_totals(world->store).files == 1;
}

static void test_file_truncated(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 20);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_20));
	write_steps(path_of(world, "a/" FILE_NAME), 0, 5);
	assert_true(comes_true(world, has_5));
	assert_int_equal(last_step(world, "a"), 4);
}

static bool ends_at_59(struct world *world)
{
	return points(world) == 10 && last_step(world, "a") == 59;
}

/* As a writer does that takes its old file's name: larger than before when it is looked at next, the inode the same. */
static void test_file_cut_and_grown_between_looks(void **state)
{
	struct world *world = *state;
	struct str bytes = {0};
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	for (int64_t step = 50; step < 60; step++)
		append_scalar(&bytes, step);
	write_bytes(path_of(world, "a/" FILE_NAME), O_TRUNC, &bytes);
	assert_true(comes_true(world, ends_at_59));
	str_fini(&bytes);
}

/* As by rsync --inplace --times: neither its size nor its time tells. */
static void test_file_written_anew_with_the_same_size_and_time(void **state)
{
	struct world *world = *state;
	struct str bytes = {0};
	struct stat before;
	const char *path = path_of(world, "a/" FILE_NAME);
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(stat(path, &before), 0);
	append_version(&bytes);
	for (int64_t step = 50; step < 60; step++)
		append_scalar(&bytes, step);
	bytes.length = bytes.length < (size_t)before.st_size ? bytes.length : (size_t)before.st_size;
	write_bytes(path, 0, &bytes);
	assert_int_equal(utimensat(AT_FDCWD, path, (struct timespec[2]){before.st_atim, before.st_mtim}, 0), 0);
	assert_true(comes_true(world, ends_at_59));
	str_fini(&bytes);
}

static void test_file_replaced_by_rename(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	write_steps(path_of(world, "a/tmp"), 0, 10);
	assert_int_equal(rename(path_of(world, "a/tmp"), path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, has_10));
}

static void test_deleted_file_keeps_its_points(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(unlink(path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, one_gone));
	assert_int_equal(points(world), 10);
	assert_int_equal(feed_progress(world->feed)->bytes_total, 0);
	assert_int_equal(store_problem_count(world->store), 0);
}

/* As rsync names what it copies, until it is whole. */
#define COPY_NAME "." FILE_NAME ".Ab3xYz"

static bool has_10_in_one_file(struct world *world)
{
	struct store_totals totals = store_totals(world->store);
	return totals.points == 10 && totals.files == 1 && !totals.files_gone && at_rest(world);
}

static bool has_15(struct world *world)
{
	return points(world) == 15;
}

static bool has_30_one_gone(struct world *world)
{
	return points(world) == 30 && one_gone(world) && at_rest(world);
}

static void test_a_copy_takes_its_place(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	write_steps(path_of(world, "a/" COPY_NAME), 0, 10);
	assert_true(comes_true(world, has_15));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(rename(path_of(world, "a/" COPY_NAME), path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, has_10_in_one_file));
	/* And once more, what was forgotten by that name. */
	write_steps(path_of(world, "a/" COPY_NAME), 0, 5);
	assert_true(comes_true(world, has_15));
	assert_int_equal(unlink(path_of(world, "a/" COPY_NAME)), 0);
	assert_true(comes_true(world, one_gone)); /* what stands in another file, too, but nobody looked */
	assert_int_equal(points(world), 15);
}

static void test_a_copy_takes_its_place_while_it_is_read(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	write_steps(path_of(world, "a/" COPY_NAME), 0, 5);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	reads_hang = true;
	write_steps(path_of(world, "a/" COPY_NAME), 5, 10);
	assert_true(comes_true(world, is_hanging));
	assert_int_equal(rename(path_of(world, "a/" COPY_NAME), path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, one_gone));
	reads_hang = false;
	assert_true(comes_true(world, has_10_in_one_file));
}

static void test_a_renamed_file_is_no_second_one(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10_in_one_file));
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME), path_of(world, "a/" FILE_NAME ".1")), 0);
	write_steps(path_of(world, "a/" FILE_NAME), 0, 5); /* the writer goes on */
	assert_true(comes_true(world, has_15));
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME ".1"), path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, has_10_in_one_file));
}

static bool two_gone(struct world *world)
{
	return store_totals(world->store).files_gone == 2;
}

/* Whose next name is gone before it was read. */
static void test_a_file_renamed_twice_is_no_second_one(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10_in_one_file));
	reads_hang = true;
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME), path_of(world, "a/" FILE_NAME ".1")), 0);
	assert_true(comes_true(world, is_hanging));
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME ".1"), path_of(world, "a/" FILE_NAME ".2")), 0);
	assert_true(comes_true(world, two_gone));
	reads_hang = false;
	assert_true(comes_true(world, has_10_in_one_file));
}

/* The number of a file that was removed may be given to the next: what is in it tells. */
static void test_another_file_of_that_number(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10_in_one_file));
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME), path_of(world, "a/away")), 0);
	assert_int_equal(truncate(path_of(world, "a/away"), 0), 0);
	write_steps(path_of(world, "a/away"), 100, 120);
	assert_int_equal(rename(path_of(world, "a/away"), path_of(world, "a/" FILE_NAME ".2")), 0);
	assert_true(comes_true(world, has_30_one_gone));
	rounds = 20;
	assert_true(comes_true(world, no_rounds_left));
	assert_true(has_30_one_gone(world));
}

static void test_forgotten_file_that_comes_back(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	assert_int_equal(rename(path_of(world, "a"), path_of(world, "../away")), 0);
	assert_true(comes_true(world, one_gone));
	store_drop_gone(world->store);
	assert_int_equal(points(world), 0);
	assert_int_equal(rename(path_of(world, "../away"), path_of(world, "a")), 0);
	assert_true(comes_true(world, has_10));
}

static void test_forgotten_while_it_was_being_read(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	reads_hang = true;
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, is_hanging));
	assert_int_equal(rename(path_of(world, "a"), path_of(world, "../away")), 0);
	assert_true(comes_true(world, one_gone));
	store_drop_gone(world->store);
	assert_int_equal(rename(path_of(world, "../away"), path_of(world, "a")), 0);
	assert_true(comes_true(world, one_file));
	reads_hang = false;
	assert_true(comes_true(world, has_10));
	assert_int_equal(last_step(world, "a"), 9);
}

static void test_read_of_a_forgotten_file_brings_nothing(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	reads_hang = true;
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, is_hanging));
	assert_int_equal(rename(path_of(world, "a"), path_of(world, "../away")), 0);
	assert_true(comes_true(world, one_gone));
	store_drop_gone(world->store);
	reads_hang = false;
	assert_true(comes_true(world, none_hanging));
	rounds = 10; /* what it brought is handed over */
	assert_true(comes_true(world, no_rounds_left));
	assert_int_equal(points(world), 0);
	assert_int_equal(store_run_count(world->store), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_file_truncated),
		TEST(test_file_cut_and_grown_between_looks),
		TEST(test_file_written_anew_with_the_same_size_and_time),
		TEST(test_file_replaced_by_rename),
		TEST(test_deleted_file_keeps_its_points),
		TEST(test_a_copy_takes_its_place),
		TEST(test_a_copy_takes_its_place_while_it_is_read),
		TEST(test_a_renamed_file_is_no_second_one),
		TEST(test_a_file_renamed_twice_is_no_second_one),
		TEST(test_another_file_of_that_number),
		TEST(test_forgotten_file_that_comes_back),
		TEST(test_forgotten_while_it_was_being_read),
		TEST(test_read_of_a_forgotten_file_brings_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
