/* Rectangles of cells. Layout is arithmetic on them: results lie inside their parent, never overlap, may be empty. */
#ifndef TBTOP_CHART_RECT_H
#define TBTOP_CHART_RECT_H

#include <stdbool.h>

struct rect {
	int x, y, width, height; /* width and height >= 0 */
};

bool rect_equal(struct rect a, struct rect b);
bool rect_empty(struct rect rect);
bool rect_contains(struct rect rect, int x, int y);
bool rect_inside(struct rect inner, struct rect outer);
bool rect_overlap(struct rect a, struct rect b);
struct rect rect_intersect(struct rect a, struct rect b);
/* Cut pieces off an edge (at most what is there): the piece is returned, the rest stays in *rect. */
struct rect rect_take_left(struct rect *rect, int columns);
struct rect rect_take_right(struct rect *rect, int columns);
struct rect rect_take_top(struct rect *rect, int rows);
struct rect rect_take_bottom(struct rect *rect, int rows);
struct rect rect_inset(struct rect rect, int columns, int rows);
/* Cell (column, row) of an even grid over `rect`; remainders go to the first ones. */
struct rect rect_grid(struct rect rect, int columns, int rows, int column, int row);

#endif
