#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/model/batches.h"
#include "unit/model/columns.h"

#include "model/query.h"

#include <math.h>

static struct store *store_of(const struct row *rows, size_t count, size_t parts, bool restarts)
{
	struct store *store = store_new();
	for (size_t part = 0; part < parts; part++)
		add_part(store, rows, count, part, parts, restarts);
	return store;
}

static void make_rows(struct row *rows, size_t count)
{
	static const double odd[] = {NAN, INFINITY, -INFINITY, 0.0, -1.0};
	int64_t step = test_below(1000) - 500;
	int shape = test_below(3);
	for (size_t i = 0; i < count; i++) {
		step += shape == 0 ? 1 : shape == 1 ? test_below(5) - 1 : test_below(200) - 100;
		double wall = test_below(40) ? 1000 + (double)i * 0.5 : odd[test_below(3)];
		double value = test_below(10) ? (double)test_below(2000) - 1000 : odd[test_below(5)];
		rows[i] = (struct row){step, wall, number_bits_double(value)};
	}
}

static void check_columns(const struct store *store, const struct flat *flat)
{
	struct column columns[50], plain[50];
	size_t count = 1 + (size_t)test_below(50);
	enum axis_source axis = test_below(2) ? AXIS_STEP : AXIS_WALL;
	double from = axis == AXIS_STEP ? test_below(4000) - 1000 + test_below(4) * 0.25 : 900 + test_below(2000);
	struct window window = {from, from + 1 + test_below(3000)};
	assert_int_equal(query_columns(store, 0, axis, window, columns, count), flat->count > 0);
	plain_columns(flat, axis, window, plain, count);
	for (size_t i = 0; i < count; i++)
		assert_true(same_column(&plain[i], &columns[i]));
}

static void check_nearest(const struct store *store, const struct flat *flat)
{
	enum axis_source axis = test_below(2) ? AXIS_STEP : AXIS_WALL;
	double x = (axis == AXIS_STEP ? -500 : 900) + test_below(8000) * 0.25, best = INFINITY;
	const struct row *nearest = NULL;
	for (size_t i = 0; i < flat->count; i++) {
		double at = axis == AXIS_STEP ? (double)flat->rows[i].step : flat->rows[i].wall_time;
		if (isfinite(at) && fabs(at - x) <= best) {
			best = fabs(at - x);
			nearest = &flat->rows[i];
		}
	}
	struct row row;
	enum number_type type;
	assert_int_equal(query_nearest(store, 0, axis, x, &row, &type), nearest != NULL);
	if (nearest) {
		assert_int_equal(row.step, nearest->step);
		assert_int_equal(row.bits, nearest->bits);
	}
}

static void test_queries_agree_with_plain_loops(void **state)
{
	(void)state;
	struct row rows[9000];
	for (int round = 0; round < 150; round++) {
		size_t count = (size_t)test_below(round % 10 ? 1500 : 9000), parts = 1 + (size_t)test_below(4);
		make_rows(rows, count);
		struct store *store = store_of(rows, count, parts, test_below(2));
		struct flat flat = visible_rows(store, count);
		struct chunk_summary whole = query_whole(store, 0), plain = chunk_summarise(flat.rows, flat.count, NUMBER_F64);
		assert_int_equal(whole.count, plain.count);
		assert_true(same(whole.min, plain.min) && same(whole.max, plain.max) && same(whole.last, plain.last));
		for (int i = 0; i < 20; i++) {
			check_columns(store, &flat);
			check_nearest(store, &flat);
		}
		free(flat.rows);
		store_free(store);
	}
}

/* As store_of with restarts does: the first START hides nothing, each later one what has its step or more before it. */
static void find_hidden(const struct row *rows, size_t count, size_t parts, bool *hidden)
{
	bool started = false;
	memset(hidden, 0, count);
	for (size_t part = 0; part < parts; part++) {
		size_t from = count * part / parts, to = count * (part + 1) / parts;
		for (size_t i = 0; i < from && from < to && started; i++)
			hidden[i] |= rows[i].step >= rows[from].step;
		started |= from < to;
	}
}

/* The rows of a branch, and where each stretch of them begins by the plain definition. */
static size_t plain_stretches(const struct row *rows, const bool *hidden, size_t count, enum branch branch,
                              struct flat *flat, uint64_t *begins)
{
	size_t found = 0;
	bool superseded = branch == BRANCH_SUPERSEDED, due = true;
	for (size_t i = 0; i < count; i++) {
		if (hidden[i] != superseded) {
			due |= superseded;
			continue;
		}
		if (due || rows[i].step < flat->rows[flat->count - 1].step)
			begins[found++] = flat->count;
		due = false;
		flat->rows[flat->count++] = rows[i];
	}
	return found;
}

static void check_stretches(const struct store *store, const struct row *rows, const bool *hidden, size_t count,
                            enum branch branch)
{
	struct flat flat = {xcalloc(count + 1, sizeof *flat.rows), 0};
	uint64_t *begins = xcalloc(count + 2, sizeof *begins);
	size_t found = plain_stretches(rows, hidden, count, branch, &flat, begins);
	bool many = found > QUERY_STRETCHES;
	struct stretch stretches[QUERY_STRETCHES];
	size_t got = query_stretches(store, 0, branch, stretches);
	found = many ? 1 : found;
	begins[found] = flat.count;
	assert_int_equal(got, found);
	for (size_t s = 0; s < got; s++) {
		struct column columns[20], plain[20];
		enum axis_source axis = test_below(2) ? AXIS_STEP : AXIS_WALL;
		double from = axis == AXIS_STEP ? test_below(2000) - 700 : 900 + test_below(600);
		struct window window = {from, from + 1 + test_below(2000)};
		struct flat part = {flat.rows + begins[s], begins[s + 1] - begins[s]};
		assert_int_equal(stretches[s].from, begins[s]);
		assert_int_equal(stretches[s].first_step, part.rows[0].step);
		assert_true(query_stretch(store, 0, &stretches[s], axis, window, columns, 20));
		plain_columns(&part, axis, window, plain, 20);
		for (size_t i = 0; i < 20; i++)
			assert_true(same_column(&plain[i], &columns[i]));
	}
	free(flat.rows);
	free(begins);
}

/* Files that each go on from an earlier step than the one before ended with; some go back within. */
static void make_attempts(struct row *rows, size_t count, size_t parts)
{
	int64_t step = 0;
	int falls = test_below(3);
	for (size_t part = 0; part < parts; part++) {
		size_t from = count * part / parts, to = count * (part + 1) / parts;
		step -= test_below((int)(count / parts) + 2);
		for (size_t i = from; i < to; i++) {
			step += falls && !test_below(falls == 1 ? 200 : 3) ? -test_below(50) : test_below(3);
			rows[i] = (struct row){step, 1000 + (double)i * 0.5, number_bits_double(test_below(100) - 50)};
		}
	}
}

static void test_stretches_agree_with_plain_loops(void **state)
{
	(void)state;
	struct row rows[6000];
	bool hidden[6000];
	for (int round = 0; round < 300; round++) {
		size_t count = (size_t)test_below(round % 10 ? 1200 : 6000), parts = 1 + (size_t)test_below(6);
		bool restarts = test_below(2);
		make_attempts(rows, count, parts);
		memset(hidden, 0, count);
		if (restarts)
			find_hidden(rows, count, parts, hidden);
		struct store *store = store_of(rows, count, parts, restarts);
		check_stretches(store, rows, hidden, count, BRANCH_CURRENT);
		check_stretches(store, rows, hidden, count, BRANCH_SUPERSEDED);
		uint64_t superseded = 0;
		for (size_t i = 0; i < count; i++)
			superseded += hidden[i];
		assert_int_equal(query_superseded(store, 0).count, superseded);
		store_free(store);
	}
}

/* Two writers in turn: no line can follow them, and none is tried. */
static void test_writers_in_turn_are_one_stretch(void **state)
{
	(void)state;
	const size_t count = 400000;
	struct row *rows = xcalloc(count, sizeof *rows);
	for (size_t i = 0; i < count; i++)
		rows[i] = (struct row){(int64_t)(i / 2 + i % 2 * 100000), (double)i, number_bits_double(i % 2)};
	struct store *store = store_of(rows, count, 1, false);
	struct stretch stretches[QUERY_STRETCHES];
	assert_int_equal(query_stretches(store, 0, BRANCH_CURRENT, stretches), 1);
	assert_int_equal(query_stretches(store, 0, BRANCH_SUPERSEDED, stretches), 0);
	assert_int_equal(query_whole(store, 0).falls, count / 2 - 1);
	store_free(store);
	free(rows);
}

static void test_a_spike_in_a_million_shows_at_any_zoom(void **state)
{
	(void)state;
	const size_t count = 1000000, spike = 637421;
	struct row *rows = xcalloc(count, sizeof *rows);
	for (size_t i = 0; i < count; i++)
		rows[i] = (struct row){(int64_t)i * 3, 1.7e9 + (double)i * 0.1, number_bits_double(i == spike ? 1e9 : 1)};
	struct store *store = store_of(rows, count, 1, false);
	struct column columns[200];
	for (double width = 6e6; width > 10; width *= 0.7) {
		struct window window = {(double)spike * 3 - width / 3, (double)spike * 3 + width};
		assert_true(query_columns(store, 0, AXIS_STEP, window, columns, 200));
		int seen = 0;
		for (size_t i = 0; i < 200; i++)
			seen += columns[i].max == 1e9;
		assert_int_equal(seen, 1);
	}
	store_free(store);
	free(rows);
}

static void test_huge_steps_are_told_apart(void **state)
{
	(void)state;
	const int64_t base = (int64_t)1 << 60;
	struct row rows[512];
	for (int i = 0; i < 512; i++)
		rows[i] = (struct row){base + i, i, number_bits_double(i)};
	struct store *store = store_of(rows, 512, 1, false);
	struct column columns[512];
	struct window window = {(double)base, (double)(base + 512)};
	assert_true(query_columns(store, 0, AXIS_STEP, window, columns, 512));
	for (int i = 0; i < 512; i++)
		assert_true(columns[i].count == 1 && columns[i].first == i);
	struct row row;
	enum number_type type;
	assert_true(query_nearest(store, 0, AXIS_STEP, (double)(base + 256), &row, &type));
	assert_int_equal(row.step, base + 256);
	store_free(store);
}

static void test_odd_windows_do_no_harm(void **state)
{
	(void)state;
	const struct row rows[] = {{INT64_MIN, 0, 0}, {-1, NAN, 0}, {0, 1e308, 0}, {INT64_MAX, -1e308, 0}};
	struct store *store = store_of(rows, 4, 1, false);
	static const double ends[] = {NAN, -INFINITY, INFINITY, -1e308, 1e308, -9223372036854775808.0,
	                              9223372036854775808.0, 0, 0.5, -1};
	struct column columns[3];
	struct row row;
	enum number_type type;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		for (size_t j = 0; j < sizeof ends / sizeof *ends; j++) {
			struct window window = {ends[i], ends[j]};
			assert_true(query_columns(store, 0, AXIS_STEP, window, columns, 3));
			assert_true(query_columns(store, 0, AXIS_WALL, window, columns, 3));
		}
		assert_int_equal(query_nearest(store, 0, AXIS_STEP, ends[i], &row, &type), isfinite(ends[i]) != 0);
		query_nearest(store, 0, AXIS_WALL, ends[i], &row, &type);
	}
	struct column all = query_range(store, 0, AXIS_STEP, (struct window){-9223372036854775808.0, 9223372036854775808.0});
	assert_int_equal(all.count, 4);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_queries_agree_with_plain_loops),
		cmocka_unit_test(test_stretches_agree_with_plain_loops),
		cmocka_unit_test(test_writers_in_turn_are_one_stretch),
		cmocka_unit_test(test_a_spike_in_a_million_shows_at_any_zoom),
		cmocka_unit_test(test_huge_steps_are_told_apart),
		cmocka_unit_test(test_odd_windows_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
