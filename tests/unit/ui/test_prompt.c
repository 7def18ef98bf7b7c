#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ui/bind.h"
#include "ui/prompt.h"

#include <locale.h>
#include <string.h>

static enum prompt_reply press(struct prompt *prompt, const char *key)
{
	struct event event = {.what = EVENT_KEY};
	assert_true(key_parse(key, &event.key, &event.modifiers));
	return prompt_event(prompt, &event);
}

static void paste(struct prompt *prompt, const char *text, size_t length)
{
	struct event event = {.what = EVENT_PASTE, .text = text, .text_length = length};
	assert_int_equal(prompt_event(prompt, &event), PROMPT_EDITED);
}

static void expect(const struct prompt *prompt, const char *text, size_t cursor)
{
	assert_string_equal(str_text(&prompt->text), text);
	assert_int_equal(prompt->cursor, cursor);
}

static void edits(void **state)
{
	static const struct {
		const char *text, *keys[6], *after;
		size_t cursor;
	} rows[] = {
		{"", {"a", "b", "c"}, "abc", 3},
		{"abc", {"<Left>", "x"}, "abxc", 3},
		{"abc", {"<Home>", "<Del>"}, "bc", 0},
		{"abc", {"<BS>", "<BS>"}, "a", 1},
		{"abc", {"^a", "<BS>", "<Right>"}, "abc", 1},
		{"abc", {"<Left>", "^k"}, "ab", 2},
		{"abc", {"<Left>", "^u"}, "c", 0},
		{"train loss  ", {"^w"}, "train ", 6},
		{"a", {"^w", "^w", "<Del>"}, "", 0},
		{"a", {"^a", "^e", "<Right>", "木"}, "a木", 4},
		/* A mark goes with its base. */
		{"ae\xcc\x81", {"<BS>"}, "a", 1},
		{"e\xcc\x81x", {"<Home>", "<Right>"}, "e\xcc\x81x", 3},
		{"e\xcc\x81x", {"<Home>", "<Del>"}, "x", 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct prompt prompt = {0};
		prompt_open(&prompt, "/", rows[i].text);
		for (int k = 0; k < 6 && rows[i].keys[k]; k++)
			assert_int_equal(press(&prompt, rows[i].keys[k]), PROMPT_EDITED);
		expect(&prompt, rows[i].after, rows[i].cursor);
		prompt_fini(&prompt);
	}
}

static void keys_that_end_it(void **state)
{
	struct prompt prompt = {0};
	static const char *const cancels[] = {"<Esc>", "^c", "^g"};
	for (int i = 0; i < 3; i++) {
		prompt_open(&prompt, "/", "x");
		assert_int_equal(press(&prompt, cancels[i]), PROMPT_CANCELLED);
		assert_false(prompt.open);
	}
	prompt_open(&prompt, "/", "x");
	assert_int_equal(press(&prompt, "<F1>"), PROMPT_PASS);
	assert_int_equal(press(&prompt, "M-x"), PROMPT_PASS);
	assert_int_equal(press(&prompt, "<Enter>"), PROMPT_DONE);
	assert_false(prompt.open);
	expect(&prompt, "x", 1);
	prompt_fini(&prompt);
}

static void history_keeps_the_line_being_written(void **state)
{
	struct prompt prompt = {0};
	static const char *const lines[] = {"one", "two", "two"};
	for (int i = 0; i < 3; i++) {
		prompt_open(&prompt, ":", lines[i]);
		press(&prompt, "<Enter>");
	}
	assert_int_equal(prompt.history_count, 2);
	prompt_open(&prompt, ":", "");
	press(&prompt, "<Up>");
	expect(&prompt, "two", 3);
	press(&prompt, "<Up>");
	press(&prompt, "<Up>");
	expect(&prompt, "one", 3);
	press(&prompt, "<Down>");
	press(&prompt, "<Down>");
	press(&prompt, "<Down>");
	expect(&prompt, "", 0);
	prompt_fini(&prompt);
}

static void only_lines_that_begin_as_what_was_typed_are_recalled(void **state)
{
	struct prompt prompt = {0};
	static const char *const lines[] = {"smooth off", "sort value", "smooth ema 0.6", "sort step"};
	for (int i = 0; i < 4; i++)
		prompt_remember(&prompt, lines[i]);
	prompt_open(&prompt, ":", "sm");
	press(&prompt, "<Up>");
	expect(&prompt, "smooth ema 0.6", 14);
	press(&prompt, "<Up>");
	press(&prompt, "<Up>");
	expect(&prompt, "smooth off", 10);
	press(&prompt, "<Down>");
	expect(&prompt, "smooth ema 0.6", 14);
	press(&prompt, "<Down>");
	expect(&prompt, "sm", 2);
	prompt_open(&prompt, ":", "none");
	press(&prompt, "<Up>");
	expect(&prompt, "none", 4);
	prompt_fini(&prompt);
}

static void history_is_bounded(void **state)
{
	struct prompt prompt = {0};
	for (int i = 0; i < 3 * PROMPT_HISTORY; i++) {
		char text[8] = {(char)('a' + i % 26), (char)('a' + i / 26), 0};
		prompt_open(&prompt, ":", text);
		press(&prompt, "<Enter>");
	}
	assert_int_equal(prompt.history_count, PROMPT_HISTORY);
	prompt_fini(&prompt);
}

static void pasted_text_is_one_clean_line(void **state)
{
	struct prompt prompt = {0};
	char large[3 * PROMPT_BYTES];

	prompt_open(&prompt, "/", NULL);
	paste(&prompt, "a\nb\tc", 5);
	expect(&prompt, "a b c", 5);
	prompt_open(&prompt, "/", NULL);
	paste(&prompt, "\x1b[2J\xff", 5);
	expect(&prompt, " [2J\xef\xbf\xbd", 7);
	memset(large, 'x', sizeof large);
	paste(&prompt, large, sizeof large);
	assert_int_equal(prompt.text.length, PROMPT_BYTES);
	press(&prompt, "y");
	assert_int_equal(prompt.text.length, PROMPT_BYTES);
	prompt_fini(&prompt);
}

static int reversed_at(const struct canvas *canvas)
{
	for (int x = 0; x < canvas->columns; x++)
		if (canvas_at(canvas, x, 0)->attributes & CELL_REVERSE)
			return x;
	return -1;
}

/* At any cursor, in any width, the cursor's cell can be seen. */
static void the_cursor_is_always_in_sight(void **state)
{
	struct prompt prompt = {0};
	prompt_open(&prompt, "/", "ab木cde\xcc\x81 fgh 木木木 ijk");
	for (int width = 1; width < 30; width++) {
		struct canvas canvas;
		canvas_init(&canvas, width, 1, CHARSET_UNICODE);
		press(&prompt, "<Home>");
		for (size_t last = SIZE_MAX; last != prompt.cursor;) {
			canvas_clear(&canvas);
			prompt_paint(&prompt, "", &canvas, (struct rect){0, 0, width, 1});
			assert_int_not_equal(reversed_at(&canvas), -1);
			last = prompt.cursor;
			press(&prompt, "<Right>");
		}
		canvas_fini(&canvas);
	}
	prompt_fini(&prompt);
}

static void painted_as_label_text_and_cursor(void **state)
{
	struct prompt prompt = {0};
	struct canvas canvas;
	struct str out = {0};
	canvas_init(&canvas, 12, 1, CHARSET_UNICODE);
	prompt_open(&prompt, "/", "loss");
	prompt_paint(&prompt, "", &canvas, (struct rect){0, 0, 12, 1});
	canvas_to_text(&canvas, &out);
	assert_string_equal(str_text(&out), "/loss\n");
	assert_int_equal(reversed_at(&canvas), 5);
	str_fini(&out);
	canvas_fini(&canvas);
	prompt_fini(&prompt);
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits),
		cmocka_unit_test(keys_that_end_it),
		cmocka_unit_test(history_keeps_the_line_being_written),
		cmocka_unit_test(only_lines_that_begin_as_what_was_typed_are_recalled),
		cmocka_unit_test(history_is_bounded),
		cmocka_unit_test(pasted_text_is_one_clean_line),
		cmocka_unit_test(the_cursor_is_always_in_sight),
		cmocka_unit_test(painted_as_label_text_and_cursor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
