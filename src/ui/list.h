/* A cursor in a scrolling list of rows: position, first row shown, and how they move. Pure arithmetic. */
#ifndef TBTOP_UI_LIST_H
#define TBTOP_UI_LIST_H

#include "ui/action.h"

#include <stdbool.h>

struct list {
	int cursor, top; /* cursor: 0 … count-1, or 0 when empty; top: the first row shown */
};

/* Keeps the cursor within `count` rows and in sight of `height` rows. */
void list_fit(struct list *list, int count, int height);
/* UP, DOWN, PAGE_UP, PAGE_DOWN, FIRST, LAST: true when it was one of these. */
bool list_act(struct list *list, enum action action, int count, int height);
/* Scroll position as a thumb: rows [from, to) of `height` that a scroll bar marks; false when all is in sight. */
bool list_thumb(const struct list *list, int count, int height, int *from, int *to);

#endif
