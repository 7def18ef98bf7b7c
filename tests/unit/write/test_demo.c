#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"
#include "write/demo.h"

#include <dirent.h>
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

/* All bytes of a run's files, in the order of their names. */
static struct str bytes_of(const char *run, size_t *files)
{
	struct str all = {0};
	char *names[16], path[512], block[4096];
	size_t count = 0, got;
	DIR *directory = opendir(run);
	assert_non_null(directory);
	for (struct dirent *entry; (entry = readdir(directory));)
		if (entry->d_name[0] != '.' && count < 16)
			names[count++] = strdup(entry->d_name);
	closedir(directory);
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s", run, names[i]);
		FILE *file = fopen(path, "rb");
		while ((got = fread(block, 1, sizeof block, file)))
			str_append(&all, block, got);
		fclose(file);
		free(names[i]);
	}
	*files = count;
	return all;
}

static void write_demo(const char *directory, uint64_t seed, double seconds, double step)
{
	struct demo *demo;
	struct demo_options options = DEMO_OPTIONS;
	double next;
	options.seed = seed;
	options.start = START;
	assert_int_equal(demo_open(&demo, directory, &options), STATUS_OK);
	for (double now = START; now < START + seconds; now += step)
		assert_int_equal(demo_advance(demo, now, &next), STATUS_OK);
	assert_int_equal(demo_advance(demo, START + seconds, &next), STATUS_OK);
	assert_true(next > START + seconds);
	assert_int_equal(demo_close(demo), STATUS_OK);
}

static void test_same_seed_same_bytes(void **state)
{
	static const char *const runs[] = {"lr3e-4", "lr1e-4", "base"};
	write_demo("at-once", 7, 900, 900);
	write_demo("live", 7, 900, 0.9);
	write_demo("other", 8, 900, 900);
	for (int i = 0; i < 3; i++) {
		char path[64];
		size_t files, live_files, other_files;
		snprintf(path, sizeof path, "at-once/%s", runs[i]);
		struct str once = bytes_of(path, &files);
		snprintf(path, sizeof path, "live/%s", runs[i]);
		struct str live = bytes_of(path, &live_files);
		snprintf(path, sizeof path, "other/%s", runs[i]);
		struct str other = bytes_of(path, &other_files);
		assert_int_equal(files, live_files);
		assert_int_equal(files, i == 1 ? 2 : 1); /* lr1e-4 was restarted */
		assert_true(slice_equal(str_slice(&once), str_slice(&live)));
		assert_false(slice_equal(str_slice(&once), str_slice(&other)));
		str_fini(&once);
		str_fini(&live);
		str_fini(&other);
	}
}

static void test_ends(void **state)
{
	struct demo *demo;
	struct demo_options options = {.seed = 1, .runs = 8, .start = START, .step_seconds = 0.001};
	double next = 0;
	assert_int_equal(demo_open(&demo, "d", &options), STATUS_OK);
	assert_int_equal(demo_advance(demo, START - 5, &next), STATUS_OK);
	assert_true(next > START && next < START + 1);
	assert_int_equal(demo_advance(demo, START + 1e6, &next), STATUS_OK);
	assert_true(isinf(next));
	assert_int_equal(demo_advance(demo, START + 2e6, &next), STATUS_OK);
	assert_int_equal(demo_close(demo), STATUS_OK);
}

static void test_options_out_of_range(void **state)
{
	struct demo *demo = NULL;
	struct demo_options options = DEMO_OPTIONS;
	options.runs = 0;
	assert_int_equal(demo_open(&demo, "d", &options), STATUS_USAGE);
	options.runs = 9;
	assert_int_equal(demo_open(&demo, "d", &options), STATUS_USAGE);
	options.runs = 1;
	options.step_seconds = 0;
	assert_int_equal(demo_open(&demo, "d", &options), STATUS_USAGE);
	assert_int_equal(access("d", F_OK), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same_seed_same_bytes), TEST(test_ends), TEST(test_options_out_of_range)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
