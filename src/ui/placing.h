/*
 * Which pictures of pixels are on the terminal, and the bytes that bring there
 * those of a canvas. Text erases what sixel and iTerm2 draw, so these are sent
 * again when a cell of their rows changes; kitty's are told to go.
 */
#ifndef TBTOP_UI_PLACING_H
#define TBTOP_UI_PLACING_H

#include "chart/canvas.h"
#include "ui/graphics.h"

struct placed {
	uint32_t number;
	struct rect cells;
	uint64_t around; /* the cells of its rows, as one number */
};

struct placing {
	struct placed on[CANVAS_PICTURES]; /* the terminal, after the last frame */
	int count;
	bool cleared; /* the terminal was since: it may or may not still have them */
	/* Of the frame that is being made: */
	const struct canvas_picture *shown[CANVAS_PICTURES];
	int shown_count;
	int from, to; /* rows that are to be written anew, to erase what was drawn there: [from, to) */
};

/* Before the cells: what is shown of the canvas, which lives until placing_end_frame. */
void placing_begin_frame(struct placing *placing, const struct graphics *graphics, const struct canvas *canvas);
/* The picture whose placeholders stand at a cell, instead of what the canvas has; NULL for none. */
const struct canvas_picture *placing_at(const struct placing *placing, const struct graphics *graphics, int x, int y);
/* Behind the cells; nothing when all is there. */
void placing_end_frame(struct placing *placing, const struct graphics *graphics, const struct canvas *canvas,
                       struct str *out);
/* The screen was, or will be, cleared. */
void placing_forget(struct placing *placing);
/* Takes them away for good. */
void placing_remove(struct placing *placing, const struct graphics *graphics, struct str *out);

#endif
