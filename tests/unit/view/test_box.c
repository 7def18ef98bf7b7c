/* What is said in boxes: none of it is lost where the box is narrow. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "view/box.h"

#include <locale.h>
#include <string.h>

static void check(int columns, int rows, const char *text, const char *expected)
{
	struct canvas canvas;
	struct str shown = {0};
	canvas_init(&canvas, columns, rows, CHARSET_UNICODE);
	box_paint(&canvas, (struct rect){0, 0, columns, rows}, "T", text, ROLE_TEXT);
	canvas_to_text(&canvas, &shown);
	assert_string_equal(str_text(&shown), expected);
	str_fini(&shown);
	canvas_fini(&canvas);
}

static void lines_go_on_in_the_next_row(void **state)
{
	check(14, 5, "one two three", " ┌T ───────┐\n │ one two │\n │ three   │\n └─────────┘\n\n");
}

static void what_has_no_blank_is_cut(void **state)
{
	check(12, 3, "unbreakable", "┌T ────────┐\n│ unbreak… │\n└──────────┘\n");
}

static void without_room_the_lines_alone(void **state)
{
	check(12, 2, "one two three", "one two\nthree\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_go_on_in_the_next_row), cmocka_unit_test(what_has_no_blank_is_cut),
		cmocka_unit_test(without_room_the_lines_alone),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
