/* Expressions match as Python's do, those of POSIX, too, and end in time. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/regexp.h"

static bool matches(const char *pattern, const char *tag)
{
	struct regexp *regex = regexp_new(slice_of(pattern), REGEXP_AT_START, NULL);
	assert_non_null(regex);
	bool found = regexp_matches(regex, slice_of(tag));
	regexp_free(regex);
	return found;
}

static void at_the_start_alone(void **state)
{
	assert_true(matches("loss", "loss/train"));
	assert_false(matches("loss", "train/loss"));
	assert_true(matches(".*loss$", "train/loss"));
	assert_false(matches("Loss", "loss"));
	assert_true(matches("", "anything"));
	assert_true(matches("", ""));
}

static void as_python_writes_them(void **state)
{
	assert_true(matches("(?:train|val)/\\w+\\d{2}", "val/acc42"));
	assert_true(matches("(?P<set>a|b)/x(?!y)", "b/xz"));
	assert_false(matches("(?P<set>a|b)/x(?!y)", "b/xy"));
	assert_true(matches(".\\/训", "é/训练"));
}

static void what_is_none(void **state)
{
	char long_one[REGEXP_BYTES + 2];
	for (size_t i = 0; i < sizeof long_one; i++)
		long_one[i] = 'a';
	assert_null(regexp_new(slice_of("("), 0, NULL));
	assert_null(regexp_new(slice_of("\xff"), 0, NULL));
	assert_null(regexp_new(slice_make(long_one, REGEXP_BYTES + 1), 0, NULL));
	assert_null(regexp_new(slice_of("((((a{1,60000}){1,60000}){1,60000}){1,60000})"), 0, NULL));
	regexp_free(NULL);
}

static bool finds(const char *pattern, const char *text)
{
	struct regexp *regexp = regexp_new(slice_of(pattern), REGEXP_ANY_CASE, NULL);
	assert_non_null(regexp);
	bool found = regexp_matches(regexp, slice_of(text));
	regexp_free(regexp);
	return found;
}

static void as_posix_has_them(void **state)
{
	assert_true(finds("LOSS", "train/loss"));
	assert_true(finds("^(train|val)/[[:alpha:]]+_[0-9]{1,3}$", "val/acc_42"));
	assert_false(finds("^(train|val)/[[:alpha:]]+_[0-9]{1,3}$", "val/acc_4200"));
	assert_true(finds("(a+)+b|c{2,}", "cc"));
	assert_true(finds("", ""));
	assert_true(finds("loss$", "\xff/loss"));
	assert_false(finds(".", "\xff"));
}

static void assert_part(const char *pattern, const char *text, const char *expected)
{
	struct slice part;
	struct regexp *regexp = regexp_new(slice_of(pattern), 0, NULL);
	assert_int_equal(regexp_part(regexp, slice_of(text), &part), expected != NULL);
	if (expected)
		assert_true(slice_equal(part, slice_of(expected)));
	regexp_free(regexp);
}

static void a_part(void **state)
{
	assert_part("seed[0-9]+", "a/seed12/b", "seed12");
	assert_part("(.*)/seed", "a/b/seed1", "a/b");
	assert_part("x(y)?", "ax", "x");
	assert_part("(a)(b)(c)", "abc", "a");
	assert_part("x", "y", NULL);
	assert_part("x*", "y", "");
}

static void faults_have_words(void **state)
{
	static const char *const faults[][2] = {
		{"(a", "( is not closed"}, {"a)", ") closes nothing"}, {"a{3,2}", "no such number of times"}, {"[[:no:]]", "no such class of characters"},
		{"(a)\\2", "no such group"}, {"(?z)", "it is no regular expression"}, {"\xff", "it is no UTF-8"},
		{"(((a{1,6000}){1,6000}){1,6000})", "it is too large"},
	};
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		const char *why = NULL;
		assert_null(regexp_new(slice_of(faults[i][0]), 0, &why));
		assert_string_equal(why, faults[i][1]);
	}
}

/* Without limits this takes longer than the sun will shine. */
static void a_hostile_one_gives_up(void **state)
{
	assert_false(matches("((a*)*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"));
	assert_false(matches("^(a?b?)+(a?b?)+(a?b?)+(a?b?)+(a?b?)+(a?b?)+(a?b?)+(a?b?)+(a?b?)+(a?b?)+$", "abababababababababababababababac"));
	assert_false(matches("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_the_start_alone), cmocka_unit_test(as_python_writes_them), cmocka_unit_test(what_is_none),
		cmocka_unit_test(as_posix_has_them), cmocka_unit_test(a_part), cmocka_unit_test(faults_have_words),
		cmocka_unit_test(a_hostile_one_gives_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
