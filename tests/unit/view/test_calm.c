#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/choice.h"
#include "view/calm.h"
#include "view/grid.h"

#include <math.h>
#include <stdlib.h>

static void y_grows_freely_and_shrinks_slowly(void **state)
{
	struct calm calm = {0};
	struct scale first = calm_y(&calm, 7, 0, SCALE_LINEAR, 0, 10);
	struct scale same = calm_y(&calm, 7, 0, SCALE_LINEAR, 1, 9);
	assert_true(same.from == first.from && same.to == first.to);
	struct scale grown = calm_y(&calm, 7, 0, SCALE_LINEAR, 0, 25);
	assert_true(grown.to >= 25);
	struct scale shrunk = calm_y(&calm, 7, 0, SCALE_LINEAR, 0, 4);
	assert_true(shrunk.to < 10 && shrunk.to >= 4);
}

static void y_ranges_belong_to_their_tag_and_kind(void **state)
{
	struct calm calm = {0};
	calm_y(&calm, 7, 0, SCALE_LINEAR, 0, 10);
	struct scale other = calm_y(&calm, 7 + CALM_SLOTS, 0, SCALE_LINEAR, 2, 9);
	assert_true(other.from > 0);
	assert_int_equal(calm_y(&calm, 7 + CALM_SLOTS, 0, SCALE_LOG, 2, 9).kind, SCALE_LOG);
	calm_y(&calm, 7, 1, SCALE_LINEAR, 0, 10);
	assert_true(calm_y(&calm, 7, 2, SCALE_LINEAR, 2, 9).from > 0);
}

static void y_takes_anything(void **state)
{
	static const double values[] = {NAN, INFINITY, -INFINITY, 0, -1, 1e308, -1e308, 5e-324};
	struct calm calm = {0};
	for (size_t i = 0; i < 8; i++)
		for (size_t k = 0; k < 8; k++)
			for (int kind = SCALE_LINEAR; kind <= SCALE_SYMLOG; kind++) {
				struct scale scale = calm_y(&calm, 1, 0, (enum scale_kind)kind, values[i], values[k]);
				assert_true(scale.from < scale.to);
				scale = calm_x(SCALE_LINEAR, values[i], values[k]);
				assert_true(scale.from < scale.to);
			}
}

static void x_moves_rarely(void **state)
{
	struct scale before = calm_x(SCALE_LINEAR, 0, 1000);
	int changes = 0;
	for (int last = 1000; last < 9000; last++) {
		struct scale now = calm_x(SCALE_LINEAR, 0, last);
		assert_true(now.to >= last && now.to <= last * 1.11);
		changes += now.to != before.to;
		before = now;
	}
	assert_in_range(changes, 1, 100);
}

static void grids_hold_the_charts(void **state)
{
	for (int width = 1; width < 300; width += 7)
		for (int height = 1; height < 100; height += 3)
			for (int density = -CHOICE_PANELS; density <= CHOICE_PANELS; density++) {
				struct rect area = {0, 0, width, height};
				struct grid grid = grid_for(area, 5, density);
				assert_true(grid.columns >= 1 && grid.rows >= 1);
				assert_true((grid.columns - 1) * 20 < width || grid.columns == 1);
				assert_true(grid.columns * (grid.rows - 1) < 5);
			}
	struct grid one = grid_for((struct rect){0, 0, 56, 14}, 9, 0);
	assert_int_equal(one.columns, 1);
	assert_int_equal(one.rows, 2);
	struct grid many = grid_for((struct rect){0, 0, 168, 48}, 99, 0);
	assert_int_equal(many.columns, 3);
	assert_int_equal(many.rows, 4);
}

/* A round end in wall times is a little off, in few microseconds of them by more than a point. */
static void x_has_its_ends(void **state)
{
	for (double width = 1e-6; width < 1e3; width *= 1.37) {
		double from = 1760000000.123, to = from + width;
		struct scale scale = calm_x(SCALE_TIME, from, to);
		assert_true(scale.from <= from && scale.to >= to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(y_grows_freely_and_shrinks_slowly), cmocka_unit_test(y_ranges_belong_to_their_tag_and_kind),
		cmocka_unit_test(y_takes_anything), cmocka_unit_test(x_moves_rarely), cmocka_unit_test(x_has_its_ends),
		cmocka_unit_test(grids_hold_the_charts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
