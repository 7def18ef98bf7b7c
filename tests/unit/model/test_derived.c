/* Smoothed series: the same numbers as one pass over all points, however they came, and as much at a time as may be. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/derived.h"
#include "model/query.h"
#include "unit/model/batches.h"

#include <math.h>
#include <stdlib.h>

static const char *const specs[] = {"ema:0.9", "window:3", "window:700", "tw-ema:0.6"};
#define SPECS (sizeof specs / sizeof *specs)

static struct smooth_spec spec_of(const char *text)
{
	struct smooth_spec spec;
	assert_true(smooth_parse(text, &spec));
	return spec;
}

/* Some points at the end of a file, now and then one that is no number. */
static void append(struct store *store, uint32_t file, uint64_t *at, int64_t from, size_t count)
{
	struct row *rows = calloc(count, sizeof *rows);
	struct batch *batch = batch_new(file, *at);
	struct batch_series *series = batch_series_of(batch, "loss");
	for (size_t i = 0; i < count; i++) {
		double value = test_below(50) ? test_below(1000) / 10.0 : test_below(2) ? NAN : -INFINITY;
		int64_t step = from + (int64_t)i * 3;
		rows[i] = (struct row){step, (double)step, number_bits_double(value)};
	}
	batch_add_metadata(series, "scalars");
	batch_add_rows(series, rows, count, NUMBER_F64, 0);
	*at += count;
	batch->end = *at;
	batch->has_event = true;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
	free(rows);
}

struct points {
	double values[20000];
	int64_t steps[20000];
	size_t count;
};

static bool gather(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct points *points = context;
	for (size_t i = 0; i < count; i++) {
		points->steps[points->count] = rows[i].step;
		points->values[points->count++] = number_value(type, rows[i].bits);
	}
	return true;
}

static bool same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

/* Each point in a column of its own, and all in one. */
static void check_series(const struct store *store, const struct series *series, uint32_t number, const char *text)
{
	static struct points points;
	static struct column columns[65536];
	struct smooth smooth;
	struct stretch all = {.branch = BRANCH_CURRENT, .to = UINT64_MAX};
	double low = INFINITY, high = -INFINITY;
	points.count = 0;
	store_walk_scalars(store, number, gather, &points);
	assert_true(smooth_init(&smooth, spec_of(text)));
	size_t width = 65536; /* a power of two: no step is rounded into the column before its own */
	assert_true(points.steps[points.count - 1] < (int64_t)width);
	query_part_in(series, &(struct query){.stretch = &all, .window = {0, (double)width}}, columns, width);
	for (size_t i = 0; i < points.count; i++) {
		double expected = smooth_next(&smooth, points.steps[i], points.values[i]);
		const struct column *column = &columns[points.steps[i]];
		assert_int_equal(column->count, 1);
		assert_true(isfinite(expected) ? column->first == expected : isnan(column->first));
		low = isfinite(expected) ? fmin(low, expected) : low;
		high = isfinite(expected) ? fmax(high, expected) : high;
		struct row row;
		enum number_type type;
		if (i % 97 == 0) {
			assert_true(query_nearest_in(series, AXIS_STEP, (double)points.steps[i], &row, &type));
			assert_int_equal(row.step, points.steps[i]);
			assert_true(same(number_value(type, row.bits), expected));
		}
	}
	query_part_in(series, &(struct query){.stretch = &all, .window = {0, (double)width}}, columns, 1);
	assert_int_equal(columns[0].count, points.count);
	assert_true(columns[0].min == low && columns[0].max == high);
	smooth_fini(&smooth);
}

/* Points come in bits of any size; after each the series is as if made at once. */
static void bit_by_bit_is_as_at_once(void **state)
{
	for (size_t s = 0; s < SPECS; s++) {
		struct store *store = store_new();
		struct derived *derived = derived_new();
		uint32_t file = add_test_file(store, "run", "events");
		uint64_t at = 0;
		for (int bit = 0; bit < 60; bit++) {
			append(store, file, &at, (int64_t)at * 3, (size_t)test_below(bit % 9 ? 5 : 900) + 1);
			derived_frame(derived, spec_of(specs[s]));
			uint32_t number = store_run_series_at(store, 0, 0);
			if (smooth_leaves(store, number))
				continue;
			const struct series *series = derived_series(derived, store, number);
			assert_non_null(series);
			assert_false(derived_pending(derived));
			if (bit % 6 == 5)
				check_series(store, series, number, specs[s]);
		}
		derived_free(derived);
		store_free(store);
	}
}

/* A file before the others in order, one that goes: what stands behind them is made anew. */
static void files_come_and_go(void **state)
{
	for (size_t s = 0; s < SPECS; s++) {
		struct store *store = store_new();
		struct derived *derived = derived_new();
		uint64_t at[3] = {0};
		uint32_t last = add_test_file(store, "run", "c"), middle, first;
		append(store, last, &at[2], 30000, 2000);
		uint32_t number = store_run_series_at(store, 0, 0);
		derived_frame(derived, spec_of(specs[s]));
		check_series(store, derived_series(derived, store, number), number, specs[s]);
		first = add_test_file(store, "run", "a");
		append(store, first, &at[0], 0, 1500);
		derived_frame(derived, spec_of(specs[s]));
		check_series(store, derived_series(derived, store, number), number, specs[s]);
		middle = add_test_file(store, "run", "b");
		append(store, middle, &at[1], 15000, 777);
		derived_frame(derived, spec_of(specs[s]));
		check_series(store, derived_series(derived, store, number), number, specs[s]);
		store_drop_file(store, middle);
		derived_frame(derived, spec_of(specs[s]));
		check_series(store, derived_series(derived, store, number), number, specs[s]);
		derived_free(derived);
		store_free(store);
	}
}

/* More than a frame's worth takes some frames, and says so. */
static void a_long_series_takes_frames(void **state)
{
	struct store *store = store_new();
	struct derived *derived = derived_new();
	uint64_t at = 0;
	append(store, add_test_file(store, "run", "events"), &at, 0, DERIVED_LINKS * CHUNK_ROWS + 5);
	uint32_t number = store_run_series_at(store, 0, 0);
	derived_frame(derived, spec_of("ema:0.6"));
	assert_null(derived_series(derived, store, number));
	assert_true(derived_pending(derived));
	derived_frame(derived, spec_of("ema:0.6"));
	const struct series *series = derived_series(derived, store, number);
	assert_non_null(series);
	assert_false(derived_pending(derived));
	assert_true(derived_memory(derived) < at);
	derived_free(derived);
	store_free(store);
}

static void what_is_not_shown_is_let_go(void **state)
{
	struct store *store = store_new();
	struct derived *derived = derived_new();
	uint64_t at = 0;
	append(store, add_test_file(store, "run", "events"), &at, 0, 5000);
	uint32_t number = store_run_series_at(store, 0, 0);
	derived_frame(derived, spec_of("ema:0.6"));
	assert_non_null(derived_series(derived, store, number));
	assert_true(derived_memory(derived) > 0);
	for (int i = 0; i < 2 * DERIVED_FRAMES; i++)
		derived_frame(derived, spec_of("ema:0.6"));
	assert_int_equal(derived_memory(derived), 0);
	assert_non_null(derived_series(derived, store, number));
	derived_frame(derived, spec_of("ema:0.7"));
	assert_int_equal(derived_memory(derived), 0);
	derived_frame(derived, spec_of("off"));
	assert_null(derived_series(derived, store, number));
	derived_free(derived);
	store_free(store);
}

/* Without memory nothing is shown that isn't so; with memory again it is made. */
static void out_of_memory(void **state)
{
	struct store *store = store_new();
	uint64_t at = 0;
	append(store, add_test_file(store, "run", "events"), &at, 0, 6000);
	uint32_t number = store_run_series_at(store, 0, 0);
	for (long calls = 0; calls < 30; calls++) {
		struct derived *derived = derived_new();
		derived_frame(derived, spec_of("window:700"));
		alloc_fail_after(calls);
		const struct series *series = derived_series(derived, store, number);
		alloc_fail_after(-1);
		assert_true(series || derived_full(derived));
		derived_frame(derived, spec_of("window:700"));
		series = derived_series(derived, store, number);
		assert_non_null(series);
		check_series(store, series, number, "window:700");
		derived_free(derived);
	}
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bit_by_bit_is_as_at_once),
		cmocka_unit_test(files_come_and_go),
		cmocka_unit_test(a_long_series_takes_frames),
		cmocka_unit_test(what_is_not_shown_is_let_go),
		cmocka_unit_test(out_of_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
