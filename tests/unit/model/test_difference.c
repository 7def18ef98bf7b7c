#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/band.h"
#include "model/difference.h"

#include <math.h>

static const struct column nothing = {.first = NAN, .last = NAN, .min = NAN, .max = NAN, .min_positive = NAN};

static struct column point(double value)
{
	return (struct column){1, isnan(value), 0, 0, value, value, value, value, value};
}

static void take(struct column *run, const struct column *base, size_t count)
{
	double values[8];
	band_align(base, count, values);
	difference_make(run, count, &(struct baseline){base, values});
}

static void at_the_same_steps_it_is_exact(void **state)
{
	struct column run[] = {point(5), nothing, point(7)}, base[] = {point(1), point(2), point(4)};
	take(run, base, 3);
	assert_true(run[0].first == 4 && run[0].min == 4 && run[0].max == 4);
	assert_true(isnan(run[1].first) && run[1].count == 0);
	assert_true(run[2].last == 3);
}

static void between_neighbours_of_the_baseline(void **state)
{
	struct column run[] = {point(5), point(5), point(5), point(5), point(5)};
	struct column base[] = {nothing, point(1), nothing, point(3), nothing};
	take(run, base, 5);
	assert_true(isnan(run[0].first) && isnan(run[4].first)); /* nothing before and behind it */
	assert_true(run[2].first == 3 && run[2].last == 3);
}

static void never_across_what_is_not_finite(void **state)
{
	struct column run[] = {point(5), point(5), point(5)}, base[] = {point(1), point(NAN), point(3)};
	take(run, base, 3);
	assert_true(run[0].first == 4 && isnan(run[1].first) && run[2].first == 2);
}

static void columns_of_many_points_go_by_their_ends(void **state)
{
	struct column run[] = {{9, 0, 0, 0, 5, 8, 1, 20, 1}}, base[] = {{9, 0, 0, 0, 1, 2, 0, 3, 1}};
	take(run, base, 1);
	assert_true(run[0].first == 4 && run[0].last == 6 && run[0].min == 4 && run[0].max == 6);
	assert_true(isnan(run[0].min_positive));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_the_same_steps_it_is_exact),
		cmocka_unit_test(between_neighbours_of_the_baseline),
		cmocka_unit_test(never_across_what_is_not_finite),
		cmocka_unit_test(columns_of_many_points_go_by_their_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
