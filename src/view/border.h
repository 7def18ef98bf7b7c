/*
 * The border between the lists and what is beside them: dragged by the mouse, or set by `:sidebar`. How far it is
 * from the left is a person's choice, and the same in every tab.
 */
#ifndef TBTOP_VIEW_BORDER_H
#define TBTOP_VIEW_BORDER_H

#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"
#include "view/layout.h"

struct border {
	bool held; /* by the left button, */
	int off;   /* so many columns from the last one of the lists */
};

/* True: the event is the border's. Before all else that a tab does with the mouse, while its lists are shown. */
bool border_act(struct border *border, const struct scalars_layout *layout, const struct event *event, struct asks *out);
/* `:sidebar COLUMNS` or `auto`. */
void border_type(const struct input *input, struct asks *out);

#endif
