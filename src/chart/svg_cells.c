#include "chart/svg_cells.h"

#include "base/text.h"

#define BRAILLE 0x2800u

static bool is_blank(const struct cell *cell)
{
	return !cell->painted && (cell->code[0] == ' ' || cell->code[0] == 0 || cell->code[0] == BRAILLE);
}

static bool is_braille(const struct cell *cell)
{
	return cell->painted != PAINTED_HALVES && cell->code[0] >= BRAILLE && cell->code[0] < BRAILLE + 256;
}

static uint32_t colour_of(const struct cell *cell, const struct svg_colours *colours)
{
	return cell->painted == PAINTED_INK && cell->halves[0] != HALF_CLEAR ? cell->halves[0] : colours->roles[cell->role];
}

static bool is_word(const struct cell *cell)
{
	return !is_blank(cell) && !is_braille(cell) && cell->painted != PAINTED_HALVES;
}

/* ---- Shapes ------------------------------------------------------------------------ */

/* Dots by the bits of the code (Unicode 4, braille): columns of 1 2 3 7 and 4 5 6 8. */
static void append_dots(struct str *path, uint32_t bits, int x, int y)
{
	static const uint8_t column[8] = {0, 0, 0, 1, 1, 1, 0, 1}, row[8] = {0, 1, 2, 0, 1, 2, 3, 3};
	const int width = SVG_CELL_WIDTH / 2, height = SVG_CELL_HEIGHT / 4;
	for (int i = 0; i < 8; i++)
		if (bits >> i & 1)
			str_printf(path, "M%d %dh3v3h-3z", x + column[i] * width, y + row[i] * height);
}

/* Cells of one colour that stand next to each other are one shape; returns how many there are. */
static int append_braille(struct str *out, const struct canvas *canvas, struct rect run, struct rect place,
                          const struct svg_colours *colours)
{
	struct str path = {0};
	uint32_t colour = colour_of(canvas_at(canvas, run.x, run.y), colours);
	int count = 0;
	for (; count < run.width; count++) {
		const struct cell *cell = canvas_at(canvas, run.x + count, run.y);
		if (!is_braille(cell) || colour_of(cell, colours) != colour)
			break;
		append_dots(&path, cell->code[0] - BRAILLE, place.x + count * SVG_CELL_WIDTH, place.y);
	}
	if (path.length)
		str_printf(out, "<path d=\"%s\" fill=\"#%06x\"/>\n", str_text(&path), (unsigned)colour);
	str_fini(&path);
	return count;
}

static void append_halves(struct str *out, const struct cell *cell, struct rect place)
{
	for (int i = 0; i < 2; i++)
		if (cell->halves[i] != HALF_CLEAR)
			str_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", place.x,
			           place.y + i * SVG_CELL_HEIGHT / 2, SVG_CELL_WIDTH, SVG_CELL_HEIGHT / 2,
			           (unsigned)cell->halves[i]);
}

/* ---- Words ------------------------------------------------------------------------- */

/* A word of one colour: up to the next blank. Returns its cells. */
static int append_word(struct str *out, const struct canvas *canvas, struct rect run, struct rect place,
                       const struct svg_colours *colours)
{
	struct str text = {0};
	const struct cell *first = canvas_at(canvas, run.x, run.y);
	uint32_t colour = colour_of(first, colours);
	int count = 0;
	for (; count < run.width; count++) {
		const struct cell *cell = canvas_at(canvas, run.x + count, run.y);
		bool continued = count && cell->code[0] == 0;
		if (!continued && (!is_word(cell) || colour_of(cell, colours) != colour))
			break;
		for (int i = 0; i < CELL_CODES && cell->code[i]; i++) {
			char bytes[4];
			str_append(&text, bytes, text_encode(cell->code[i], bytes));
		}
	}
	str_printf(out, "<text x=\"%d\" y=\"%d\" fill=\"#%06x\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\"%s>",
	           place.x, place.y + SVG_CELL_HEIGHT - 4, (unsigned)colour, count * SVG_CELL_WIDTH,
	           first->attributes & CELL_BOLD ? " font-weight=\"bold\"" : "");
	svg_text(out, str_slice(&text));
	str_append_text(out, "</text>\n");
	str_fini(&text);
	return count;
}

/* What begins at the cell; how many cells it takes. */
static int append_cell(struct str *out, const struct canvas *canvas, struct rect run, struct rect place,
                       const struct svg_colours *colours)
{
	const struct cell *cell = canvas_at(canvas, run.x, run.y);
	if (is_blank(cell))
		return 1;
	if (is_braille(cell))
		return append_braille(out, canvas, run, place, colours);
	if (cell->painted != PAINTED_HALVES)
		return append_word(out, canvas, run, place, colours);
	append_halves(out, cell, place);
	return 1;
}

void svg_cells(struct str *out, const struct canvas *canvas, struct rect cells, const struct svg_colours *colours)
{
	cells = rect_intersect(cells, (struct rect){0, 0, canvas->columns, canvas->rows});
	for (int y = 0; y < cells.height; y++)
		for (int x = 0; x < cells.width;) {
			struct rect run = {cells.x + x, cells.y + y, cells.width - x, 1};
			struct rect place = {x * SVG_CELL_WIDTH, y * SVG_CELL_HEIGHT, 0, 0};
			x += append_cell(out, canvas, run, place, colours);
		}
}
