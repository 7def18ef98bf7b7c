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
}

#define HINT_WORDS 12

/* The next of `words` that begins with `start`, taken off their front; false at the end. */
static bool next_word(struct slice *words, const char *start, struct slice *out)
{
	size_t length = strlen(start);
	while (words->length) {
		const char *end = memchr(words->data, '\n', words->length);
		size_t size = end ? (size_t)(end - words->data) : words->length;
		*out = slice_make(words->data, size);
		*words = slice_make(words->data + size + (end != NULL), words->length - size - (end != NULL));
		if (size >= length && !memcmp(out->data, start, length))
			return true;
	}
	return false;
}

void complete_word_hint(const char *start, struct slice words, struct str *out)
{
	struct slice word;
	for (int count = 0; next_word(&words, start, &word); count++) {
		if (count)
			str_append_char(out, ' ');
		if (count == HINT_WORDS) {
			str_append_text(out, "…");
			return;
		}
		str_append_slice(out, word);
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
