/* Jumps and moments, against a look at every point. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/jump.h"
#include "model/moments.h"
#include "unit/model/batches.h"

#include <math.h>

#define MOST 20000

static struct row rows[MOST];
static double values[MOST];

static void put(size_t i, int64_t step, double value)
{
	rows[i] = (struct row){step, 1.7e9 + (double)i, number_bits_double(value)};
	values[i] = value;
}

static bool plain_bad(size_t count, int64_t from, enum jump_way way, int64_t *step)
{
	bool found = false;
	for (size_t i = 0; i < count; i++) {
		int64_t at = rows[i].step;
		if (isfinite(values[i]) || (way == JUMP_ON ? at <= from : at >= from))
			continue;
		if (!found || (way == JUMP_ON ? at < *step : at > *step))
			*step = at;
		found = true;
	}
	return found;
}

/* Steps go forward here: a new best is below all before it. */
static bool plain_best(size_t count, int64_t from, enum jump_way way, bool high, int64_t *step)
{
	double best = NAN;
	bool found = false;
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(values[i]))
			continue;
		bool record = isnan(best) || (high ? values[i] > best : values[i] < best);
		if (record)
			best = values[i];
		if (!record || (way == JUMP_ON ? rows[i].step <= from : rows[i].step >= from))
			continue;
		*step = rows[i].step;
		if (way == JUMP_ON)
			return true;
		found = true;
	}
	return found;
}

static void compare(struct store *store, size_t count, int64_t from)
{
	for (int way = JUMP_BACK; way <= JUMP_ON; way++) {
		int64_t a = 0, b = 0;
		bool found = plain_bad(count, from, (enum jump_way)way, &a);
		assert_int_equal(jump_bad(store, 0, from, (enum jump_way)way, &b), found);
		assert_int_equal(a, b);
		for (int high = 0; high < 2; high++) {
			a = b = 0;
			found = plain_best(count, from, (enum jump_way)way, high, &a);
			assert_int_equal(jump_best(store, 0, from, (enum jump_way)way, high, &b), found);
			assert_int_equal(a, b);
		}
	}
}

static void jumps_are_those_of_all_points(void **state)
{
	(void)state;
	for (size_t count = 1; count < MOST; count = count * 2 + 7) {
		for (size_t i = 0; i < count; i++)
			put(i, (int64_t)i * 3, test_below(50) ? sin((double)i * 0.01) * (double)test_below(1000) : NAN);
		struct store *store = store_of_rows(rows, count);
		for (int i = 0; i < 40; i++)
			compare(store, count, test_below((int)count * 3 + 6) - 3);
		compare(store, count, INT64_MIN);
		compare(store, count, INT64_MAX);
		store_free(store);
	}
}

static void extreme_steps(void **state)
{
	(void)state;
	put(0, INT64_MIN, 3);
	put(1, -5, NAN);
	put(2, (int64_t)1 << 53, 2);
	put(3, INT64_MAX, INFINITY);
	struct store *store = store_of_rows(rows, 4);
	compare(store, 4, INT64_MIN);
	compare(store, 4, 0);
	compare(store, 4, INT64_MAX);
	store_free(store);
}

static struct moments plain_moments(size_t count, int64_t from, int64_t to)
{
	struct moments sum = {.least = NAN};
	double steps = 0;
	for (size_t i = 0; i < count; i++)
		if (rows[i].step >= from && rows[i].step <= to && isfinite(values[i])) {
			sum.count++;
			sum.mean += values[i];
			steps += (double)rows[i].step;
			if (!(sum.least <= values[i])) {
				sum.least = values[i];
				sum.least_step = rows[i].step;
			}
		}
	sum.mean /= (double)sum.count;
	steps /= (double)sum.count;
	for (size_t i = 0; i < count; i++)
		if (rows[i].step >= from && rows[i].step <= to && isfinite(values[i])) {
			sum.squares += pow(values[i] - sum.mean, 2);
			sum.step_squares += pow((double)rows[i].step - steps, 2);
			sum.products += ((double)rows[i].step - steps) * (values[i] - sum.mean);
		}
	return sum;
}

static void moments_of_a_stretch(void **state)
{
	(void)state;
	size_t count = 9000;
	for (size_t i = 0; i < count; i++)
		put(i, (int64_t)i * 2, i % 71 ? 3 - (double)i * 1e-3 + (double)test_below(100) * 0.01 : NAN);
	struct store *store = store_of_rows(rows, count);
	struct moments expected = plain_moments(count, 100, 9001), moments = {0};
	assert_true(moments_go_on(&moments, store, 0, 100, 9001));
	assert_int_equal(moments.count, expected.count);
	assert_int_equal(moments.least_step, expected.least_step);
	assert_true(moments.least == expected.least);
	assert_true(fabs(moments.mean - expected.mean) < 1e-12);
	assert_true(fabs(moments_deviation(&moments) - sqrt(expected.squares / (double)(expected.count - 1))) < 1e-10);
	assert_true(fabs(moments_slope(&moments) - expected.products / expected.step_squares) < 1e-12);
	assert_true(moments_go_on(&moments, store, 0, 102, 102)); /* one point */
	assert_int_equal(moments.count, 1);
	assert_true(isnan(moments_deviation(&moments)) && isnan(moments_slope(&moments)));
	assert_true(moments_go_on(&moments, store, 0, 50000, 60000)); /* none */
	assert_true(moments.count == 0 && isnan(moments.mean));
	store_free(store);
}

/* A long stretch is not taken up at once. */
static void moments_take_their_time(void **state)
{
	(void)state;
	struct store *store = store_new();
	uint32_t file = add_test_file(store, ".", "a");
	struct moments moments = {0};
	int64_t step = 0;
	for (uint64_t part = 0; part < 60; part++) {
		struct batch *batch = batch_new(file, part * MOST);
		struct batch_series *series = batch_series_of(batch, "t");
		for (size_t i = 0; i < MOST; i++)
			put(i, step++, 1);
		batch->end = (part + 1) * MOST;
		batch_add_metadata(series, "scalars");
		batch_add_rows(series, rows, MOST, NUMBER_F64, 0);
		store_apply(store, batch);
	}
	int calls = 1;
	while (!moments_go_on(&moments, store, 0, 0, step))
		calls++;
	assert_true(calls >= 60 * MOST / (MOMENTS_LINKS * CHUNK_ROWS));
	assert_int_equal(moments.count, 60 * MOST);
	assert_true(moments.mean == 1 && moments_slope(&moments) == 0);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jumps_are_those_of_all_points), cmocka_unit_test(extreme_steps),
		cmocka_unit_test(moments_of_a_stretch), cmocka_unit_test(moments_take_their_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
