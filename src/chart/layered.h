/*
 * Boxes in ranks one below the other, and lines that lead down from rank to
 * rank: a layered drawing as Sugiyama, Tagawa and Toda describe it (IEEE
 * Transactions on Systems, Man, and Cybernetics 11(2), 1981), in cells. Edges
 * that lead back in a circle are turned for it; ranks are as long paths are; an
 * edge that passes ranks does so in columns of its own; ranks are ordered by
 * barycentres, down and up by turns; then all is moved to below what it hangs
 * on. Pure; program-sized, as boxes and edges are no more than the limits.
 */
#ifndef TBTOP_CHART_LAYERED_H
#define TBTOP_CHART_LAYERED_H

#include "chart/canvas.h"

#define LAYERED_BOXES 400   /* and so many edges at most: the caller sees to it */
#define LAYERED_EDGES 4000
#define LAYERED_PASSES 6000 /* ranks that edges pass, over all: the longest edges are left out above that */
#define LAYERED_HEIGHT 3    /* rows of a box */

struct layered_box {
	int width;            /* columns, at least 3; out: more where many lines arrive */
	int x, y, rank;       /* out: its left upper cell; which rank from the top on */
	bool alone;           /* out: no edge is at it: it lies below all others */
};

struct layered_edge {
	uint32_t from, to;    /* boxes */
	bool dotted;
	bool back;            /* out: it leads up */
	bool left_out;        /* out: to itself, or there are too many */
};

/* Cells in a row, both ends with it; ends of lines are those of boxes' frames. */
struct layered_line {
	int x0, y0, x1, y1;   /* 0 <= x0 <= x1, y0 <= y1 */
	uint32_t edge, net;   /* lines of a net come from one box, and may lie upon one another */
};

struct layered {
	struct layered_box *boxes;   /* owned, in the order in which they were given */
	uint32_t box_count;
	struct layered_edge *edges;  /* owned */
	uint32_t edge_count, left_out;
	struct layered_line *lines;  /* owned */
	size_t line_count, line_capacity;
	int columns, rows;
};

/* Takes copies. Boxes at which no edge is stand in rows of about `columns`. */
void layered_make(struct layered *out, const struct layered_box *boxes, uint32_t box_count,
                  const struct layered_edge *edges, uint32_t edge_count, int columns);
void layered_fini(struct layered *layered);

/*
 * The lines and the frames of the boxes as seen through `window`, with the cell (left, top) of the drawing in its
 * corner. A line that passes another one goes over it; where lines join they are of one net. Edges whose role
 * is not ROLE_BORDER are drawn over those whose is.
 */
struct layered_looks {
	const enum role *edges, *boxes; /* by number */
};
void layered_paint(const struct layered *layered, struct canvas *canvas, struct rect window, int left, int top,
                   const struct layered_looks *looks);

/* The box whose middle is nearest in a direction (dx or dy is -1 or 1, the other one 0), preferring where lines lead; itself without any. */
uint32_t layered_next(const struct layered *layered, uint32_t box, int dx, int dy);
/* The box at a cell of the drawing; UINT32_MAX for none. */
uint32_t layered_at(const struct layered *layered, int x, int y);

#endif
