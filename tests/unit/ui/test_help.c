#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ui/help.h"

#include <locale.h>
#include <string.h>

static const struct binds global = {{bind_global}};

static const struct help_row *row_of(const struct help *help, enum action action)
{
	for (int i = 0; i < help->count; i++)
		if (help->rows[i].action == action)
			return &help->rows[i];
	return NULL;
}

static void rows_are_the_keys_in_force(void **state)
{
	static const struct binding overlay[] = {{"j", ACTION_DROP}, {NULL}};
	struct binds binds = {{overlay, bind_global}};
	struct help help = {0};

	help_prepare(&help, &global, "");
	assert_string_equal(row_of(&help, ACTION_DOWN)->keys, "j <Down>");
	assert_string_equal(row_of(&help, ACTION_VIEW)->keys, "1 … 0");
	assert_null(row_of(&help, ACTION_DROP)); /* has no key */
	assert_string_equal(help.rows[0].group, "Move");
	assert_null(help.rows[1].group);
	help_prepare(&help, &binds, "");
	assert_string_equal(row_of(&help, ACTION_DOWN)->keys, "<Down>");
	assert_string_equal(row_of(&help, ACTION_DROP)->keys, "j");
}

static void search_narrows(void **state)
{
	struct help help = {0};

	help_prepare(&help, &global, "ZOOM");
	assert_non_null(row_of(&help, ACTION_ZOOM_IN));
	assert_non_null(row_of(&help, ACTION_ENTER));
	assert_null(row_of(&help, ACTION_QUIT));
	help.list.cursor = help.count - 1;
	assert_int_equal(help_chosen(&help), help.rows[help.count - 1].action);
	help_prepare(&help, &global, "no such thing");
	assert_int_equal(help.count, 0);
	assert_int_equal(help_chosen(&help), ACTION_NONE);
}

/* In any size, at any place: no crash, and the chosen row is in sight when there is room for it. */
static void the_chosen_row_is_in_sight(void **state)
{
	struct help help = {0};

	help_prepare(&help, &global, "");
	for (int width = 1; width < 140; width += 9) {
		for (int height = 1; height < 40; height += 3) {
			struct canvas canvas;
			struct rect area = {0, 0, width, height};
			canvas_init(&canvas, width, height, CHARSET_UNICODE);
			for (int i = 0; i < help.count; i++) {
				bool seen = false;
				help.list.cursor = i;
				help_paint(&help, &canvas, area, "Keys");
				for (int c = 0; c < width * height; c++)
					seen |= canvas.cells[c].role == ROLE_SELECTED;
				assert_true(seen || help_height(area) == 0 || width < 3);
			}
			canvas_fini(&canvas);
		}
	}
}

static void hint_of(const struct binds *binds, int width, struct str *out)
{
	struct canvas canvas;
	canvas_init(&canvas, width, 1, CHARSET_UNICODE);
	hint_paint(binds, &canvas, (struct rect){0, 0, width, 1});
	str_clear(out);
	canvas_to_text(&canvas, out);
	canvas_fini(&canvas);
}

static void hints_are_whole_or_not_there(void **state)
{
	static const struct binding view[] = {{"w", ACTION_LEGEND, NULL, "table"}, {"k", ACTION_LAST}, {NULL}};
	struct binds binds = {{view, bind_global}};
	struct str out = {0};

	hint_of(&global, 80, &out);
	assert_string_equal(str_text(&out), "j k move  Tab pane  Space show  Enter zoom  / find  q quit  ? help\n");
	hint_of(&global, 29, &out);
	assert_string_equal(str_text(&out), "j k move  Tab pane  ? help\n");
	hint_of(&binds, 29, &out);
	assert_string_equal(str_text(&out), "w table  j move  ? help\n");
	for (int width = 1; width < 9; width++) {
		hint_of(&global, width, &out);
		assert_true(out.length <= (size_t)width + 1);
	}
	str_fini(&out);
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_the_keys_in_force),
		cmocka_unit_test(search_narrows),
		cmocka_unit_test(the_chosen_row_is_in_sight),
		cmocka_unit_test(hints_are_whole_or_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
