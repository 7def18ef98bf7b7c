/* The range without outliers: the vectors of event-format 14. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/outliers.h"

#include <math.h>

static void check(double *values, size_t count, double low, double high)
{
	double a, b;
	outliers_range(values, count, &a, &b);
	assert_true(a == low && b == high);
}

/* From the greatest down: the order must not matter. */
static void check_up_to(size_t most, double low, double high)
{
	double values[101];
	for (size_t i = 0; i <= most; i++)
		values[i] = (double)(most - i);
	check(values, most + 1, low, high);
}

static void golden_vectors(void **state)
{
	check_up_to(100, 5, 95);
	check_up_to(20, 1, 19);
	check_up_to(9, 1, 8);
	check((double[]){100, 1, 2}, 3, 2, 2);
	check((double[]){100, 1}, 2, 1, 100);
	check((double[]){7}, 1, 7, 7);
}

/* Those that differ in their last bits only, of both signs, many alike. */
static void values_of_any_bits(void **state)
{
	check((double[]){-1, 1e300, -1e300, 1e-300, -1e-300, 0}, 6, -1, 1e-300);
	check((double[]){1, 1 + 0x1p-52, 1 - 0x1p-53, 1, 1}, 5, 1, 1);
	check((double[]){-1, -1 - 0x1p-52, -1 + 0x1p-53}, 3, -1, -1);
	check((double[]){3, 3, 3, 3}, 4, 3, 3);
}

static void nothing_has_no_range(void **state)
{
	double low = 0, high = 0;
	outliers_range(NULL, 0, &low, &high);
	assert_true(isnan(low) && isnan(high));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(golden_vectors), cmocka_unit_test(values_of_any_bits),
	                                   cmocka_unit_test(nothing_has_no_range)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
