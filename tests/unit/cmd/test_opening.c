/* A large profile is kept in the cache, and counts only for the very file. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/opening.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SPANS = 40000 };

static char root[64], path[96], place[96];

static int set_up(void **unused)
{
	strcpy(root, "/tmp/tbtop-opening-XXXXXX");
	if (!mkdtemp(root))
		return -1;
	snprintf(path, sizeof path, "%s/w.1.pt.trace.json", root);
	snprintf(place, sizeof place, "%s/home/tbtop", root);
	return 0;
}

static int take_away(const char *name, const struct stat *stat, int type, struct FTW *where)
{
	return remove(name);
}

static int tear_down(void **unused)
{
	return nftw(root, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

/* More than 4 MiB, whatever the name. */
static void write_trace(const char *name)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("[", file);
	for (int i = 0; i < SPANS; i++)
		fprintf(file, "%s{\"ph\":\"X\",\"name\":\"%s %d\",\"pid\":1,\"tid\":2,\"ts\":%d,\"dur\":5,\"args\":{\"of no use\":\"%040d\"}}",
		        i ? "," : "", name, i % 7, i * 10, i);
	fputs("]", file);
	assert_int_equal(fclose(file), 0);
}

/* Opens it; tells whether it came out of the cache. */
static bool open_it(struct cache *cache, const char *first_name)
{
	struct trace_reading reading = {0};
	struct opening opening = {.what = FIND_PROFILE, .format = TRACE_PT, .path = path, .reading = &reading, .cache = cache};
	opening_run(&opening);
	assert_int_equal(opening.status, STATUS_OK);
	assert_non_null(opening.opened.profile);
	const struct trace *trace = &opening.opened.profile->trace;
	assert_int_equal(trace->span_count, SPANS);
	assert_string_equal(names_text(&trace->names, trace_span_at(&trace->lines[0], 0).name).data, first_name);
	bool kept = opening.opened.profile->image != NULL;
	profile_free(opening.opened.profile);
	return kept;
}

static void the_second_time_it_is_there(void **unused)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	write_trace("a");
	assert_false(open_it(cache, "a 0"));
	assert_true(open_it(cache, "a 0"));
	assert_false(open_it(NULL, "a 0"));
	write_trace("b"); /* as long as before */
	assert_false(open_it(cache, "b 0"));
	assert_true(open_it(cache, "b 0"));
	cache_free(cache);
}

/* A byte of each entry is another. */
static void damage_entries(void)
{
	DIR *directory = opendir(place);
	struct dirent *entry;
	assert_non_null(directory);
	while ((entry = readdir(directory))) {
		int fd = openat(dirfd(directory), entry->d_name, O_RDWR);
		if (fd < 0)
			continue;
		assert_int_equal(pwrite(fd, "\xff", 1, 5000), 1);
		close(fd);
	}
	closedir(directory);
}

static void damage_is_no_knowledge(void **unused)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	write_trace("a");
	assert_false(open_it(cache, "a 0"));
	damage_entries();
	assert_false(open_it(cache, "a 0"));
	assert_true(open_it(cache, "a 0"));
	cache_free(cache);
}

/* What is not wanted any more is not kept. */
static void what_was_stopped_is_not_kept(void **unused)
{
	struct cache *cache = cache_new(place, CACHE_MOST);
	struct trace_reading reading = {.stop = true};
	struct opening opening = {.what = FIND_PROFILE, .format = TRACE_PT, .path = path, .reading = &reading, .cache = cache};
	write_trace("a");
	opening_run(&opening);
	profile_free(opening.opened.profile);
	assert_false(open_it(cache, "a 0"));
	cache_free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_second_time_it_is_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(damage_is_no_knowledge, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_stopped_is_not_kept, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
