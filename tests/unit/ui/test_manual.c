#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ui/manual.h"

#include <string.h>

static const char *text_of(struct str *out, const char *topic)
{
	str_clear(out);
	return manual_text(topic, 78, out) ? str_text(out) : "";
}

static void pages_headings_and_entries_are_topics(void **state)
{
	struct str out = {0};
	assert_non_null(strstr(text_of(&out, "tbtop"), "\nEXIT STATUS\n"));
	assert_non_null(strstr(text_of(&out, "export"), "tbtop-export - points of event files as JSON Lines, CSV or TSV"));
	assert_ptr_equal(strstr(text_of(&out, "Conditions"), "  Conditions\n"), str_text(&out));
	assert_null(strstr(str_text(&out), "EXIT STATUS"));
	assert_ptr_equal(strstr(text_of(&out, "check"), "check\n    What is wrong"), str_text(&out));
	assert_null(strstr(str_text(&out), "once"));
	assert_ptr_equal(strstr(text_of(&out, "--watch"), "--watch auto|poll|off\n    How news is found."), str_text(&out));
	assert_ptr_equal(strstr(text_of(&out, "-V"), "-V, --version\n    The version."), str_text(&out));
	assert_string_equal(text_of(&out, "--environment"), "");
	str_fini(&out);
}

static void an_entry_without_words_has_those_of_the_next(void **state)
{
	struct str out = {0};
	assert_non_null(strstr(text_of(&out, "--legend"), "--legend, --no-legend\n--hints, --no-hints\n    The line"));
	str_fini(&out);
}

static void macros_become_what_man_shows(void **state)
{
	struct str out = {0};
	assert_non_null(strstr(text_of(&out, "tbtop"), "NAME\n    tbtop - TensorBoard in a terminal\n"));
	assert_non_null(strstr(str_text(&out), "    tbtop [options] [LOGDIR ...]\n    tbtop command [options] [LOGDIR ...]\n"));
	assert_non_null(strstr(str_text(&out), "    --status[=tmux]\n"));
	assert_non_null(strstr(str_text(&out), "tbtop-export(1), tbtop-graph(1)"));
	assert_non_null(strstr(str_text(&out), "'?' shows its keys, ':' takes any"));
	assert_non_null(strstr(text_of(&out, "themes"), "'bright-red'); one of each"));
	assert_non_null(strstr(text_of(&out, "numbers"), "the strings '\"NaN\"', '\"Infinity\"'"));
	str_fini(&out);
}

/* No page has a macro that is not known here, and none is too wide. */
static void every_page_fits(void **state)
{
	static const int columns[] = {78, 38, 20};
	for (const struct manual_page *page = manual_pages; page->name; page++) {
		for (size_t i = 0; i < 3; i++) {
			struct str out = {0};
			assert_true(manual_text(page->name, columns[i], &out));
			assert_false(slice_contains(str_slice(&out), "\n."));
			assert_false(slice_contains(str_slice(&out), "\\"));
			assert_false(slice_contains(str_slice(&out), "\n\n\n"));
			str_fini(&out);
		}
	}
}

static void what_is_not_there_is_no_topic(void **state)
{
	struct str out = {0};
	char longer[300];
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_false(manual_text("", 78, &out));
	assert_false(manual_text("no such thing", 78, &out));
	assert_false(manual_text("name", 78, &out));
	assert_false(manual_text(longer, 78, &out));
	assert_int_equal(out.length, 0);
}

static void topics_are_found(void **state)
{
	struct str topics = {0}, out = {0};
	manual_topics(&topics);
	assert_non_null(strstr(str_text(&topics), "\nexport\n"));
	assert_non_null(strstr(str_text(&topics), "\nnetwork file systems\n"));
	assert_null(strstr(str_text(&topics), "synopsis"));
	for (char *topic = strtok(topics.data, "\n"); topic; topic = strtok(NULL, "\n"))
		assert_true(manual_text(topic, 78, &out));
	str_fini(&topics);
	str_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_headings_and_entries_are_topics),
		cmocka_unit_test(an_entry_without_words_has_those_of_the_next),
		cmocka_unit_test(macros_become_what_man_shows),
		cmocka_unit_test(every_page_fits),
		cmocka_unit_test(what_is_not_there_is_no_topic),
		cmocka_unit_test(topics_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
