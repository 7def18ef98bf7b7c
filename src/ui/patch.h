/*
 * A small frame as the cells that change: where they are, what stands in them,
 * how they look. Curses writes them row by row, and says anew how each looks.
 * Sent look by look, with the shortest way from one to the next, they take about
 * two thirds of the bytes: what changes with each key is a column of cells and a
 * few numbers.
 */
#ifndef TBTOP_UI_PATCH_H
#define TBTOP_UI_PATCH_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define PATCH_CELLS 768 /* more are no small frame */
#define PATCH_LOOKS 32
#define PATCH_TEXT 4    /* bytes of a character */

/* Of the terminal's cursor, from 0; row < 0: not known. */
struct place {
	int row, column;
};

struct patch {
	struct patch_cell {
		struct place at;
		uint8_t look;  /* whoever fills it knows which that is */
		bool blank;    /* goes with each look that is said to suit */
		bool ordered;
		uint8_t length;
		char text[PATCH_TEXT];
	} cells[PATCH_CELLS];
	uint16_t order[PATCH_CELLS]; /* the cells, as they are to be sent */
	size_t count;
	struct patch_stretch {
		uint16_t first, end; /* of the cells */
		bool goes_on;        /* with a column, whose top is above */
	} stretches[PATCH_CELLS]; /* while it is ordered: those of a look that are left */
	size_t stretch_count;
};

enum patch_way {
	PATCH_BY_ROWS, /* from the top, from the left */
	PATCH_BY_WAY,  /* each time to what is nearest to where the cursor is: down columns */
};

/* False when there is no room for one more. */
bool patch_put(struct patch *patch, struct place at, uint8_t look, bool blank, struct slice text);

/*
 * Orders the cells by looks: `looks` of them as given; those of one in that way, with the cursor at `from` at first.
 * A blank goes with the cell beside it, where `suits` says so of its look and that one's. False when a cell is there
 * twice. May be done again, another way.
 */
bool patch_order(struct patch *patch, enum patch_way way, struct place from, const uint8_t *looks, size_t count,
                 bool (*suits)(const void *context, uint8_t blank, uint8_t look), const void *context);

/*
 * The shortest way to a place by what a VT100 understands, from anywhere where `from` is not known. Line feeds go
 * down: the terminal is raw, and what is below is on the screen.
 */
void patch_move(struct place from, struct place to, struct str *out);

#endif
