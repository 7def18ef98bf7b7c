/* Expressions of layouts match as Python's re.match does, and end in time. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/tag_regex.h"

static bool matches(const char *pattern, const char *tag)
{
	struct tag_regex *regex = tag_regex_new(slice_of(pattern));
	assert_non_null(regex);
	bool found = tag_regex_matches(regex, slice_of(tag));
	tag_regex_free(regex);
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
	char long_one[TAG_REGEX_BYTES + 2];
	for (size_t i = 0; i < sizeof long_one; i++)
		long_one[i] = 'a';
	assert_null(tag_regex_new(slice_of("(")));
	assert_null(tag_regex_new(slice_of("\xff")));
	assert_null(tag_regex_new(slice_make(long_one, TAG_REGEX_BYTES + 1)));
	assert_null(tag_regex_new(slice_of("((((a{1,60000}){1,60000}){1,60000}){1,60000})")));
	tag_regex_free(NULL);
}

/* Without limits this takes longer than the sun will shine. */
static void a_hostile_one_gives_up(void **state)
{
	assert_false(matches("((a*)*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"));
	assert_false(matches("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_the_start_alone), cmocka_unit_test(as_python_writes_them), cmocka_unit_test(what_is_none),
		cmocka_unit_test(a_hostile_one_gives_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
