#include "ui/list.h"

static int at_least(int value, int least)
{
	return value < least ? least : value;
}

static int at_most(int value, int most)
{
	return value > most ? most : value;
}

void list_fit(struct list *list, int count, int height)
{
	count = at_least(count, 0);
	height = at_least(height, 1);
	list->cursor = at_least(at_most(list->cursor, count - 1), 0);
	/* In sight: neither above the top nor below the last row shown. */
	list->top = at_least(at_most(list->top, list->cursor), 0);
	if (list->cursor - list->top >= height)
		list->top = list->cursor - height + 1;
	/* No rows left empty below while there are some above. */
	list->top = at_least(at_most(list->top, count - height), 0);
}

bool list_act(struct list *list, enum action action, int count, int height)
{
	int page = at_least(height - 1, 1); /* one row of the old page stays in sight */

	list_fit(list, count, height);
	switch (action) {
	case ACTION_UP:
		list->cursor--;
		break;
	case ACTION_DOWN:
		list->cursor++;
		break;
	case ACTION_PAGE_UP:
		list->top -= page;
		list->cursor -= at_most(page, list->cursor);
		break;
	case ACTION_PAGE_DOWN:
		page = at_most(page, count); /* no overflow */
		list->top += page;
		list->cursor += page;
		break;
	case ACTION_FIRST:
		list->cursor = 0;
		break;
	case ACTION_LAST:
		list->cursor = count - 1;
		break;
	default:
		return false;
	}
	list_fit(list, count, height);
	return true;
}

bool list_thumb(const struct list *list, int count, int height, int *from, int *to)
{
	if (height < 1 || count <= height)
		return false;
	int size = at_least((int)((long long)height * height / count), 1);
	int room = height - size, scrolled = at_most(at_least(list->top, 0), count - height);
	*from = (int)((long long)room * scrolled / (count - height));
	*to = *from + size;
	return true;
}
