#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ui/action.h"
#include "ui/complete.h"

#include <string.h>

static void assert_hint(const char *start, const char *expected)
{
	struct str out = {0};
	complete_hint(start, &out);
	assert_string_equal(str_text(&out), expected);
	str_fini(&out);
}

static void assert_start(const char *start, const char *expected)
{
	struct str out = {0};
	complete_start(start, &out);
	assert_string_equal(str_text(&out), expected);
	str_fini(&out);
}

static void hint_names_what_a_line_may_become(void **state)
{
	assert_hint("zoom", "zoom zoom-in zoom-out");
	assert_hint("zoom-i", "zoom-in: zoom in on x");
	assert_hint("nosuch", "");
	assert_hint("view 2", "");
	assert_hint("mouse", ""); /* no line can click */
}

static void tab_adds_what_all_have_in_common(void **state)
{
	assert_start("pa", "pa"); /* page-up, page-down, pan-left … */
	assert_start("pag", "page-");
	assert_start("superse", "superseded");
	assert_start("nosuch", "nosuch");
	assert_start("view 2", "view 2");
	assert_start("", "");
}

/* Whatever is typed of a name, completing keeps it, and the whole name is among what is said. */
static void every_start_of_every_name_leads_to_it(void **state)
{
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		const char *name = action_name((enum action)i);
		for (size_t length = 1; i != ACTION_MOUSE && length <= strlen(name); length++) {
			struct str start = {0}, hint = {0}, more = {0};
			str_append(&start, name, length);
			complete_hint(str_text(&start), &hint);
			assert_non_null(strstr(str_text(&hint), name));
			complete_start(str_text(&start), &more);
			assert_true(more.length >= length);
			assert_int_equal(strncmp(str_text(&more), name, more.length), 0);
			str_fini(&start);
			str_fini(&hint);
			str_fini(&more);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hint_names_what_a_line_may_become),
		cmocka_unit_test(tab_adds_what_all_have_in_common),
		cmocka_unit_test(every_start_of_every_name_leads_to_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
