/* Lines of `export`: escapes, quoting, numbers; and the file that it writes. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/export.h"
#include "cmd/json.h"
#include "cmd/out.h"
#include "cmd/table.h"

#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void expect_line(enum export_format format, const char *run, const char *tag, struct row row,
                        enum number_type type, const char *expected)
{
	struct str out = {0};
	export_series_start(&out, format, slice_of(run), slice_of(tag), KIND_SCALAR);
	export_row(&out, format, &row, type, NULL);
	assert_string_equal(str_text(&out), expected);
	str_fini(&out);
}

static void json_lines(void **state)
{
	expect_line(EXPORT_JSONL, "train", "loss", (struct row){3, 1700000000.5, number_bits_float(0.1f)}, NUMBER_F32,
	            "{\"run\":\"train\",\"tag\":\"loss\",\"kind\":\"scalar\",\"step\":3,\"wall_time\":1700000000.5,"
	            "\"value\":0.1}");
	expect_line(EXPORT_JSONL, ".", "a\"\\\n\x1B\xC2\x9B", (struct row){-1, 0.25, number_bits_float(NAN)}, NUMBER_F32,
	            "{\"run\":\".\",\"tag\":\"a\\\"\\\\\\n\\u001b\\u009b\",\"kind\":\"scalar\",\"step\":-1,"
	            "\"wall_time\":0.25,\"value\":\"NaN\"}");
	expect_line(EXPORT_JSONL, "r", "t", (struct row){INT64_MIN, INFINITY, (uint64_t)INT64_MIN}, NUMBER_I64,
	            "{\"run\":\"r\",\"tag\":\"t\",\"kind\":\"scalar\",\"step\":-9223372036854775808,"
	            "\"wall_time\":\"Infinity\",\"value\":-9223372036854775808}");
	expect_line(EXPORT_JSONL, "r", "t", (struct row){INT64_MAX, -0.0, UINT64_MAX}, NUMBER_U64,
	            "{\"run\":\"r\",\"tag\":\"t\",\"kind\":\"scalar\",\"step\":9223372036854775807,"
	            "\"wall_time\":-0.0,\"value\":18446744073709551615}");
	expect_line(EXPORT_JSONL, "r", "t", (struct row){0, 1e300, number_bits_double(0.1)}, NUMBER_F64,
	            "{\"run\":\"r\",\"tag\":\"t\",\"kind\":\"scalar\",\"step\":0,\"wall_time\":1e+300,\"value\":0.1}");
}

static void tables(void **state)
{
	struct row row = {7, 1700000000.125, number_bits_float(-INFINITY)};
	expect_line(EXPORT_CSV, "a", "b c", row, NUMBER_F32, "a,b c,7,1700000000.125,-Infinity");
	expect_line(EXPORT_CSV, "a,b", "say \"x\"", row, NUMBER_F32,
	            "\"a,b\",\"say \"\"x\"\"\",7,1700000000.125,-Infinity");
	expect_line(EXPORT_CSV, "a\nb", "c\\d", row, NUMBER_F32, "a\\nb,c\\d,7,1700000000.125,-Infinity");
	expect_line(EXPORT_TSV, "a,b", "c\td", row, NUMBER_F32, "a,b\tc\\td\t7\t1700000000.125\t-Infinity");
}

/* Columns stand below each other however wide their characters are, and no name acts on the terminal. */
static void tables_for_people_are_straight(void **state)
{
	struct str out = {0};
	struct table table;
	table_init(&table, "lrl");
	table_text(&table, "損失");
	table_text(&table, "1");
	table_text(&table, "x");
	table_text(&table, "a");
	table_text(&table, "100");
	table_text(&table, "\x1B[2J");
	table_print(&table, &out, 1);
	assert_string_equal(str_text(&out), " 損失    1  x\n a     100  ␛[2J\n");
	table_fini(&table);
	str_fini(&out);
}

static char folder[32];

static char *path_of(const char *name)
{
	static char path[64];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void a_file_is_there_when_it_is_complete(void **state)
{
	struct out out;
	char *path = path_of("out.csv");
	assert_true(out_open(&out, path));
	str_append_text(&out.text, "one");
	assert_true(out_line(&out));
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(out_close(&out, 0), 0);
	char text[16] = "";
	int fd = open(path, O_RDONLY);
	assert_int_equal(read(fd, text, sizeof text), 4);
	close(fd);
	assert_string_equal(text, "one\n");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0); /* nothing else was left */
	assert_int_equal(mkdir(folder, 0700), 0);
}

static void a_full_disk_is_told(void **state)
{
	struct out out;
	if (access("/dev/full", W_OK))
		skip();
	assert_true(out_open(&out, "/dev/full"));
	str_append_text(&out.text, "lost");
	out_line(&out);
	assert_int_equal(out_close(&out, 0), 2);
}

static void a_place_that_is_not_there_is_told(void **state)
{
	struct out out;
	assert_false(out_open(&out, path_of("no/such/place")));
}

static int set_up(void **state)
{
	strcpy(folder, "/tmp/tbtop-export-XXXXXX");
	return setlocale(LC_CTYPE, "C.UTF-8") && mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_lines),
		cmocka_unit_test(tables),
		cmocka_unit_test(tables_for_people_are_straight),
		cmocka_unit_test(a_file_is_there_when_it_is_complete),
		cmocka_unit_test(a_full_disk_is_told),
		cmocka_unit_test(a_place_that_is_not_there_is_told),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
