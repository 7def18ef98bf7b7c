#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "view/about.h"

#include <locale.h>

static void expect(const char *markdown, int columns, const char *plain)
{
	struct str out = {0};
	about_plain(slice_of(markdown), columns, &out);
	assert_string_equal(str_text(&out), plain);
	str_fini(&out);
}

static void marks_are_left_out(void **state)
{
	expect("# The loss\n", 40, "The loss\n");
	expect("mean **squared** _error_ of `snake_case`", 40, "mean squared error of snake_case\n");
	expect("2 * 3 = 6, see [the paper](https://x.org/a_b)", 60, "2 * 3 = 6, see the paper(https://x.org/a_b)\n");
	expect("#tag\n\n* item", 40, "#tag\n\n* item\n");
	expect("\\*kept\\*", 40, "kept\n");
}

static void lines_are_broken_between_words(void **state)
{
	expect("one two three", 7, "one two\nthree\n");
	expect("a  \t b\r\nc", 7, "a b\nc\n");
	expect("abcdefghij k", 5, "abcd\xE2\x80\xA6\nk\n");
}

static void nothing_hostile_comes_through(void **state)
{
	expect("a\x1B[31mb\x07 \xFF", 20, "a\xE2\x90\x9B" "31mb\xE2\x90\x87 \xEF\xBF\xBD\n");
	expect("", 20, "");
	expect("***___```[[[", 20, "\n");
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_are_left_out),
		cmocka_unit_test(lines_are_broken_between_words),
		cmocka_unit_test(nothing_hostile_comes_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
