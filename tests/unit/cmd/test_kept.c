#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/kept.h"

#include <stdlib.h>
#include <string.h>

static struct kept kept_of(char *first, char *second)
{
	struct options options;
	struct kept kept;
	char *words[] = {"tbtop", first, second, NULL};
	options_parse(&options, second ? 3 : 2, words);
	kept_init(&kept, &options);
	options_fini(&options);
	return kept;
}

static void each_set_of_logdirs_has_a_file_of_its_own(void **state)
{
	setenv("XDG_STATE_HOME", "/state", 1);
	struct kept a = kept_of("/usr", NULL), same = kept_of("/usr/../usr/.", NULL), named = kept_of("x:/usr", NULL),
	            two = kept_of("/usr", "/etc"), none = kept_of("--no-state", "/usr");
	assert_int_equal(strncmp(a.path, "/state/tbtop/views/", 19), 0);
	assert_string_equal(a.path, same.path);
	assert_string_not_equal(a.path, named.path);
	assert_string_not_equal(a.path, two.path);
	assert_null(none.path);
	kept_fini(&a);
	kept_fini(&same);
	kept_fini(&named);
	kept_fini(&two);
	kept_fini(&none);
}

static void only_what_is_whole_is_read(void **state)
{
	struct kept kept = kept_of("/usr", NULL), other = kept_of("/etc", NULL);
	struct choice *choice = choice_new();
	struct str bytes = {0};
	struct slice lines;
	choice_apply(choice, NULL, &(struct edit){.what = EDIT_X_AXIS, .number = X_WALL});
	kept_pack(&kept, choice, &bytes);
	assert_true(kept_unpack(&kept, str_slice(&bytes), &lines));
	assert_true(slice_equal(lines, slice_of("x-axis wall\n")));
	assert_false(kept_unpack(&other, str_slice(&bytes), &lines));
	for (size_t length = 0; length < bytes.length; length++)
		assert_false(kept_unpack(&kept, slice_make(bytes.data, length), &lines));
	for (size_t at = 0; at < bytes.length; at++) {
		bytes.data[at] ^= 1;
		assert_false(kept_unpack(&kept, str_slice(&bytes), &lines));
		bytes.data[at] ^= 1;
	}
	str_fini(&bytes);
	choice_free(choice);
	kept_fini(&kept);
	kept_fini(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_set_of_logdirs_has_a_file_of_its_own),
		cmocka_unit_test(only_what_is_whole_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
