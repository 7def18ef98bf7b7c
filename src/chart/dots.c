#include "chart/dots.h"

#include "base/alloc.h"

#include <stdlib.h>

struct rect plot_dots(enum plot_marker marker)
{
	static const struct rect dots[] = {
		[PLOT_BRAILLE] = {0, 0, 2, 4},
		[PLOT_QUADRANT] = {0, 0, 2, 2},
		[PLOT_HALF] = {0, 0, 1, 2},
		[PLOT_ASCII] = {0, 0, 1, 2},
	};

	return dots[marker];
}

void dots_init(struct dots *dots, enum plot_marker marker, int cell_columns, int cell_rows)
{
	struct rect cell = plot_dots(marker);

	*dots = (struct dots){
		.marker = marker,
		.cell_columns = cell_columns,
		.cell_rows = cell_rows,
		.columns = cell_columns * cell.width,
		.rows = cell_rows * cell.height,
	};
	dots->cells = xcalloc((size_t)cell_columns * (size_t)cell_rows + 1, sizeof *dots->cells);
}

void dots_fini(struct dots *dots)
{
	free(dots->cells);
	*dots = (struct dots){0};
}

static struct dots_cell *cell_at(const struct dots *dots, int column, int row)
{
	return &dots->cells[(size_t)row * (size_t)dots->cell_columns + (size_t)column];
}

/* A cell's size as shifts, and the bits of its left column: all, and those of the even rows. */
static const struct shape {
	uint8_t across, down, all, even;
} shapes[] = {
	[PLOT_BRAILLE] = {1, 2, 0x55, 0x11},
	[PLOT_QUADRANT] = {1, 1, 0x05, 0x01},
	[PLOT_HALF] = {0, 1, 0x03, 0x01},
	[PLOT_ASCII] = {0, 1, 0x03, 0x01},
};

/* The bits of a cell's column of dots; of a chequered area those of the even rows, or of the odd ones. */
static unsigned column_bits(struct shape cell, int x, bool checked)
{
	unsigned column = (unsigned)x & ((1u << cell.across) - 1);

	if (!checked)
		return (unsigned)cell.all << column;
	return (unsigned)cell.even << column << (x % 2 ? 1 << cell.across : 0);
}

/* What lies in the rows from `from` on, up to `to`; the bits of a cell are row by row. */
static unsigned row_bits(struct shape cell, int from, int to)
{
	return (1u << ((to + 1) << cell.across)) - (1u << (from << cell.across));
}

static void set_bits(struct dots_cell *cell, unsigned bits, enum role role, uint8_t attributes)
{
	if ((cell->attributes & CELL_DIM) && !(attributes & CELL_DIM))
		cell->bits = 0; /* a faint line gives way: in the other's colour its dots would be taken for the other's */
	cell->bits |= (uint8_t)bits;
	cell->role = (uint8_t)role;
	cell->attributes = attributes;
}

/* Cell by cell: where a thousand lines lie over each other, all the time of a picture goes here. */
void dots_rows(struct dots *dots, int x, int from, int to, bool checked, enum role role, uint8_t attributes)
{
	const struct shape cell = shapes[dots->marker];

	from = from < 0 ? 0 : from;
	to = to >= dots->rows ? dots->rows - 1 : to;
	if (x < 0 || x >= dots->columns || from > to)
		return;
	/* Cells are of an even number of rows: odd ones are odd in each. */
	unsigned column = column_bits(cell, x, checked);
	int rows = 1 << cell.down, first = from >> cell.down, last = to >> cell.down;
	for (int row = first; row <= last; row++) {
		int top = row == first ? from & (rows - 1) : 0, bottom = row == last ? to & (rows - 1) : rows - 1;
		unsigned bits = column & row_bits(cell, top, bottom);
		if (bits)
			set_bits(cell_at(dots, x >> cell.across, row), bits, role, attributes);
	}
}

void dots_set(struct dots *dots, int x, int y, enum role role, uint8_t attributes)
{
	dots_rows(dots, x, y, y, false, role, attributes);
}

bool dots_any(const struct dots *dots, struct rect cells)
{
	struct rect area = rect_intersect(cells, (struct rect){0, 0, dots->cell_columns, dots->cell_rows});

	for (int y = area.y; y < area.y + area.height; y++)
		for (int x = area.x; x < area.x + area.width; x++)
			if (cell_at(dots, x, y)->bits)
				return true;
	return false;
}

/* Unicode numbers the six upper dots column by column and the lowest two after them. */
static uint32_t braille_of(uint8_t bits)
{
	static const uint8_t order[8] = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};
	uint32_t code = 0x2800;

	for (int i = 0; i < 8; i++)
		if (bits & 1u << i)
			code |= order[i];
	return code;
}

uint32_t dots_code(enum plot_marker marker, uint8_t bits)
{
	static const uint16_t quadrants[16] = {' ',    0x2598, 0x259D, 0x2580, 0x2596, 0x258C, 0x259E, 0x259B,
	                                       0x2597, 0x259A, 0x2590, 0x259C, 0x2584, 0x2599, 0x259F, 0x2588};
	static const uint16_t halves[4] = {' ', 0x2580, 0x2584, 0x2588};
	static const char ascii[4] = {' ', '\'', '.', ':'};

	switch (marker) {
	case PLOT_BRAILLE:
		return braille_of(bits);
	case PLOT_QUADRANT:
		return quadrants[bits & 15];
	case PLOT_HALF:
		return halves[bits & 3];
	case PLOT_ASCII:
		break;
	}
	return (uint32_t)ascii[bits & 3];
}

void dots_paint(const struct dots *dots, struct canvas *canvas, int x, int y)
{
	for (int row = 0; row < dots->cell_rows; row++) {
		for (int column = 0; column < dots->cell_columns; column++) {
			const struct dots_cell *cell = cell_at(dots, column, row);

			if (cell->bits)
				canvas_put(canvas, x + column, y + row, dots_code(dots->marker, cell->bits), cell->role,
				           cell->attributes);
		}
	}
}
