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
