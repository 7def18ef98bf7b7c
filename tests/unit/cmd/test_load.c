#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/load.h"
#include "demo/demo.h"
#include "write/record.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static int set_up(void **state)
{
	strcpy(root, "/tmp/tbtop-load-XXXXXX");
	return mkdtemp(root) && !chdir(root) ? 0 : -1;
}

static int take_away(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	return remove(path);
}

static int tear_down(void **state)
{
	return chdir("/") || nftw(root, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

/* An event file with `count` values of "x"; `damaged` changes the payload of the last but one. */
static void put_file(const char *directory, const char *suffix, int count, bool damaged)
{
	struct tbr_writer *writer;
	struct tbr_options options = {.suffix = suffix};
	assert_int_equal(tbr_open(&writer, directory, &options), 0);
	for (int i = 0; i < count; i++)
		assert_int_equal(tbr_scalar(writer, "x", i, (float)i), 0);
	char *path = strdup(tbr_path(writer));
	assert_int_equal(tbr_close(writer), 0);
	if (damaged) {
		FILE *file = fopen(path, "r+b");
		fseek(file, -60, SEEK_END);
		fputs("!", file);
		fclose(file);
	}
	free(path);
}

static struct store *load_specs(const char *const *specs, size_t count)
{
	struct logdir logdirs[4];
	const struct logdir *failed = NULL;
	struct store *store = store_new();
	for (size_t i = 0; i < count; i++)
		logdirs[i] = logdir_parse(specs[i]);
	assert_int_equal(load(store, logdirs, count, &failed), STATUS_OK);
	assert_null(failed);
	for (size_t i = 0; i < count; i++)
		logdir_fini(&logdirs[i]);
	return store;
}

static uint64_t points_of(const struct store *store, const char *run)
{
	uint32_t tag = store_tag_find(store, slice_of("x")), number = store_run_find(store, slice_of(run));
	assert_int_not_equal(number, STORE_NONE);
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(store, number, tag);
	return series == STORE_NONE ? 0 : store_series(store, series).points;
}

static void test_runs_of_several_logdirs(void **state)
{
	put_file("d", NULL, 3, false);
	put_file("d/a/b", NULL, 4, false);
	put_file("e", NULL, 5, false);
	struct store *store = load_specs((const char *[]){"d", "n:e"}, 2);
	assert_int_equal(store_run_count(store), 3);
	assert_int_equal(points_of(store, "."), 3);
	assert_int_equal(points_of(store, "a/b"), 4);
	assert_int_equal(points_of(store, "n"), 5);
	assert_int_equal(store_problem_count(store), 0);
	store_free(store);
}

static void test_a_logdir_twice_counts_once(void **state)
{
	put_file("d", NULL, 3, false);
	struct store *store = load_specs((const char *[]){"d", "d"}, 2);
	assert_int_equal(store_file_count(store), 1);
	assert_int_equal(points_of(store, "."), 3);
	store_free(store);
}

static void test_problems_are_told_below_logdir(void **state)
{
	put_file("d", ".first", 3, true);
	put_file("d/a", ".second", 3, true);
	struct store *store = load_specs((const char *[]){"./d/"}, 1);
	assert_int_equal(store_problem_count(store), 2);
	assert_true(store_damaged(store));
	struct slice top = store_problem_at(store, 0).shown, below = store_problem_at(store, 1).shown;
	if (slice_contains(top, "/")) {
		struct slice other = top;
		top = below;
		below = other;
	}
	assert_false(slice_contains(top, "/"));
	assert_true(slice_contains(top, ".first"));
	assert_int_equal(memcmp(below.data, "a/events.", 9), 0);
	assert_int_equal(points_of(store, "."), 2);
	store_free(store);
}

static void test_markers_make_runs_without_points(void **state)
{
	put_file("d/m", ".profile-empty", 3, true);
	struct store *store = load_specs((const char *[]){"d"}, 1);
	assert_int_equal(store_run_count(store), 1);
	assert_int_equal(points_of(store, "m"), 0);
	assert_int_equal(store_problem_count(store), 1); /* its damage is told all the same */
	store_free(store);
}

/* The demo's restarted run went from step 2350 back to 2001. */
static void test_a_restart_hides_what_was_done_again(void **state)
{
	struct demo *demo;
	struct demo_options options = DEMO_OPTIONS;
	double next;
	options.runs = 3;
	assert_int_equal(demo_open(&demo, "d", &options), STATUS_OK);
	assert_int_equal(demo_advance(demo, options.start + 1200, &next), STATUS_OK);
	assert_int_equal(demo_close(demo), STATUS_OK);
	struct store *store = load_specs((const char *[]){"d"}, 1);
	uint32_t tag = store_tag_find(store, slice_of("train/loss"));
	uint32_t restarted = store_run_find(store, slice_of("lr1e-4/seed0")), other = store_run_find(store, slice_of("base/seed0"));
	struct series_info info = store_series(store, store_series_find(store, restarted, tag));
	assert_int_equal(info.hidden, 350);
	assert_int_equal(info.points, info.last_step);
	assert_int_equal(store_series(store, store_series_find(store, other, tag)).hidden, 0);
	assert_int_equal(store_problem_count(store), 0);
	store_free(store);
}

static void test_a_missing_logdir_fails(void **state)
{
	struct logdir logdirs[] = {{"", "d"}, {"", "missing"}};
	const struct logdir *failed = NULL;
	struct store *store = store_new();
	put_file("d", NULL, 3, false);
	assert_int_equal(load(store, logdirs, 2, &failed), STATUS_NOT_FOUND);
	assert_ptr_equal(failed, &logdirs[1]);
	store_free(store);
}

static void test_unreadable_parts_are_problems(void **state)
{
	if (!geteuid())
		skip();
	put_file("d/open", NULL, 3, false);
	put_file("d/closed", NULL, 3, false);
	assert_int_equal(chmod("d/closed", 0), 0);
	struct store *store = load_specs((const char *[]){"d"}, 1);
	assert_int_equal(chmod("d/closed", 0700), 0);
	assert_int_equal(points_of(store, "open"), 3);
	assert_int_equal(store_problem_count(store), 1);
	assert_true(slice_equal(store_problem_at(store, 0).shown, slice_of("closed")));
	assert_false(store_damaged(store));
	store_free(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_runs_of_several_logdirs), TEST(test_a_logdir_twice_counts_once),
		TEST(test_problems_are_told_below_logdir), TEST(test_markers_make_runs_without_points),
		TEST(test_a_restart_hides_what_was_done_again), TEST(test_a_missing_logdir_fails), TEST(test_unreadable_parts_are_problems),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
