/* Dots drawn in character cells: several a cell, united, with one role a cell (that of the last dot set); dim ones give way to others. */
#ifndef TBTOP_CHART_DOTS_H
#define TBTOP_CHART_DOTS_H

#include "chart/canvas.h"

#include <stdint.h>

/* Dots in one cell: braille 2x4, quadrant 2x2, half 1x2, ASCII 1x2 (' . :). */
enum plot_marker { PLOT_BRAILLE, PLOT_QUADRANT, PLOT_HALF, PLOT_ASCII };

/* How many dots a cell has: width and height. */
struct rect plot_dots(enum plot_marker marker);

struct dots_cell {
	uint8_t bits; /* row by row, from the left: bit 0 is the upper left dot */
	uint8_t role, attributes;
};

struct dots {
	enum plot_marker marker;
	int cell_columns, cell_rows;
	int columns, rows; /* of dots */
	struct dots_cell *cells;
};

/* Program-sized; an empty size is fine. */
void dots_init(struct dots *dots, enum plot_marker marker, int cell_columns, int cell_rows);
void dots_fini(struct dots *dots);
/* Outside of the grid: nothing. */
void dots_set(struct dots *dots, int x, int y, enum role role, uint8_t attributes);
/* The dots of a column from row `from` to row `to`, or each second of them (x + y even). */
void dots_rows(struct dots *dots, int x, int from, int to, bool checked, enum role role, uint8_t attributes);
/* True when a cell of `cells` (in cells of the grid) has a dot. */
bool dots_any(const struct dots *dots, struct rect cells);
/* The character that shows the dots of a cell. */
uint32_t dots_code(enum plot_marker marker, uint8_t bits);
/* Draws the cells that have dots, the upper left one at (x, y). */
void dots_paint(const struct dots *dots, struct canvas *canvas, int x, int y);

#endif
