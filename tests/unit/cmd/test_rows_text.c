/* Tables as text: what has to be quoted, what there is none of, numbers as they were written. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/rows_text.h"

#include <math.h>

static struct rows table(void)
{
	struct rows rows = {0};
	rows_column(&rows, slice_of("run"));
	rows_column(&rows, slice_of("a,\"b\""));
	rows_column(&rows, slice_of("step"));
	rows_column(&rows, slice_of("value"));
	rows_text(&rows, slice_of("one\ttwo\nthree"));
	rows_text(&rows, slice_of("1,\"2\""));
	rows_integer(&rows, INT64_MIN);
	rows_number(&rows, (double)0.1f);
	rows_text(&rows, slice_make("\xff", 1));
	rows_none(&rows);
	rows_integer(&rows, 7);
	rows_number(&rows, 0.1);
	rows_text(&rows, slice_of(""));
	rows_known(&rows, NAN);
	rows_integer(&rows, 0);
	rows_number(&rows, -INFINITY);
	rows_text(&rows, slice_of("a row that ends too early"));
	return rows;
}

static void says(enum export_format format, const char *expected)
{
	struct rows rows = table();
	struct str out = {0};
	rows_text_header(&out, format, &rows);
	for (size_t i = 0; i < rows_count(&rows); i++)
		rows_text_row(&out, format, &rows, i);
	assert_string_equal(str_text(&out), expected);
	str_fini(&out);
	rows_fini(&rows);
}

static void csv(void **state)
{
	says(EXPORT_CSV, "run,\"a,\"\"b\"\"\",step,value\n"
	                 "one\\ttwo\\nthree,\"1,\"\"2\"\"\",-9223372036854775808,0.1\n"
	                 "\xef\xbf\xbd,,7,0.1\n"
	                 ",,0,-Infinity\n");
}

static void tsv(void **state)
{
	says(EXPORT_TSV, "run\ta,\"b\"\tstep\tvalue\n"
	                 "one\\ttwo\\nthree\t1,\"2\"\t-9223372036854775808\t0.1\n"
	                 "\xef\xbf\xbd\t\t7\t0.1\n"
	                 "\t\t0\t-Infinity\n");
}

static void jsonl(void **state)
{
	says(EXPORT_JSONL,
	     "{\"run\":\"one\\ttwo\\nthree\",\"a,\\\"b\\\"\":\"1,\\\"2\\\"\",\"step\":-9223372036854775808,\"value\":0.1}\n"
	     "{\"run\":\"\xef\xbf\xbd\",\"a,\\\"b\\\"\":null,\"step\":7,\"value\":0.1}\n"
	     "{\"run\":\"\",\"a,\\\"b\\\"\":null,\"step\":0,\"value\":\"-Infinity\"}\n");
}

static void no_columns_no_rows(void **state)
{
	struct rows rows = {0};
	struct str out = {0};
	rows_text_header(&out, EXPORT_CSV, &rows);
	assert_int_equal(rows_count(&rows), 0);
	assert_int_equal(out.length, 0);
	rows_fini(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv), cmocka_unit_test(tsv), cmocka_unit_test(jsonl), cmocka_unit_test(no_columns_no_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
