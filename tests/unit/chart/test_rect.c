/* Arithmetic on rectangles: what is cut off and what stays make up the whole, at any size. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "chart/rect.h"

#include <limits.h>

static void grid_covers_all(void **state)
{
	for (int i = 0; i < 30 * 20 * 25; i++) {
		struct rect whole = {3, -4, i % 30, i / 30 % 20};
		int columns = i / 600 % 5, rows = i / 3000, cells = 0;

		for (int a = 0; a < columns * rows; a++) {
			struct rect one = rect_grid(whole, columns, rows, a % columns, a / columns);

			assert_true(rect_inside(one, whole));
			cells += one.width * one.height;
			for (int b = 0; b < a; b++)
				assert_false(rect_overlap(one, rect_grid(whole, columns, rows, b % columns, b / columns)));
		}
		if (columns && rows)
			assert_int_equal(cells, whole.width * whole.height);
	}
}

/* Each of its four numbers counts. */
static void equal_in_all(void **state)
{
	const struct rect one = {1, 2, 3, 4}, others[] = {{0, 2, 3, 4}, {1, 0, 3, 4}, {1, 2, 0, 4}, {1, 2, 3, 0}, {1, 2, 0, 0}, {0, 0, 3, 4}};

	assert_true(rect_equal(one, one));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(rect_equal(one, others[i]));
}

static void taking(void **state)
{
	struct rect rest = {2, 3, 10, 6};
	struct rect left = rect_take_left(&rest, 4), top = rect_take_top(&rest, 1);
	struct rect right = rect_take_right(&rest, 100), bottom = rect_take_bottom(&rest, -3);

	assert_true(left.x == 2 && left.width == 4 && left.height == 6);
	assert_true(top.x == 6 && top.y == 3 && top.width == 6 && top.height == 1);
	assert_true(right.x == 6 && right.width == 6 && right.height == 5);
	assert_true(rect_empty(bottom) && rect_empty(rest));
	assert_true(rect_empty(rect_inset((struct rect){0, 0, 3, 3}, 2, 0)));
}

static void no_overflow(void **state)
{
	struct rect huge = {INT_MAX - 2, INT_MAX - 2, INT_MAX, INT_MAX}, low = {INT_MIN, INT_MIN, INT_MAX, INT_MAX};

	assert_true(rect_contains(huge, INT_MAX, INT_MAX));
	assert_false(rect_overlap(huge, low));
	assert_true(rect_inside(huge, huge));
	assert_false(rect_overlap((struct rect){0, 0, 0, 5}, (struct rect){-1, -1, 9, 9}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grid_covers_all),
		cmocka_unit_test(equal_in_all),
		cmocka_unit_test(taking),
		cmocka_unit_test(no_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
