#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/load.h"
#include "cmd/memory.h"
#include "cmd/options.h"
#include "write/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILES 8

static void test_sizes(void **state)
{
	static const struct { const char *text; uint64_t bytes; } cases[] = {
		{"1", 1}, {"4096", 4096}, {"2k", 2048}, {"2KB", 2048}, {"512M", 512u << 20}, {"1.5 GiB", 3u << 29},
		{"8g", UINT64_C(8) << 30}, {"1T", UINT64_C(1) << 40}, {"100 B", 100},
		{"", 0}, {"0", 0}, {"0.4", 0}, {"-1", 0}, {"inf", 0}, {"nan", 0}, {"4X", 0}, {"4GG", 0}, {"4Gi", 0},
		{"G", 0}, {" 4", 0}, {"99999999T", 0}, {"1e400", 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t bytes = 0;
		assert_int_equal(memory_parse(cases[i].text, &bytes), cases[i].bytes > 0);
		assert_int_equal(bytes, cases[i].bytes);
	}
	assert_in_range(memory_default(), 1, UINT64_C(8) << 30);
}

/* The limit that a command line means; 0 after a complaint. */
static uint64_t limit_of(const char *option)
{
	char *words[] = {"tbtop", "list", (char *)option, NULL};
	struct options options;
	options_parse(&options, option ? 3 : 2, words);
	uint64_t limit = options.error ? 0 : options.memory_limit;
	options_fini(&options);
	return limit;
}

static void test_where_the_limit_comes_from(void **state)
{
	unsetenv("TBTOP_MEMORY_LIMIT");
	assert_int_equal(limit_of(NULL), memory_default());
	setenv("TBTOP_MEMORY_LIMIT", "3M", 1);
	assert_int_equal(limit_of(NULL), 3u << 20);
	assert_int_equal(limit_of("--memory-limit=2M"), 2u << 20);
	assert_int_equal(limit_of("--memory_limit=much"), 0);
	setenv("TBTOP_MEMORY_LIMIT", "much", 1);
	assert_int_equal(limit_of(NULL), 0);
	assert_int_equal(limit_of("--memory-limit=2M"), 2u << 20);
	setenv("TBTOP_MEMORY_LIMIT", "", 1);
	assert_int_equal(limit_of(NULL), memory_default());
	unsetenv("TBTOP_MEMORY_LIMIT");
}

static void test_loading_stops(void **state)
{
	char folder[] = "/tmp/tbtop-memory-XXXXXX", *paths[FILES];
	assert_non_null(mkdtemp(folder));
	for (int file = 0; file < FILES; file++) {
		struct tbr_writer *writer;
		assert_int_equal(tbr_open(&writer, folder, NULL), 0);
		for (int step = 0; step < 20000; step++)
			tbr_scalar(writer, "loss", step, (float)step * 1.37f);
		paths[file] = strdup(tbr_path(writer));
		tbr_close(writer);
	}
	struct store *store = store_new();
	struct logdir logdir = {.name = "", .path = folder};
	const struct logdir *failed = NULL;
	store_limit_memory(store, 300000);
	assert_int_equal(load(store, &logdir, 1, &failed), STATUS_OK);
	struct store_totals totals = store_totals(store);
	assert_int_equal(totals.files, FILES);
	assert_in_range(totals.files_withheld, 1, FILES - 1);
	assert_int_equal(totals.points, 20000 * (FILES - totals.files_withheld));
	assert_int_equal(totals.problems, totals.files_withheld);
	assert_true(totals.memory < 600000);
	assert_false(store_damaged(store));
	store_free(store);
	for (int file = 0; file < FILES; file++) {
		unlink(paths[file]);
		free(paths[file]);
	}
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_where_the_limit_comes_from),
		cmocka_unit_test(test_loading_stops),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
