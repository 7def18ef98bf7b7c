/* Notices on the desktop: by which way, and what the terminal is sent. */
#define _DEFAULT_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/desktop.h"

#include <stdlib.h>

static const char *const variables[] = {"TERM", "TERM_PROGRAM", "LC_TERMINAL", "KITTY_WINDOW_ID", "WT_SESSION", "DISPLAY",
                                        "WAYLAND_DISPLAY"};

static enum desktop with(const char *name, const char *value, const char *other, const char *other_value)
{
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
		unsetenv(variables[i]);
	if (name)
		setenv(name, value, 1);
	if (other)
		setenv(other, other_value, 1);
	return desktop_choose(DESKTOP_AUTO);
}

static void what_the_terminal_understands(void **state)
{
	assert_int_equal(with(NULL, NULL, NULL, NULL), DESKTOP_OFF);
	assert_int_equal(with("TERM", "xterm-256color", NULL, NULL), DESKTOP_OFF);
	assert_int_equal(with("TERM", "xterm-256color", "DISPLAY", ":0"), DESKTOP_NOTIFY_SEND);
	assert_int_equal(with("TERM", "xterm-kitty", "DISPLAY", ":0"), DESKTOP_OSC_99);
	assert_int_equal(with("TERM", "tmux-256color", "KITTY_WINDOW_ID", "1"), DESKTOP_OSC_99);
	assert_int_equal(with("TERM_PROGRAM", "WezTerm", NULL, NULL), DESKTOP_OSC_9);
	assert_int_equal(with("TERM", "foot", NULL, NULL), DESKTOP_OSC_777);
	assert_int_equal(desktop_choose(DESKTOP_OSC_9), DESKTOP_OSC_9); /* said is said */
	assert_int_equal(desktop_choose(DESKTOP_OFF), DESKTOP_OFF);
}

static void sequences(void **state)
{
	static const struct {
		enum desktop how;
		bool tmux;
		const char *bytes;
	} cases[] = {
		{DESKTOP_OSC_9, false, "\033]9;alert: a,b: loss>1\033\\"},
		{DESKTOP_OSC_99, false, "\033]99;;alert: a,b: loss>1\033\\"},
		{DESKTOP_OSC_777, false, "\033]777;notify;tbtop;alert: a,b: loss>1\033\\"},
		{DESKTOP_OSC_9, true, "\033Ptmux;\033\033]9;alert: a,b: loss>1\033\033\\\033\\"},
		{DESKTOP_NOTIFY_SEND, true, ""},
		{DESKTOP_OFF, false, ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};
		desktop_sequence(cases[i].how, "alert: a;b: loss>1", cases[i].tmux, &out);
		assert_string_equal(str_text(&out), cases[i].bytes);
		str_fini(&out);
	}
}

static void names(void **state)
{
	enum desktop how = DESKTOP_OFF;
	assert_true(desktop_find("yes", &how));
	assert_int_equal(how, DESKTOP_AUTO);
	assert_true(desktop_find("notify-send", &how));
	assert_int_equal(how, DESKTOP_NOTIFY_SEND);
	assert_false(desktop_find("perhaps", &how));
	assert_false(desktop_find("", &how));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_terminal_understands),
		cmocka_unit_test(sequences),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
