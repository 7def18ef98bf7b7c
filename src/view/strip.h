/* The forms that a tab has, in a row: the one that is seen is set off; at the right which thing it is about. */
#ifndef TBTOP_VIEW_STRIP_H
#define TBTOP_VIEW_STRIP_H

#include "chart/canvas.h"
#include "view/label.h"

#define STRIP_FORMS 8

struct strip {
	const char *names[STRIP_FORMS]; /* NULL: there is nothing in that form */
	int current;
	struct label what;
	struct rect area;
};

void strip_paint(const struct strip *strip, struct canvas *canvas);
/* The form at a column; -1 for none. */
int strip_at(const struct strip *strip, int x);
/* The next form that there is something in, in direction `by`. */
int strip_next(const struct strip *strip, int by);

#endif
