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
	assert_start("smo", "smooth "); /* words follow: what is typed next is one */
	assert_start("smooth", "smooth ");
	assert_start("filter", "filter"); /* or filter-runs */
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
			bool whole = more.length > strlen(name); /* with a blank behind it */
			assert_int_equal(strncmp(str_text(&more), name, more.length - whole), 0);
			assert_true(!whole || action_takes_words((enum action)i));
			str_fini(&start);
			str_fini(&hint);
			str_fini(&more);
		}
	}
}

static void assert_word(const char *start, const char *words, const char *expected, const char *expected_hint)
{
	struct str out = {0}, hint = {0};
	complete_word(start, slice_of(words), &out);
	assert_string_equal(str_text(&out), expected);
	complete_word_hint(start, slice_of(words), &hint);
	assert_string_equal(str_text(&hint), expected_hint);
	str_fini(&out);
	str_fini(&hint);
}

static void arguments_are_completed_whole(void **state)
{
	static const char exports[] = "csv \njsonl \nall csv \nall jsonl \n", runs[] = "my run 1\nmy run 2\nyours\n";
	assert_word("", exports, "", "csv jsonl all");
	assert_word("j", exports, "jsonl ", "jsonl");
	assert_word("a", exports, "all ", "all");
	assert_word("all ", exports, "all ", "csv jsonl");
	assert_word("all j", exports, "all jsonl ", "jsonl");
	assert_word("jsonl ", exports, "jsonl ", ""); /* a name of a file may follow: nothing is known of it */
	assert_word("m", runs, "my run ", "my");
	assert_word("my run ", runs, "my run ", "1 2");
	assert_word("none", runs, "none", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hint_names_what_a_line_may_become),
		cmocka_unit_test(tab_adds_what_all_have_in_common),
		cmocka_unit_test(arguments_are_completed_whole),
		cmocka_unit_test(every_start_of_every_name_leads_to_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
