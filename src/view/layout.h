/* Where the parts of a screen go: the largest layout that fits. Arithmetic on rectangles only. */
#ifndef TBTOP_VIEW_LAYOUT_H
#define TBTOP_VIEW_LAYOUT_H

#include "chart/rect.h"

/* The whole screen. Parts that have no room are empty; below 20x4 there is the status line only. */
struct screen_layout {
	struct rect top, body, status, hint;
};
struct screen_layout screen_layout(int columns, int rows, bool hints);

/* The parts of Scalars, frames included. */
enum scalars_shape {
	SCALARS_WIDE, /* lists left, charts and values right, all framed */
	SCALARS_SIDE, /* a narrow pane: one chart, tags as rows, runs below, rules between */
	SCALARS_TINY, /* a few lines of text */
};
struct scalars_layout {
	enum scalars_shape shape;
	struct rect head;              /* SIDE: a line or two about the focused run; TINY: one */
	struct rect brief, foot;       /* TINY: two tags in the place of the list, where no more fit; a line below */
	struct rect runs, tags;        /* WIDE: with frames */
	struct rect charts, values;
	struct rect hardware;          /* WIDE: with a frame; below the charts, of their height */
	struct rect rule;              /* SIDE: between tags and runs */
	struct rect rows;              /* SIDE: below the tags, what pane_rows.h shows; empty until scalars_layout_rows */
};
/*
 * How many rows there are to show decides how the height is shared. `lists`: so many columns for these, as far as
 * the charts keep some; 0: what suits the area.
 */
struct scalars_layout scalars_layout(struct rect area, int runs, int tags, int shown, int lists);

/*
 * SIDE: room for up to `rows` below the tags, which keep at least half of the list; what neither of them needs is the
 * chart's. `least`: so many even in a low pane, where tags go before anything else.
 */
void scalars_layout_rows(struct scalars_layout *layout, int tags, int rows, int least);

/* Takes room for up to `rows` of the hardware from the charts, as much as these can spare. */
void scalars_layout_hardware(struct scalars_layout *layout, int rows);

/* The inside of a framed rectangle; empty when there is none. */
struct rect framed_inside(struct rect frame);

#endif
