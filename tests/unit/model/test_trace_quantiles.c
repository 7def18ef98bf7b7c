/* How durations spread, in buckets: against all of them sorted, parts alone and added up, in few bytes and in too few. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "model/trace_quantiles.h"

#include <math.h>
#include <stdlib.h>

static uint64_t chance(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

static int by_value(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

/* The nearest rank. */
static double exact(double *values, size_t count)
{
	qsort(values, count, sizeof *values, by_value);
	return values[(99 * count + 99) / 100 - 1];
}

/* From a picosecond to days, a few decades in each part. */
static picoseconds duration_of(uint64_t *seed, uint32_t part)
{
	double decades = part % 12 + 4.0 * (double)chance(seed) / 2147483648.0;
	return (picoseconds)pow(10, decades);
}

#define PARTS 40
#define EACH 1500

static void quantiles_are_near(void **state)
{
	struct quantiles_making making;
	struct trace_quantiles quantiles;
	struct quantiles_sum sum;
	static double values[PARTS][EACH], all[PARTS * EACH];
	uint64_t seed = 7;
	quantiles_begin(&making);
	for (size_t i = 0; i < EACH; i++)
		for (uint32_t part = 0; part < PARTS; part++) {
			picoseconds duration = duration_of(&seed, part);
			values[part][i] = all[i * PARTS + part] = (double)duration;
			assert_true(quantiles_add(&making, part, duration));
		}
	assert_true(quantiles_end(&making, PARTS, &quantiles));
	assert_true(trace_quantiles_check(&quantiles, PARTS));
	double error = trace_quantiles_error(&quantiles);
	assert_true(error < 0.01);
	quantiles_sum_init(&sum);
	for (uint32_t part = 0; part < PARTS; part++) {
		double expected = exact(values[part], EACH);
		quantiles_sum_add(&sum, &quantiles, part);
		assert_true(fabs(quantiles_sum_p99(&sum, &quantiles) - expected) <= error * expected);
	}
	for (uint32_t part = 0; part < PARTS; part++)
		quantiles_sum_add(&sum, &quantiles, part);
	double expected = exact(all, PARTS * EACH);
	assert_true(fabs(quantiles_sum_p99(&sum, &quantiles) - expected) <= error * expected);
	assert_true(quantiles_sum_p99(&sum, &quantiles) == 0); /* nothing is left in it */
	quantiles_sum_fini(&sum);
	trace_quantiles_fini(&quantiles);
}

/* More than are kept: coarser, no larger, and as near as it says. */
static void too_many_buckets_become_wider(void **state)
{
	enum { WIDE = 4096 };
	struct quantiles_making making;
	struct trace_quantiles quantiles;
	struct quantiles_sum sum;
	double *values = xmalloc(600 * sizeof *values);
	uint64_t seed = 3;
	quantiles_begin(&making);
	for (uint32_t part = 0; part < WIDE; part++)
		for (int i = 0; i < 600; i++) {
			picoseconds duration = duration_of(&seed, part);
			if (part == 5)
				values[i] = (double)duration;
			assert_true(quantiles_add(&making, part, duration));
		}
	assert_true(quantiles_end(&making, WIDE, &quantiles));
	assert_true(quantiles.count <= QUANTILES_MOST && quantiles.octave < QUANTILES_OCTAVE);
	double error = trace_quantiles_error(&quantiles), expected = exact(values, 600);
	quantiles_sum_init(&sum);
	quantiles_sum_add(&sum, &quantiles, 5);
	assert_int_equal(sum.count, 600);
	assert_true(fabs(quantiles_sum_p99(&sum, &quantiles) - expected) <= error * expected);
	quantiles_sum_fini(&sum);
	trace_quantiles_fini(&quantiles);
	free(values);
}

static void the_ends_of_the_scale(void **state)
{
	struct quantiles_making making;
	struct trace_quantiles quantiles;
	struct quantiles_sum sum;
	quantiles_begin(&making);
	assert_true(quantiles_add(&making, 0, 0));
	assert_true(quantiles_add(&making, 1, PICOSECONDS_MOST));
	assert_true(quantiles_end(&making, 3, &quantiles)); /* nothing of the third */
	quantiles_sum_init(&sum);
	quantiles_sum_add(&sum, &quantiles, 0);
	assert_true(quantiles_sum_p99(&sum, &quantiles) == 0);
	quantiles_sum_add(&sum, &quantiles, 1);
	assert_true(fabs(quantiles_sum_p99(&sum, &quantiles) / (double)PICOSECONDS_MOST - 1) < 0.01);
	quantiles_sum_add(&sum, &quantiles, 2);
	assert_int_equal(sum.count, 0);
	quantiles_sum_fini(&sum);
	quantiles.first[1] = 9; /* bytes of elsewhere */
	assert_false(trace_quantiles_check(&quantiles, 3));
	trace_quantiles_fini(&quantiles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_near), cmocka_unit_test(too_many_buckets_become_wider),
		cmocka_unit_test(the_ends_of_the_scale),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
