/* Classes and matches of labels: found by and by, of what was wanted last; what is held for it, and what there is too much of. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "decode/projector.h"
#include "model/label_scan.h"

#include <stdlib.h>

/* Row i: "word i", a class of so many. */
static struct projection *words(size_t rows, size_t classes)
{
	struct projection *projection = xcalloc(1, sizeof *projection);
	struct str text = {0};
	str_append_text(&text, "label\tclass\n");
	for (size_t i = 0; i < rows; i++)
		str_printf(&text, "word %zu\tc%zu\n", i, i % classes);
	assert_int_equal(decode_labels(xmemdup0(text.data, text.length), text.length, &projection->labels), STATUS_OK);
	projection->vectors.rows = rows;
	str_fini(&text);
	return projection;
}

static int read_all(struct label_scan *scan)
{
	int pieces = 0;
	for (; label_scan_take(scan); pieces++) {
		label_scan_work(scan);
		label_scan_put(scan);
	}
	return pieces;
}

static void classes_and_matches(void **state)
{
	struct label_scan *scan = label_scan_new();
	struct projection *of = words(100, 3);
	label_scan_want(scan, of, 1, "WORD 9");
	assert_null(label_scan_classes(scan, of, 1));
	assert_int_equal(label_scan_matches(scan, of, "WORD 9").count, 0);
	assert_true(read_all(scan) >= 2);
	const struct classes *classes = label_scan_classes(scan, of, 1);
	assert_true(classes->count == 3 && classes->of[0] == 0 && classes->of[98] == 2);
	assert_true(slice_equal(classes->names[2], slice_of("c2")));
	struct label_matches matches = label_scan_matches(scan, of, "WORD 9");
	assert_true(matches.all && matches.count == 11 && matches.rows[0] == 9 && matches.rows[10] == 99);
	label_scan_want(scan, of, 1, "c1"); /* any column; the classes stay */
	assert_ptr_equal(label_scan_classes(scan, of, 1), classes);
	assert_int_equal(read_all(scan), 1);
	assert_int_equal(label_scan_matches(scan, of, "c1").count, 33);
	assert_int_equal(read_all(scan), 0);
	label_scan_want(scan, of, SIZE_MAX, "");
	assert_null(label_scan_classes(scan, of, SIZE_MAX));
	assert_int_equal(read_all(scan), 0);
	label_scan_free(scan);
	projection_free(of);
}

static void too_many_classes(void **state)
{
	struct label_scan *scan = label_scan_new();
	struct projection *of = words(100, CLASSES_MOST + 1);
	label_scan_want(scan, of, 1, "");
	assert_int_equal(read_all(scan), 1);
	assert_null(label_scan_classes(scan, of, 1));
	label_scan_want(scan, of, 1, "");
	assert_int_equal(read_all(scan), 0);
	label_scan_free(scan);
	projection_free(of);
}

/* Points without labels are found by their numbers. */
static void without_labels(void **state)
{
	struct label_scan *scan = label_scan_new();
	struct projection *of = xcalloc(1, sizeof *of);
	of->vectors.rows = 30;
	label_scan_want(scan, of, 0, "^1.$");
	read_all(scan);
	assert_int_equal(label_scan_matches(scan, of, "^1.$").count, 10);
	assert_null(label_scan_classes(scan, of, 0));
	label_scan_free(scan);
	projection_free(of);
}

/* Another search, another embedding and none take the place of what the worker is at; who has classes keeps them. */
static void what_is_read_may_go(void **state)
{
	struct label_scan *scan = label_scan_new();
	struct projection *of = words(50000, 2), *other = words(10, 2);
	label_scan_want(scan, of, SIZE_MAX, "word");
	assert_true(label_scan_take(scan));
	label_scan_want(scan, other, 1, "word");
	assert_false(label_scan_take(scan));
	projection_free(of); /* the worker has it still */
	label_scan_work(scan);
	label_scan_put(scan);
	assert_false(label_scan_matches(scan, other, "word").all);
	read_all(scan);
	assert_int_equal(label_scan_matches(scan, other, "word").count, 10);
	struct classes *classes = classes_hold(label_scan_classes(scan, other, 1));
	label_scan_want(scan, NULL, 1, "word");
	assert_false(label_scan_take(scan));
	assert_int_equal(other->holds, 0);
	assert_int_equal(classes->of[3], 1);
	classes_free(classes);
	label_scan_free(scan);
	projection_free(other);
}

/* Rows that were seen stay where they are while more are read. */
static void matches_come_by_and_by(void **state)
{
	struct label_scan *scan = label_scan_new();
	struct projection *of = words(400000, 2);
	size_t seen = 0;
	int pieces = 0;
	label_scan_want(scan, of, SIZE_MAX, "word.*[05]$");
	for (; label_scan_take(scan); pieces++) {
		label_scan_work(scan);
		struct label_matches before = label_scan_matches(scan, of, "word.*[05]$");
		assert_true(before.count == seen && (!seen || before.rows[seen - 1] == 5 * (seen - 1)));
		label_scan_put(scan);
		seen = label_scan_matches(scan, of, "word.*[05]$").count;
	}
	assert_true(pieces > 1);
	assert_int_equal(seen, 80000);
	label_scan_free(scan);
	projection_free(of);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_and_matches), cmocka_unit_test(too_many_classes), cmocka_unit_test(without_labels),
		cmocka_unit_test(what_is_read_may_go), cmocka_unit_test(matches_come_by_and_by),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
