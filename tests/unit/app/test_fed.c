/* A program that is fed: all of a text and its end, how it ended is told once, and one that is left tells nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "app/fed.h"

#include <signal.h>
#include <string.h>

#define MUCH 1000000 /* bytes: more than a pipe holds */

static uv_loop_t loop;
static int ended, well_ended;
static struct str given;

static void on_ended(void *owner, bool well, struct slice text)
{
	assert_ptr_equal(owner, &loop);
	ended++;
	well_ended += well;
	str_clear(&given);
	str_append_slice(&given, text);
}

static struct fed *start(const char *const *words, uint64_t limit_ms, struct str *text)
{
	assert_int_equal(uv_loop_init(&loop), 0);
	ended = well_ended = 0;
	return fed_start(&loop, words, limit_ms, text, on_ended, &loop);
}

static void drain(void)
{
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	str_fini(&given);
}

static void gets_all_of_a_text_and_its_end(void **state)
{
	const char *const words[] = {"sh", "-c", "test $(wc -c) -eq 1000000", NULL};
	struct str text = {0};
	for (int i = 0; i < MUCH; i++)
		str_append_char(&text, 'x');
	assert_non_null(start(words, 0, &text));
	assert_null(text.data); /* taken */
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(ended, 1);
	assert_int_equal(well_ended, 1);
	assert_int_equal(given.length, MUCH);
	drain();
}

/* It ends before the text does: nothing breaks by the closed pipe, and the text is lent for another way. */
static void fails_with_the_text_at_hand(void **state)
{
	const char *const words[] = {"sh", "-c", "exec 0<&-; exit 3", NULL};
	struct str text = {0};
	for (int i = 0; i < MUCH; i++)
		str_append_char(&text, 'x');
	assert_non_null(start(words, 0, &text));
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(ended, 1);
	assert_int_equal(well_ended, 0);
	assert_int_equal(given.length, MUCH);
	drain();
}

static void is_not_there(void **state)
{
	const char *const words[] = {"/no/such/program", NULL};
	struct str text = {0};
	str_append_text(&text, "kept");
	assert_null(start(words, 0, &text));
	assert_string_equal(str_text(&text), "kept");
	str_fini(&text);
	drain();
	assert_int_equal(ended, 0);
}

static void is_killed_at_its_limit(void **state)
{
	const char *const words[] = {"sleep", "600", NULL};
	struct str text = {0};
	str_append_text(&text, "x");
	assert_non_null(start(words, 20, &text));
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(ended, 1);
	assert_int_equal(well_ended, 0);
	drain();
}

static void tells_nothing_when_left(void **state)
{
	const char *const words[] = {"sleep", "600", NULL};
	struct str text = {0};
	str_append_text(&text, "x");
	struct fed *fed = start(words, 0, &text);
	assert_non_null(fed);
	fed_leave(fed, SIGTERM);
	drain();
	assert_int_equal(ended, 0);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN); /* as the dashboard does */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gets_all_of_a_text_and_its_end),
		cmocka_unit_test(fails_with_the_text_at_hand),
		cmocka_unit_test(is_not_there),
		cmocka_unit_test(is_killed_at_its_limit),
		cmocka_unit_test(tells_nothing_when_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
