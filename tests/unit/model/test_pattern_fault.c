/* What is wrong with a regular expression, and where; and what a filter does with one. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/pattern.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void what_and_where(void **state)
{
	(void)state;
	static const struct {
		const char *text, *what;
		int at;
	} faults[] = {
		{"(", "( is not closed", 1}, {"(a)(b", "( is not closed", 4}, {"((a)", "( is not closed", 1}, {"é(", "( is not closed", 2},
		{"a(b)c[de", "[ is not closed", 6}, {"(b[", "[ is not closed", 3}, {"[a", "[ is not closed", 1},
		{"([z-a]", "the range ends before it begins", 5}, {"x\\", "nothing follows \\", 2}, {"a|*", "there is nothing to repeat", 3},
	};
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct pattern_fault fault = pattern_fault(faults[i].text);
		assert_non_null(fault.what);
		assert_string_equal(fault.what, faults[i].what);
		assert_int_equal(fault.at, faults[i].at);
	}
	static const char *const fine[] = {"", "loss", "(a|b)", "[(]", "\\(", "a{2}", "a{2"};
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
		assert_null(pattern_fault(fine[i]).what);
}

static void a_long_one_is_told_without_its_place(void **state)
{
	(void)state;
	char text[1002];
	struct str said = {0};
	memset(text, '(', sizeof text);
	text[sizeof text - 1] = '\0';
	struct pattern_fault fault = pattern_fault(text);
	assert_non_null(fault.what);
	assert_int_equal(fault.at, 0);
	pattern_fault_say(fault, &said);
	assert_null(strstr(str_text(&said), "at"));
	str_fini(&said);
}

static struct slice name_at(const void *context, uint32_t position)
{
	return slice_of(((const char *const *)context)[position]);
}

/* It is looked for as it is; of what is inverted the ! counts, too. */
static void a_filter_knows(void **state)
{
	(void)state;
	const char *const names[] = {"f(x)", "loss"};
	struct pattern_names all = {names, 2, name_at};
	struct filter filter;
	filter_init(&filter);
	filter_type(&filter, "F(");
	assert_true(filter_try(&filter, &all) || filter.works);
	assert_string_equal(filter.fault.what, "( is not closed");
	assert_int_equal(filter.fault.at, 2);
	assert_true(pattern_matches(&filter.pattern, slice_of("f(x)")) && !pattern_matches(&filter.pattern, slice_of("loss")));
	filter_type(&filter, "!F(");
	assert_int_equal(filter.fault.at, 3);
	filter_type(&filter, "loss");
	assert_null(filter.fault.what);
	filter_fini(&filter);
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_and_where), cmocka_unit_test(a_long_one_is_told_without_its_place), cmocka_unit_test(a_filter_knows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
