#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ui/list.h"

#include <limits.h>

static void check(const struct list *list, int count, int height)
{
	int rows = height < 1 ? 1 : height;
	assert_true(list->cursor >= 0 && (list->cursor < count || list->cursor == 0));
	assert_true(list->top >= 0 && list->top <= list->cursor && list->cursor - list->top < rows);
	assert_true(list->top == 0 || list->top + rows <= count);
}

/* Whatever is done on whatever list: the cursor is a row, and in sight. */
static void any_moves_keep_the_cursor_in_sight(void **state)
{
	static const enum action actions[] = {ACTION_UP, ACTION_DOWN, ACTION_PAGE_UP, ACTION_PAGE_DOWN, ACTION_FIRST, ACTION_LAST};
	uint32_t seed = 1;
	struct list list = {0};

	for (int i = 0; i < 20000; i++) {
		seed = seed * 1664525 + 1013904223;
		int count = (int)(seed >> 8) % 40, height = (int)(seed >> 16) % 12;
		if (i % 3)
			list_act(&list, actions[(seed >> 24) % 6], count, height);
		else
			list_fit(&list, count, height);
		check(&list, count, height);
	}
}

static void extremes_do_not_overflow(void **state)
{
	struct list list = {INT_MAX, INT_MAX};
	list_fit(&list, INT_MAX, INT_MAX);
	check(&list, INT_MAX, INT_MAX);
	list = (struct list){INT_MIN, INT_MIN};
	list_fit(&list, -5, -5);
	check(&list, 0, 0);
	list_act(&list, ACTION_LAST, INT_MAX, INT_MAX);
	assert_int_equal(list.cursor, INT_MAX - 1);
}

static void pages_overlap_by_a_row(void **state)
{
	struct list list = {0};
	assert_true(list_act(&list, ACTION_PAGE_DOWN, 100, 10));
	assert_int_equal(list.cursor, 9);
	assert_int_equal(list.top, 9);
	assert_true(list_act(&list, ACTION_PAGE_UP, 100, 10));
	assert_int_equal(list.cursor, 0);
	assert_false(list_act(&list, ACTION_ENTER, 100, 10));
}

static void the_thumb_is_at_the_ends_only_there(void **state)
{
	struct list list = {0};
	int from, to;

	assert_false(list_thumb(&list, 10, 10, &from, &to));
	for (list.top = 0; list.top <= 90; list.top++) {
		assert_true(list_thumb(&list, 100, 10, &from, &to));
		assert_true(from >= 0 && from < to && to <= 10);
		assert_true((to == 10) == (list.top == 90));
	}
	list.top = 0;
	assert_true(list_thumb(&list, INT_MAX, 3, &from, &to));
	assert_int_equal(from, 0);
	assert_int_equal(to, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_moves_keep_the_cursor_in_sight),
		cmocka_unit_test(extremes_do_not_overflow),
		cmocka_unit_test(pages_overlap_by_a_row),
		cmocka_unit_test(the_thumb_is_at_the_ends_only_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
