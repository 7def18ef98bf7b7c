/* Frames in another order: a terminal shows the same as if they had come in theirs. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/text.h"
#include "ui/thrift.h"
#include "unit/ui/screen.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For frames of chance. */
static unsigned by_chance(void *context)
{
	(void)context;
	return (unsigned)rand();
}

static void any_order_shows_the_same(void **state)
{
	static struct screen plain, thrifty;
	size_t before = 0, after = 0;
	srand(11);
	for (int round = 0; round < 200; round++) {
		struct patch *patch = calloc(1, sizeof *patch);
		struct thrift thrift = {0};
		struct place at = {-1, -1};
		memset(&plain, 0, sizeof plain);
		plain.pen = no_pen;
		thrifty = plain;
		thrift_begin(&thrift, patch);
		thrift_resize(&thrift, COLUMNS);
		for (int i = 0; i < 40; i++) {
			struct str frame = {0}, out = {0};
			for (int k = rand() % 12; k > 0; k--) {
				append_move(&frame, &at, by_chance, NULL);
				append_cells(&frame, &at, by_chance, NULL);
			}
			thrift_take(&thrift, str_slice(&frame), &out);
			assert_true(show(&plain, str_slice(&frame)));
			assert_true(show(&thrifty, str_slice(&out)));
			assert_true(same_screen(&plain, &thrifty));
			before += frame.length;
			after += out.length;
			str_fini(&frame);
			str_fini(&out);
		}
		assert_false(thrift.off);
		free(patch);
	}
	assert_true(after < before);
}

/* As when a cursor goes on by one column. */
static void looks_go_together(void **state)
{
	static struct patch patch;
	struct thrift thrift = {0};
	struct str out = {0};
	thrift_begin(&thrift, &patch);
	thrift_resize(&thrift, 80);
	thrift_take(&thrift, slice_of("\033[m\033[1;1Hx"), &out);
	str_clear(&out);
	thrift_take(&thrift, slice_of("\033[2;5H\033[31m|\033[m \033[2;20H7\033[3;5H\033[31m|\033[m \033[3;20H8\033[4;5H\033[31m|"), &out);
	assert_string_equal(str_text(&out), "\033[2;20H7\b\n8\033[2;5H\033[31m| \b\b\n| \b\b\n|");
	str_clear(&out);
	thrift_take(&thrift, slice_of("\033[m\b9\033[5;5Hab"), &out); /* it knows where the cursor was to be */
	assert_string_equal(str_text(&out), "\b\033[m9\b\nab");
	str_fini(&out);
}

/* As in charts side by side: not to and fro with each row. Of looks comes next what takes the least to change to. */
static void columns_are_gone_down(void **state)
{
	static struct patch patch;
	struct thrift thrift = {0};
	struct str out = {0};
	thrift_begin(&thrift, &patch);
	thrift_resize(&thrift, 120);
	thrift_take(&thrift, slice_of("\033[m\033[1;1Hx"), &out);
	str_clear(&out);
	thrift_take(&thrift, slice_of("\033[2;5H\033[31m|\033[2;60H|\033[3;5H|\033[3;60H|\033[4;5H|\033[4;60H|"
	                              "\033[5;5H\033[0;1;38;5;75ma\033[5;60H\033[mb"), &out);
	assert_string_equal(str_text(&out), "\033[5;60Hb\033[2;5H\033[31m|\b\n|\b\n|\033[2;60H|\b\n|\b\n|\033[56D\n"
	                                    "\033[1;38;5;75ma");
	str_fini(&out);
}

static void assert_way(struct place from, struct place to, const char *wanted)
{
	struct str out = {0};
	patch_move(from, to, &out);
	assert_string_equal(str_text(&out), wanted);
	str_fini(&out);
}

static void ways_are_short(void **state)
{
	assert_way((struct place){-1, -1}, (struct place){4, 0}, "\033[5H");
	assert_way((struct place){-1, -1}, (struct place){4, 9}, "\033[5;10H");
	assert_way((struct place){4, 9}, (struct place){5, 7}, "\b\b\n");
	assert_way((struct place){4, 9}, (struct place){4, 10}, "\033[C");
	assert_way((struct place){4, 90}, (struct place){5, 0}, "\r\n");
	assert_way((struct place){30, 9}, (struct place){2, 9}, "\033[28A");
	assert_way((struct place){3, 3}, (struct place){29, 78}, "\033[30;79H");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order_shows_the_same),
		cmocka_unit_test(looks_go_together),
		cmocka_unit_test(columns_are_gone_down),
		cmocka_unit_test(ways_are_short),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
