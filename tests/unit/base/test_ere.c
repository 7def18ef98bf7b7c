/* Regular expressions: what unfolds to too much is refused before memory is asked for, all others are as regcomp has them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/ere.h"

#include <stdlib.h>
#include <string.h>

static int made(const char *text)
{
	regex_t regex;
	int error = ere_make(&regex, text, REG_NOSUB);
	if (!error)
		regfree(&regex);
	return error;
}

static void repeats_of_repeats_are_refused(void **state)
{
	static const char *const texts[] = {
		"l/+++++++++++++++++++++++ep", "((((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+)+", "(a{99}){99}", "a{1,255}{1,255}",
		"a{0,30000}", "(ab){4000}", "[]]++++++++++++++x", "(\\()++++++++++++++", "(a?){4000}",
		"a{99999999999999999999999}", "a{,9999}", "(([[:alpha:]x]{50}){50}){50}",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(made(texts[i]), REG_ESPACE);
}

static void nesting_is_limited(void **state)
{
	char text[100001];
	memset(text, '(', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_int_equal(made(text), REG_ESPACE);
}

static void long_ones_are_fine(void **state)
{
	char text[4001] = {0};
	memset(text, 'x', sizeof text - 1);
	assert_int_equal(made(text), 0);
	assert_int_equal(made("a{1000}"), 0);
	assert_int_equal(made("(train|val|test)/(loss|acc(uracy)?)(_[0-9]{1,4})*$"), 0);
	assert_int_equal(made("[[.+.]+++++++++++++++++++++++++++]"), 0); /* a set: nothing is repeated */
	assert_int_equal(made("\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+\\+"), 0);
}

/* Of any text what regcomp says, or that it is too large. */
static void others_are_as_regcomp_has_them(void **state)
{
	static const char bytes[] = "ab()[]{}12,+*?|\\^$.:-=";
	uint32_t seed = 7;
	size_t good = 0;
	for (int round = 0; round < 20000; round++) {
		char text[9] = {0};
		regex_t regex;
		for (size_t i = 0; i < sizeof text - 1; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = bytes[(seed >> 16) % (sizeof bytes - 1)];
		}
		int error = made(text), plain = error == REG_ESPACE ? error : regcomp(&regex, text, REG_EXTENDED | REG_NOSUB);
		assert_int_equal(error, plain);
		if (!plain)
			regfree(&regex);
		good += !plain;
	}
	assert_true(good > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeats_of_repeats_are_refused),
		cmocka_unit_test(nesting_is_limited),
		cmocka_unit_test(long_ones_are_fine),
		cmocka_unit_test(others_are_as_regcomp_has_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
