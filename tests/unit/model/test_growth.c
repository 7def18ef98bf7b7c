/* What a series that grows says of the columns that were looked up before: those it calls unchanged are. */
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

#define COLUMNS 40
#define FILES 3

struct bed {
	struct store *store;
	struct derived *derived;
	uint32_t files[FILES];
	uint64_t ends[FILES];
	int64_t step;
};

/* As a writer would, for the most part; now and then, of more than one point, with a step that went back, or a wall time of another clock. */
static void append(struct bed *bed, int file, size_t count, bool restarts)
{
	struct row rows[700];
	struct batch *batch = batch_new(bed->files[file], bed->ends[file]);
	struct batch_series *series = batch_series_of(batch, "loss");
	uint32_t epoch = 0;
	if (count > 1 && test_below(12) == 0)
		bed->step -= test_below(60);
	if (restarts) {
		batch_add_mark(batch, (struct mark){.what = MARK_VERSION, .version = 2});
		epoch = batch_add_mark(batch, (struct mark){.what = MARK_START, .step = bed->step});
	}
	for (size_t i = 0; i < count; i++) {
		double value = test_below(30) ? test_below(1000) / 10.0 - 20 : test_below(2) ? NAN : INFINITY;
		double wall = test_below(40) ? 1000 + (double)bed->step : test_below(2) ? NAN : 900 + test_below(400);
		rows[i] = (struct row){bed->step, wall, number_bits_double(value)};
		bed->step += test_below(3);
	}
	if (!bed->ends[file])
		batch_add_metadata(series, "scalars");
	batch_add_rows(series, rows, count, NUMBER_F64, epoch);
	bed->ends[file] += count;
	batch->end = bed->ends[file];
	batch->has_event = batch->has_summary = true;
	batch->first_summary_step = rows[0].step;
	assert_int_equal(store_apply(bed->store, batch), STATUS_OK);
}

static struct bed bed_new(void)
{
	static const char *const names[FILES] = {"b", "a", "c"};
	struct bed bed = {.store = store_new(), .derived = derived_new()};
	for (int i = 0; i < FILES; i++)
		bed.files[i] = add_test_file(bed.store, "run", names[i]);
	return bed;
}

static void bed_free(struct bed *bed)
{
	derived_free(bed->derived);
	store_free(bed->store);
}

/* NULL where smoothing leaves it alone. */
static const struct series *smoothed(struct bed *bed)
{
	struct smooth_spec spec;
	const struct series *series;
	assert_true(smooth_parse("ema:0.9", &spec));
	do {
		derived_frame(bed->derived, spec);
		series = derived_series(bed->derived, bed->store, 0);
	} while (derived_pending(bed->derived));
	return series;
}

static void look_up(struct bed *bed, const struct query *query, const struct series *smooth, struct column *columns)
{
	if (smooth)
		query_part_in(smooth, query, columns, COLUMNS);
	else
		query_part(bed->store, 0, query, columns, COLUMNS);
}

static bool same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static void assert_same_column(const struct column *a, const struct column *b)
{
	assert_true(a->count == b->count && a->nan == b->nan && a->infinite == b->infinite);
	assert_true(same(a->first, b->first) && same(a->last, b->last));
	assert_true(same(a->min, b->min) && same(a->max, b->max) && same(a->min_positive, b->min_positive));
}

static struct query some_query(const struct stretch *all, double *edges)
{
	struct query query = {.stretch = all, .axis = test_below(2) ? AXIS_STEP : AXIS_WALL};
	double from = (query.axis == AXIS_WALL ? 1000 : 0) + test_below(300), width = 1 + test_below(4000);
	query.window = (struct window){from, from + width};
	for (int i = 0; i <= COLUMNS; i++)
		edges[i] = from + width * (exp(i / (double)COLUMNS) - 1) / (exp(1) - 1);
	if (test_below(3) == 0)
		query.edges = edges;
	return query;
}

/* Returns how many columns needed no look. */
static size_t change_and_compare(struct bed *bed)
{
	struct stretch all = {.branch = BRANCH_CURRENT, .to = UINT64_MAX};
	struct column kept[COLUMNS], anew[COLUMNS];
	double edges[COLUMNS + 1];
	struct query query = some_query(&all, edges);
	bool smooth = test_below(2);
	const struct series *before = smooth ? smoothed(bed) : NULL;
	look_up(bed, &query, before, kept);
	uint64_t generation = store_series_head(bed->store, 0).generation;
	for (int i = test_below(80) ? test_below(4) : 150; i > 0; i--)
		append(bed, test_below(20) ? 2 : test_below(FILES), (size_t)test_below(test_below(9) ? 4 : 700) + 1,
		       test_below(25) == 0);
	if (test_below(60) == 0) { /* read anew from its start */
		int file = test_below(FILES);
		store_drop_file(bed->store, bed->files[file]);
		bed->ends[file] = 0;
	}
	const struct series *after = smooth ? smoothed(bed) : NULL;
	size_t first = !before == !after ? query_changed(bed->store, 0, generation, &query, COLUMNS) : 0;
	query.first = first;
	look_up(bed, &query, after, kept);
	query.first = 0;
	look_up(bed, &query, after, anew);
	for (int i = 0; i < COLUMNS; i++)
		assert_same_column(&kept[i], &anew[i]);
	return first;
}

static void what_is_called_unchanged_is(void **state)
{
	size_t kept = 0, rounds = 0;
	for (int world = 0; world < 30; world++) {
		struct bed bed = bed_new();
		append(&bed, 2, 20, false);
		for (int i = 0; i < 60; i++, rounds++)
			kept += change_and_compare(&bed);
		bed_free(&bed);
	}
	assert_true(kept > rounds * COLUMNS / 5); /* or it would be no gain */
}

/* A live run: a look at its last columns is all it takes. */
static void growth_at_the_end_leaves_the_rest(void **state)
{
	struct bed bed = {.store = store_new(), .derived = derived_new()};
	struct stretch all = {.branch = BRANCH_CURRENT, .to = UINT64_MAX};
	struct query query = {.stretch = &all, .axis = AXIS_STEP, .window = {0, 1000}};
	bed.files[0] = add_test_file(bed.store, "run", "a");
	append(&bed, 0, 1, false);
	size_t rounds = 0, near = 0;
	for (; bed.step < 800; rounds++) {
		uint64_t generation = store_series_head(bed.store, 0).generation;
		append(&bed, 0, 1, false);
		size_t end = (size_t)((double)bed.step / 1000 * COLUMNS);
		near += query_changed(bed.store, 0, generation, &query, COLUMNS) + 8 > end;
	}
	assert_true(near >= rounds - rounds / 20); /* now and then it begins anew */
	assert_int_equal(query_changed(bed.store, 0, store_series_head(bed.store, 0).generation, &query, COLUMNS), COLUMNS);
	bed_free(&bed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_called_unchanged_is),
		cmocka_unit_test(growth_at_the_end_leaves_the_rest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
