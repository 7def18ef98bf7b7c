#include "ui/complete.h"

#include "ui/action.h"

#include <string.h>

/* The next action after `last` that a line can name and that begins with `start`; ACTION_COUNT at the end. */
static int next_match(int last, const char *start)
{
	size_t length = strlen(start);
	for (int i = last + 1; i < ACTION_COUNT; i++)
		if (i != ACTION_MOUSE && !strncmp(action_name((enum action)i), start, length))
			return i;
	return ACTION_COUNT;
}

void complete_hint(const char *start, struct str *out)
{
	int first = next_match(ACTION_NONE, start);
	if (first == ACTION_COUNT)
		return;
	str_append_text(out, action_name((enum action)first));
	int next = next_match(first, start);
	if (next == ACTION_COUNT)
		str_printf(out, ": %s", action_help((enum action)first));
	for (; next != ACTION_COUNT; next = next_match(next, start))
		str_printf(out, " %s", action_name((enum action)next));
}

void complete_start(const char *start, struct str *out)
{
	int first = next_match(ACTION_NONE, start);
	if (first == ACTION_COUNT) {
		str_append_text(out, start);
		return;
	}
	const char *name = action_name((enum action)first);
	size_t common = strlen(name);
	for (int i = next_match(first, start); i != ACTION_COUNT; i = next_match(i, start)) {
		size_t same = 0;
		while (same < common && action_name((enum action)i)[same] == name[same])
			same++;
		common = same;
	}
	str_append(out, name, common);
	if (next_match(first, start) == ACTION_COUNT && action_takes_words((enum action)first))
		str_append_char(out, ' ');
}

#define HINT_WORDS 12

/* The next of `words` that begins with `start`, taken off their front; false at the end. */
static bool next_word(struct slice *words, const char *start, struct slice *out)
{
	size_t length = strlen(start);
	while (words->length) {
		const char *end = memchr(words->data, '\n', words->length);
		size_t size = end ? (size_t)(end - words->data) : words->length;
		struct slice word = slice_make(words->data, size);
		*words = slice_make(words->data + size + (end != NULL), words->length - size - (end != NULL));
		if (size >= length && !memcmp(word.data, start, length)) {
			*out = word;
			return true;
		}
	}
	return false;
}

/* What of `word` follows the first `from` bytes, up to a blank. */
static struct slice part_of(struct slice word, size_t from)
{
	const char *at = word.data + from;
	const char *blank = from < word.length ? memchr(at, ' ', word.length - from) : NULL;
	return slice_make(at, blank ? (size_t)(blank - at) : word.length - from);
}

void complete_word_hint(const char *start, struct slice words, struct str *out)
{
	const char *blank = strrchr(start, ' ');
	struct slice word, last = {0};
	int count = 0;
	while (next_word(&words, start, &word)) {
		struct slice part = part_of(word, blank ? (size_t)(blank + 1 - start) : 0);
		if (!part.length || slice_equal(part, last))
			continue;
		if (count)
			str_append_char(out, ' ');
		if (count++ == HINT_WORDS) {
			str_append_text(out, "…");
			return;
		}
		str_append_slice(out, part);
		last = part;
	}
}

void complete_word(const char *start, struct slice words, struct str *out)
{
	struct slice word, common = slice_of(start);
	bool any = next_word(&words, start, &common);
	while (any && next_word(&words, start, &word)) {
		size_t same = 0;
		while (same < common.length && same < word.length && common.data[same] == word.data[same])
			same++;
		common.length = same;
	}
	str_append_slice(out, common);
}
