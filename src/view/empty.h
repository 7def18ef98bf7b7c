/* What stands in place of a view while there is nothing to view: why, and what would change it. */
#ifndef TBTOP_VIEW_EMPTY_H
#define TBTOP_VIEW_EMPTY_H

#include "chart/canvas.h"
#include "view/label.h"
#include "view/scene.h"

#define EMPTY_LINES 5
struct empty {
	struct label lines[EMPTY_LINES];
	int count; /* 0: there is something to view */
};

void empty_prepare(struct empty *empty, const struct scene *scene, int columns);
void empty_paint(const struct empty *empty, struct canvas *canvas, struct rect area);

#endif
