/* The simulated sweep: the same for the same seed, live or at once; it ends; what is asked for too much is refused. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"
#include "demo/demo.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define START 1700000000.0

static char root[64];

static int set_up(void **state)
{
	strcpy(root, "/tmp/tbtop-demo-XXXXXX");
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

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All bytes of a run's event files, in the order of their names. */
static struct str bytes_of(const char *directory, const char *run, size_t *files)
{
	struct str all = {0};
	char *names[16], path[512], block[4096];
	size_t count = 0, got;
	snprintf(path, sizeof path, "%s/%s", directory, run);
	DIR *opened = opendir(path);
	assert_non_null(opened);
	for (struct dirent *entry; (entry = readdir(opened));)
		if (strstr(entry->d_name, "tfevents") && count < 16)
			names[count++] = strdup(entry->d_name);
	closedir(opened);
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s/%s", directory, run, names[i]);
		FILE *file = fopen(path, "rb");
		while ((got = fread(block, 1, sizeof block, file)))
			str_append(&all, block, got);
		fclose(file);
		free(names[i]);
	}
	*files = count;
	return all;
}

static void assert_same(const char *run, const char *directory, const char *other, bool same, size_t expected_files)
{
	size_t files, other_files;
	struct str bytes = bytes_of(directory, run, &files), other_bytes = bytes_of(other, run, &other_files);
	assert_int_equal(files, expected_files);
	assert_int_equal(other_files, expected_files);
	assert_true(bytes.length > 1000);
	assert_int_equal(slice_equal(str_slice(&bytes), str_slice(&other_bytes)), same);
	str_fini(&bytes);
	str_fini(&other_bytes);
}

static struct demo_options options_with(uint64_t seed)
{
	struct demo_options options = DEMO_OPTIONS;
	options.seed = seed;
	options.start = START;
	options.runs = 4;
	options.steps = 2600; /* beyond the restart */
	return options;
}

/* Until all have ended; at each look `pause` seconds more of it happened. */
static void write_live(const char *directory, uint64_t seed, double pause)
{
	struct demo *demo;
	struct demo_options options = options_with(seed);
	double next = START;
	assert_int_equal(demo_open(&demo, directory, &options), STATUS_OK);
	for (double now = START; isfinite(next); now += pause)
		assert_int_equal(demo_advance(demo, now, &next), STATUS_OK);
	assert_int_equal(demo_close(demo), STATUS_OK);
}

static void test_same_seed_same_bytes(void **state)
{
	static const char *const runs[] = {"base/seed0", "lr1e-3/seed0", "lr1e-4/seed0", "wide/seed0"};
	struct demo_options options = options_with(7);
	assert_int_equal(demo_write("once", &options, NULL), STATUS_OK);
	write_live("live", 7, 1.7);
	write_live("other", 8, 100);
	for (int i = 0; i < 4; i++) {
		assert_same(runs[i], "once", "live", true, i == 2 ? 2 : 1); /* lr1e-4 was restarted */
		assert_same(runs[i], "once", "other", false, i == 2 ? 2 : 1);
	}
}

static void test_scalars_alone(void **state)
{
	struct demo_options options = {.seed = 1, .runs = 2, .start = START, .step_seconds = 0.1, .steps = 100};
	const struct bulk_shape twenty = {.tags = 20};
	assert_int_equal(demo_write("a", &options, &twenty), STATUS_OK);
	assert_int_equal(demo_write("b", &options, &twenty), STATUS_OK);
	options.seed = 2;
	assert_int_equal(demo_write("c", &options, &twenty), STATUS_OK);
	assert_same("base/seed0", "a", "b", true, 1);
	assert_same("lr1e-3/seed0", "a", "b", true, 1);
	assert_same("base/seed0", "a", "c", false, 1);
}

static void test_ends(void **state)
{
	struct demo *demo;
	struct demo_options options = {.seed = 1, .runs = 8, .start = START, .step_seconds = 0.001, .steps = 700};
	double next = 0;
	assert_int_equal(demo_open(&demo, "d", &options), STATUS_OK);
	assert_int_equal(demo_advance(demo, START - 5, &next), STATUS_OK);
	assert_true(next > START && next < START + 1);
	assert_int_equal(demo_advance(demo, START + 1e6, &next), STATUS_OK);
	assert_true(isinf(next));
	assert_int_equal(demo_advance(demo, START + 2e6, &next), STATUS_OK);
	assert_int_equal(demo_close(demo), STATUS_OK);
}

/* About when it says: a stall and a restart are among these. */
static void test_its_end_is_told(void **state)
{
	struct demo *demo;
	struct demo_options options = {.seed = 3, .runs = 18, .start = START, .step_seconds = 0.1, .steps = 3300};
	double next, seconds = demo_end(&options) - START;
	assert_int_equal(demo_open(&demo, "e", &options), STATUS_OK);
	assert_int_equal(demo_advance(demo, START + 0.99 * seconds, &next), STATUS_OK);
	assert_true(isfinite(next));
	assert_int_equal(demo_advance(demo, START + 1.01 * seconds, &next), STATUS_OK);
	assert_true(isinf(next));
	assert_int_equal(demo_close(demo), STATUS_OK);
}

/* The same steps in one file and in four; names are filled up, tensors take more room. */
static void test_bulk_shapes(void **state)
{
	size_t files, four;
	struct demo_options options = {.seed = 1, .runs = 1, .start = START, .step_seconds = 0.1, .steps = 10};
	assert_int_equal(demo_write("one", &options, &(struct bulk_shape){.tags = 9}), STATUS_OK);
	assert_int_equal(demo_write("four", &options, &(struct bulk_shape){.tags = 9, .files = 4}), STATUS_OK);
	assert_int_equal(demo_write("long", &options, &(struct bulk_shape){.tags = 9, .tag_length = 100}), STATUS_OK);
	assert_int_equal(demo_write("tensors", &options, &(struct bulk_shape){.tags = 9, .tensors = true}), STATUS_OK);
	assert_int_equal(demo_write("picture", &options, &(struct bulk_shape){.picture = 32}), STATUS_OK);
	struct str one = bytes_of("one", "base/seed0", &files), parts = bytes_of("four", "base/seed0", &four);
	struct str filled = bytes_of("long", "base/seed0", &files), tensors = bytes_of("tensors", "base/seed0", &files);
	struct str picture = bytes_of("picture", "base/seed0", &files);
	size_t version = (parts.length - one.length) / 3;
	assert_int_equal(four, 4);
	assert_int_equal(parts.length, one.length + 3 * version); /* a first record in each */
	assert_true(version > 20 && version < 60);
	assert_true(filled.length > one.length + (size_t)90 * 80 && tensors.length > one.length + (size_t)90 * 20);
	assert_true(picture.length > (size_t)10 * 1000);
	struct str *all[] = {&one, &parts, &filled, &tensors, &picture};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		str_fini(all[i]);
}

static void test_options_out_of_range(void **state)
{
	struct demo *demo = NULL;
	static const struct demo_options bad[] = {
		{.runs = 0, .step_seconds = 1, .steps = 1}, {.runs = 1, .step_seconds = 0, .steps = 1},
		{.runs = 1, .step_seconds = 1, .steps = 0}, {.runs = 1, .step_seconds = INFINITY, .steps = 1},
		{.runs = 1, .step_seconds = 1, .steps = 1, .start = NAN}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(demo_open(&demo, "d", &bad[i]), STATUS_USAGE);
		assert_int_equal(demo_write("d", &bad[i], NULL), STATUS_USAGE);
	}
	assert_int_equal(access("d", F_OK), -1);
}

static void test_what_cannot_be_written_is_said(void **state)
{
	struct demo *demo = NULL;
	struct demo_options options = options_with(1);
	assert_int_equal(close(creat("file", 0666)), 0);
	assert_int_equal(demo_open(&demo, "file", &options), STATUS_NOT_A_DIRECTORY);
	assert_int_equal(demo_write("file", &options, &(struct bulk_shape){.tags = 3}), STATUS_NOT_A_DIRECTORY);
}

/* Plans go on behind the sweep: no two runs have one name, and only a first seed is rich. */
static void test_plans(void **state)
{
	struct plan first = plan_of(0, 1), other = plan_of(0, 2), again = plan_of(0, 1);
	assert_string_equal(first.name, "base/seed0");
	assert_string_equal(plan_of(1000001, 1).name, "sgd/seed166666");
	assert_true(first.rich && !plan_of(PLAN_SETTINGS, 1).rich);
	assert_true(first.floor == again.floor && first.floor != other.floor);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same_seed_same_bytes), TEST(test_scalars_alone), TEST(test_ends), TEST(test_its_end_is_told), TEST(test_bulk_shapes), TEST(test_options_out_of_range),
		TEST(test_what_cannot_be_written_is_said), TEST(test_plans)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
