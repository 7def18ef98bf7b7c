/* How many charts stand side by side and one above another. Pure arithmetic. */
#ifndef TBTOP_VIEW_GRID_H
#define TBTOP_VIEW_GRID_H

#include "chart/rect.h"

struct grid {
	int columns, rows; /* at least 1 each */
};

/* `density`: 0 is what suits the area, more for more charts (choice_panels) */
struct grid grid_for(struct rect area, int charts, int density);

#endif
