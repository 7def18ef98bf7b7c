/* Derived series: however their sources come and go, they are what one pass over the visible points gives. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/formula.h"
#include "model/query.h"
#include "model/reckon.h"
#include "unit/model/batches.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST 400000

struct points {
	struct placed {
		int64_t step;
		double wall, value;
	} items[MOST];
	size_t count;
};

static bool gather(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct points *points = context;
	for (size_t i = 0; i < count && points->count < MOST; i++)
		points->items[points->count++] =
			(struct placed){rows[i].step, rows[i].wall_time, number_value(type, rows[i].bits)};
	return true;
}

static void points_of(const struct store *store, const char *name, struct points *out)
{
	uint32_t tag = store_tag_find(store, slice_of(name));
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(store, store_run_at(store, 0), tag);
	out->count = 0;
	if (series != STORE_NONE && store_series(store, series).points)
		store_walk_scalars(store, series, gather, out);
}

/* What the formula says of points, by looking through all of them for each. */
static void expect(const struct formula *formula, const struct points *a, const struct points *b, struct points *out)
{
	out->count = 0;
	for (size_t i = 0; i < a->count; i++) {
		struct placed point = a->items[i];
		size_t k = b->count;
		if (formula->b) {
			while (k && b->items[k - 1].step != point.step)
				k--;
			if (!k)
				continue;
			double other = b->items[k - 1].value;
			point.value = formula->rule == FORMULA_RATIO ? point.value / other : point.value - other;
		} else {
			double way = !i ? 0 : formula->rule == FORMULA_RATE ? (double)point.step - (double)a->items[i - 1].step
			                                                    : point.wall - a->items[i - 1].wall;
			if (!(way > 0))
				continue;
			point.value = (point.value - a->items[i - 1].value) / way;
		}
		out->items[out->count++] = point;
	}
}

static void finish(struct reckon *reckon, struct store *store, const struct formulas *formulas)
{
	do
		reckon_go_on(reckon, store, formulas);
	while (reckon_pending(reckon));
	reckon_go_on(reckon, store, formulas);
}

static void check(struct reckon *reckon, struct store *store, const struct formulas *formulas)
{
	static struct points a, b, expected, made;
	finish(reckon, store, formulas);
	for (size_t f = 0; f < formulas->count; f++) {
		const struct formula *formula = &formulas->items[f];
		points_of(store, formula->a, &a);
		points_of(store, formula->b ? formula->b : "", &b);
		points_of(store, formula->tag, &made);
		expect(formula, &a, &b, &expected);
		assert_int_equal(made.count, expected.count);
		for (size_t i = 0; i < made.count; i++) {
			assert_int_equal(made.items[i].step, expected.items[i].step);
			assert_true(made.items[i].wall == expected.items[i].wall);
			double x = made.items[i].value, y = expected.items[i].value;
			assert_true(x == y || (isnan(x) && isnan(y)));
		}
	}
}

static struct formulas all_formulas(void)
{
	struct formulas formulas = {0};
	assert_true(formulas_set(&formulas, "ratio = a / b"));
	assert_true(formulas_set(&formulas, "gap = b - a"));
	assert_true(formulas_set(&formulas, "speed = rate(a)"));
	assert_true(formulas_set(&formulas, "flow = rate(b, s)"));
	return formulas;
}

static void append(struct store *store, uint32_t file, uint64_t *at, const char *tag, int64_t from, int64_t stride,
                   size_t count)
{
	struct row *rows = calloc(count + 1, sizeof *rows);
	struct batch *batch = batch_new(file, *at);
	struct batch_series *series = batch_series_of(batch, tag);
	for (size_t i = 0; i < count; i++) {
		int64_t step = from + (int64_t)i * stride;
		double value = test_below(40) ? test_below(9) : test_below(2) ? NAN : INFINITY;
		rows[i] = (struct row){step, 1000 + (double)step * 0.5, number_bits_double(value)};
	}
	batch_add_metadata(series, "scalars");
	batch_add_rows(series, rows, count, NUMBER_F64, 0);
	*at += count;
	batch->end = *at;
	batch->has_event = batch->has_summary = true;
	batch->first_summary_step = from;
	batch->last_summary_step = from + (int64_t)(count - 1) * stride;
	batch->first_summary_told = true;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
	free(rows);
}

static void bit_by_bit_is_as_at_once(void **state)
{
	struct store *store = store_new();
	struct reckon *reckon = reckon_new();
	struct formulas formulas = all_formulas();
	uint32_t a = add_test_file(store, "run", "a"), b = add_test_file(store, "run", "b");
	uint64_t at_a = 0, at_b = 0;
	for (int bit = 0; bit < 60; bit++) {
		append(store, a, &at_a, "a", (int64_t)at_a * 2, 2, (size_t)test_below(bit % 9 ? 5 : 1500) + 1);
		if (bit % 2)
			append(store, b, &at_b, "b", (int64_t)at_b * 3, 3, (size_t)test_below(bit % 7 ? 9 : 900) + 1);
		check(reckon, store, &formulas);
	}
	formulas_fini(&formulas);
	reckon_free(reckon);
	store_free(store);
}

/* Files that come before others, go, or are read again; one writer's steps among the other's. */
static void files_come_and_go(void **state)
{
	struct store *store = store_new();
	struct reckon *reckon = reckon_new();
	struct formulas formulas = all_formulas();
	uint64_t at[4] = {0};
	uint32_t last = add_test_file(store, "run", "d"), first, other;
	append(store, last, &at[3], "a", 3000, 1, 2000);
	append(store, last, &at[3], "b", 3000, 2, 1000);
	check(reckon, store, &formulas);
	first = add_test_file(store, "run", "a");
	append(store, first, &at[0], "b", 0, 1, 1200);
	check(reckon, store, &formulas);
	append(store, first, &at[0], "a", 10, 3, 700);
	check(reckon, store, &formulas);
	other = add_test_file(store, "run", "c");
	append(store, other, &at[2], "a", 500, 7, 600);
	append(store, other, &at[2], "b", 500, 5, 600);
	check(reckon, store, &formulas);
	store_drop_file(store, first);
	check(reckon, store, &formulas);
	store_drop_file(store, last);
	check(reckon, store, &formulas);
	store_drop_file(store, other);
	check(reckon, store, &formulas);
	assert_int_equal(store_totals(store).points, 0);
	assert_int_equal(store_totals(store).series, 0);
	formulas_fini(&formulas);
	reckon_free(reckon);
	store_free(store);
}

static void add_restart(struct store *store, uint32_t file, uint64_t *at, int64_t step)
{
	struct batch *batch = batch_new(file, *at);
	batch_add_mark(batch, (struct mark){.what = MARK_VERSION, .version = 2});
	batch_add_mark(batch, (struct mark){.what = MARK_START, .step = step, .wall_time = 1e6});
	batch->end = *at += 1;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
}

static void what_a_restart_hides_is_taken_back(void **state)
{
	struct store *store = store_new();
	struct reckon *reckon = reckon_new();
	struct formulas formulas = all_formulas();
	uint64_t at[2] = {0};
	uint32_t first = add_test_file(store, "run", "a"), second;
	add_restart(store, first, &at[0], 0);
	append(store, first, &at[0], "a", 0, 1, 3000);
	append(store, first, &at[0], "b", 0, 1, 3000);
	check(reckon, store, &formulas);
	uint64_t before = store_totals(store).points;
	second = add_test_file(store, "run", "b");
	add_restart(store, second, &at[1], 1000);
	assert_true(store_totals(store).points < before);
	check(reckon, store, &formulas);
	append(store, second, &at[1], "a", 1000, 1, 100);
	append(store, second, &at[1], "b", 1000, 1, 50);
	check(reckon, store, &formulas);
	formulas_fini(&formulas);
	reckon_free(reckon);
	store_free(store);
}

/* A long one takes several goes; what is taken away takes its series along, and nothing else. */
static void as_much_as_may_be_and_no_more(void **state)
{
	struct store *store = store_new();
	struct reckon *reckon = reckon_new();
	struct formulas formulas = {0};
	uint64_t at = 0;
	uint32_t file = add_test_file(store, "run", "a");
	append(store, file, &at, "a", 0, 1, (RECKON_LINKS + 20) * CHUNK_ROWS);
	struct store_totals plain = store_totals(store);
	assert_true(formulas_set(&formulas, "speed = rate(a)"));
	assert_true(reckon_go_on(reckon, store, &formulas));
	assert_true(reckon_pending(reckon));
	finish(reckon, store, &formulas);
	assert_false(reckon_full(reckon));
	assert_int_equal(store_totals(store).points, 2 * plain.points - 1);
	assert_false(reckon_go_on(reckon, store, &formulas));
	uint32_t tag = store_tag_find(store, slice_of("derived/speed"));
	struct series_info info = store_series(store, store_series_find(store, store_run_at(store, 0), tag));
	assert_true(info.derived && info.kind == KIND_SCALAR);
	assert_true(slice_equal(info.description, slice_of("rate(a)")));
	assert_true(formulas_set(&formulas, "speed off"));
	assert_true(reckon_go_on(reckon, store, &formulas));
	assert_int_equal(store_totals(store).points, plain.points);
	assert_int_equal(store_totals(store).memory, plain.memory);
	assert_int_equal(store_run_series_count(store, store_run_at(store, 0)), 1);
	formulas_fini(&formulas);
	reckon_free(reckon);
	store_free(store);
}

/* What a file says under the same name stays; what is derived of what is derived follows. */
static void of_files_and_of_each_other(void **state)
{
	struct store *store = store_new();
	struct reckon *reckon = reckon_new();
	struct formulas formulas = {0};
	uint64_t at = 0;
	uint32_t file = add_test_file(store, "run", "a");
	assert_true(formulas_set(&formulas, "second = rate(derived/first)"));
	assert_true(formulas_set(&formulas, "first = rate(a)"));
	assert_true(formulas_set(&formulas, "self = derived/self - a"));
	append(store, file, &at, "a", 0, 1, 700);
	check(reckon, store, &formulas);
	append(store, file, &at, "a", 700, 1, 70);
	check(reckon, store, &formulas);
	append(store, file, &at, "derived/first", 0, 5, 12);
	finish(reckon, store, &formulas);
	static struct points points;
	points_of(store, "derived/first", &points);
	assert_int_equal(points.count, 12);
	points_of(store, "derived/second", &points);
	assert_int_equal(points.count, 11);
	formulas_fini(&formulas);
	reckon_free(reckon);
	store_free(store);
}

static void out_of_memory(void **state)
{
	struct formulas formulas = all_formulas();
	for (long calls = 0; calls < 60; calls++) {
		struct store *store = store_new();
		struct reckon *reckon = reckon_new();
		uint64_t at = 0;
		uint32_t file = add_test_file(store, "run", "a");
		append(store, file, &at, "a", 0, 1, 1500);
		append(store, file, &at, "b", 0, 2, 1500);
		alloc_fail_after(calls);
		reckon_go_on(reckon, store, &formulas);
		alloc_fail_after(-1);
		append(store, file, &at, "a", 1500, 1, 10);
		append(store, file, &at, "b", 3000, 2, 10);
		check(reckon, store, &formulas);
		reckon_free(reckon);
		store_free(store);
	}
	formulas_fini(&formulas);
}

static void formulas_are_read_as_they_are_written(void **state)
{
	static const char *const good[] = {"x = train/loss / val/loss", "a b = val-loss - train-loss", "r = rate(x (y))",
	                                   "r = rate(tokens, s)"};
	static const char *const bad[] = {"", "x", "x = y", "= a / b", "x = / b", "x = a /", "x = rate()", "x = rate( , s)",
	                                  " = a - b", "x = a/b", "off"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct formula formula;
		struct str text = {0};
		assert_true(formula_parse(&formula, good[i]));
		formula_write(&formula, &text);
		assert_string_equal(str_text(&text), good[i]);
		str_fini(&text);
		formula_fini(&formula);
	}
	struct formulas formulas = {0};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(formulas_set(&formulas, bad[i]));
	for (int i = 0; i < FORMULAS; i++) {
		char text[32];
		snprintf(text, sizeof text, "n%d = a / b", i);
		assert_true(formulas_set(&formulas, text));
	}
	assert_false(formulas_set(&formulas, "one more = a / b"));
	assert_true(formulas_set(&formulas, "n3 = a - b"));
	assert_int_equal(formulas_find(&formulas, slice_of("derived/n3"))->rule, FORMULA_DIFFERENCE);
	assert_false(formulas_set(&formulas, "n99 off"));
	assert_true(formulas_set(&formulas, "n3 off"));
	assert_null(formulas_find(&formulas, slice_of("derived/n3")));
	formulas_fini(&formulas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formulas_are_read_as_they_are_written),
		cmocka_unit_test(bit_by_bit_is_as_at_once),
		cmocka_unit_test(files_come_and_go),
		cmocka_unit_test(what_a_restart_hides_is_taken_back),
		cmocka_unit_test(as_much_as_may_be_and_no_more),
		cmocka_unit_test(of_files_and_of_each_other),
		cmocka_unit_test(out_of_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
