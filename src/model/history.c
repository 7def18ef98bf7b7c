#include "model/history.h"

#include "model/choice_text.h"

#include <string.h>

static void clear(struct choice **items, int *count)
{
	for (int i = 0; i < *count; i++)
		choice_free(items[i]);
	*count = 0;
}

static void push(struct choice **items, int *count, struct choice *choice)
{
	if (*count == HISTORY_MOST) {
		choice_free(items[0]);
		memmove(items, items + 1, (HISTORY_MOST - 1) * sizeof *items);
		--*count;
	}
	items[(*count)++] = choice;
}

/* In what is kept of it: freezing, for one, is no change of what a person chose to see. */
static bool same(const struct choice *a, const struct choice *b)
{
	struct str text = {0}, other = {0};
	choice_write(a, &text);
	choice_write(b, &other);
	bool equal = slice_equal(str_slice(&text), str_slice(&other));
	str_fini(&text);
	str_fini(&other);
	return equal;
}

void history_apply(struct history *history, struct choice *choice, const struct store *store, const struct edit *edit)
{
	struct choice *before = choice_copy(choice);
	choice_apply(choice, store, edit);
	bool by_and_by = edit->what == EDIT_RUN_FILTER || edit->what == EDIT_TAG_FILTER || edit->what == EDIT_SIDE;
	bool goes_on = by_and_by && history->by_and_by && history->what == edit->what && history->past_count;
	history->by_and_by = by_and_by;
	history->what = edit->what;
	if (goes_on || same(before, choice)) {
		choice_free(before);
		return;
	}
	push(history->past, &history->past_count, before);
	clear(history->future, &history->future_count);
}

static bool step(struct choice **from, int *from_count, struct choice **to, int *to_count, struct choice *choice)
{
	if (!*from_count)
		return false;
	struct choice *then = from[--*from_count];
	push(to, to_count, choice_copy(choice));
	choice_restore(choice, then);
	choice_free(then);
	return true;
}

bool history_undo(struct history *history, struct choice *choice)
{
	history->by_and_by = false;
	return step(history->past, &history->past_count, history->future, &history->future_count, choice);
}

bool history_redo(struct history *history, struct choice *choice)
{
	history->by_and_by = false;
	return step(history->future, &history->future_count, history->past, &history->past_count, choice);
}

void history_fini(struct history *history)
{
	clear(history->past, &history->past_count);
	clear(history->future, &history->future_count);
}
