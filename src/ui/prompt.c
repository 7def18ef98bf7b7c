#include "ui/prompt.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { HINT_GAP = 3 }; /* the cursor behind the text, and two blanks */

void prompt_fini(struct prompt *prompt)
{
	str_fini(&prompt->text);
	for (int i = 0; i < prompt->history_count; i++)
		free(prompt->history[i]);
	free(prompt->draft);
	*prompt = (struct prompt){0};
}

/* Where the cluster at `at` ends: its code point and the marks that follow. */
static size_t cluster_end(const struct prompt *prompt, size_t at)
{
	struct slice rest = slice_make(prompt->text.data + at, prompt->text.length - at);
	bool first = true;

	while (rest.length) {
		uint32_t code;
		size_t taken = text_decode(rest, &code);
		if (!first && text_code_width(code))
			break;
		first = false;
		rest = slice_make(rest.data + taken, rest.length - taken);
	}
	return prompt->text.length - rest.length;
}

static size_t cluster_before(const struct prompt *prompt, size_t at)
{
	size_t start = 0, end = 0;

	while (end < at) {
		start = end;
		end = cluster_end(prompt, start);
	}
	return start;
}

static void remove_between(struct prompt *prompt, size_t from, size_t to)
{
	if (from == to)
		return;
	memmove(prompt->text.data + from, prompt->text.data + to, prompt->text.length - to);
	prompt->text.length -= to - from;
	prompt->text.data[prompt->text.length] = 0;
	prompt->cursor = from;
}

/* The longest start of `text` that has at most `size` bytes and ends between code points. */
static size_t whole_codes(struct slice text, size_t size)
{
	size_t length = 0;

	while (length < text.length) {
		uint32_t code;
		size_t taken = text_decode(slice_make(text.data + length, text.length - length), &code);
		if (length + taken > size)
			break;
		length += taken;
	}
	return length;
}

/* At the cursor; bytes from outside: line ends and tabs become blanks, the rest is cleaned. */
static void insert(struct prompt *prompt, const char *bytes, size_t length)
{
	struct str raw = {0}, clean = {0};

	str_append(&raw, bytes, length);
	for (size_t i = 0; i < raw.length; i++)
		if ((unsigned char)raw.data[i] < ' ')
			raw.data[i] = ' ';
	text_clean(&clean, str_slice(&raw));
	length = whole_codes(str_slice(&clean), PROMPT_BYTES - prompt->text.length);
	if (length) {
		str_append(&prompt->text, clean.data, length);
		char *at = prompt->text.data + prompt->cursor;
		memmove(at + length, at, prompt->text.length - length - prompt->cursor);
		memcpy(at, clean.data, length);
		/* What was inserted may be the base of marks that followed: stay on a cluster's start. */
		size_t end = prompt->cursor + length;
		while (prompt->cursor < end)
			prompt->cursor = cluster_end(prompt, prompt->cursor);
	}
	str_fini(&raw);
	str_fini(&clean);
}

void prompt_set(struct prompt *prompt, const char *text)
{
	str_clear(&prompt->text);
	prompt->cursor = 0;
	insert(prompt, text, strlen(text));
}

void prompt_open(struct prompt *prompt, const char *label, const char *text)
{
	prompt->open = true;
	prompt->label = label;
	prompt->history_at = prompt->history_count;
	free(prompt->draft);
	prompt->draft = NULL;
	prompt_set(prompt, text ? text : "");
}

void prompt_remember(struct prompt *prompt, const char *text)
{
	int count = prompt->history_count;

	if (!*text || (count && !strcmp(prompt->history[count - 1], text)))
		return;
	if (count == PROMPT_HISTORY) {
		free(prompt->history[0]);
		memmove(prompt->history, prompt->history + 1, (size_t)--count * sizeof *prompt->history);
	}
	prompt->history[count] = xstrdup(text);
	prompt->history_count = count + 1;
}

/* To the next older line, or newer one, that begins as what was typed; after the newest comes that. */
static void recall(struct prompt *prompt, int by)
{
	int at = prompt->history_at + by;
	if (prompt->history_at == prompt->history_count) {
		free(prompt->draft);
		prompt->draft = xstrdup(str_text(&prompt->text));
	}
	size_t length = strlen(prompt->draft);
	while (at >= 0 && at < prompt->history_count && strncmp(prompt->history[at], prompt->draft, length))
		at += by;
	if (at < 0 || at > prompt->history_count)
		return;
	prompt->history_at = at;
	prompt_set(prompt, at < prompt->history_count ? prompt->history[at] : prompt->draft);
}

/* Back over blanks, then over the word before them. */
static size_t word_before(const struct prompt *prompt)
{
	size_t at = prompt->cursor;

	while (at && prompt->text.data[at - 1] == ' ')
		at--;
	while (at && prompt->text.data[at - 1] != ' ')
		at--;
	return at;
}

static enum prompt_reply close_with(struct prompt *prompt, enum prompt_reply reply)
{
	if (reply == PROMPT_DONE)
		prompt_remember(prompt, str_text(&prompt->text));
	prompt->open = false;
	return reply;
}

static enum prompt_reply control_key(struct prompt *prompt, uint32_t key)
{
	switch (key) {
	case 'a':
		prompt->cursor = 0;
		return PROMPT_EDITED;
	case 'e':
		prompt->cursor = prompt->text.length;
		return PROMPT_EDITED;
	case 'k':
		remove_between(prompt, prompt->cursor, prompt->text.length);
		return PROMPT_EDITED;
	case 'u':
		remove_between(prompt, 0, prompt->cursor);
		return PROMPT_EDITED;
	case 'w':
		remove_between(prompt, word_before(prompt), prompt->cursor);
		return PROMPT_EDITED;
	case 'c':
	case 'g':
		return close_with(prompt, PROMPT_CANCELLED);
	default:
		return PROMPT_PASS;
	}
}

static enum prompt_reply special_key(struct prompt *prompt, uint32_t key)
{
	switch (key) {
	case INPUT_LEFT:
		prompt->cursor = cluster_before(prompt, prompt->cursor);
		return PROMPT_EDITED;
	case INPUT_RIGHT:
		if (prompt->cursor < prompt->text.length)
			prompt->cursor = cluster_end(prompt, prompt->cursor);
		return PROMPT_EDITED;
	case INPUT_HOME:
		return control_key(prompt, 'a');
	case INPUT_END:
		return control_key(prompt, 'e');
	case INPUT_BACKSPACE:
		remove_between(prompt, cluster_before(prompt, prompt->cursor), prompt->cursor);
		return PROMPT_EDITED;
	case INPUT_DELETE:
		if (prompt->cursor < prompt->text.length)
			remove_between(prompt, prompt->cursor, cluster_end(prompt, prompt->cursor));
		return PROMPT_EDITED;
	case INPUT_UP:
		recall(prompt, -1);
		return PROMPT_EDITED;
	case INPUT_DOWN:
		recall(prompt, 1);
		return PROMPT_EDITED;
	case INPUT_ENTER:
		return close_with(prompt, PROMPT_DONE);
	case INPUT_ESCAPE:
		return close_with(prompt, PROMPT_CANCELLED);
	default:
		return PROMPT_PASS;
	}
}

enum prompt_reply prompt_event(struct prompt *prompt, const struct event *event)
{
	if (event->what == EVENT_PASTE) {
		insert(prompt, event->text, event->text_length);
		return PROMPT_EDITED;
	}
	if (event->what != EVENT_KEY)
		return PROMPT_PASS;
	if (event->key >= INPUT_UP)
		return special_key(prompt, event->key);
	if (event->modifiers & MODIFIER_CONTROL)
		return control_key(prompt, event->key);
	if (event->modifiers & MODIFIER_ALT || text_is_control(event->key))
		return PROMPT_PASS;
	char encoded[4];
	insert(prompt, encoded, text_encode(event->key, encoded));
	return PROMPT_EDITED;
}

static int width_between(const struct prompt *prompt, size_t from, size_t to)
{
	return from == to ? 0 : text_width(slice_make(prompt->text.data + from, to - from));
}

void prompt_paint(const struct prompt *prompt, const char *hint, struct canvas *canvas, struct rect row)
{
	if (rect_empty(row))
		return;
	row.height = 1;
	canvas_fill(canvas, row, ' ', ROLE_PROMPT, 0);
	int label = canvas_text(canvas, row.x, row.y, row.width / 2, slice_of(prompt->label), ROLE_PROMPT, CELL_BOLD);
	rect_take_left(&row, label);

	size_t from = 0, length = prompt->text.length, cursor = prompt->cursor;
	size_t cursor_end = cursor < length ? cluster_end(prompt, cursor) : cursor;
	int under = cursor < length ? width_between(prompt, cursor, cursor_end) : 1;
	while (from < cursor && width_between(prompt, from, cursor) + under > row.width)
		from = cluster_end(prompt, from);
	if (from < length)
		canvas_text(canvas, row.x, row.y, row.width, slice_make(prompt->text.data + from, length - from),
		            ROLE_PROMPT, 0);
	struct rect rest = row;
	rect_take_left(&rest, width_between(prompt, from, length) + HINT_GAP);
	canvas_text(canvas, rest.x, rest.y, rest.width, slice_of(hint), ROLE_DIM, 0);
	struct rect block = {row.x + width_between(prompt, from, cursor), row.y, under < 1 ? 1 : under, 1};
	canvas_paint(canvas, rect_intersect(block, row), ROLE_PROMPT, CELL_REVERSE);
}
