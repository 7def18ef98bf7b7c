#include "chart/layered.h"

#include "base/alloc.h"

#include <stdlib.h>

/* Which sides of a cell a line leads to. */
enum { UP = 1, RIGHT = 2, DOWN = 4, LEFT = 8, UPRIGHT = UP | DOWN, ACROSS = LEFT | RIGHT };

struct ink {
	uint8_t sides;
	bool dotted;
	enum role role;
	uint32_t net; /* + 1 */
};

struct sheet {
	const struct layered *layered;
	struct rect window;
	int left, top; /* cell of the drawing in the window's corner */
	struct ink *cells;
};

/* ---- Lines ---- */

/* What goes down passes over what goes across, so that a crossing is never taken for a join. */
static void touch(const struct sheet *sheet, const struct layered_line *line, int x, int y, uint8_t sides, enum role role)
{
	x -= sheet->left;
	y -= sheet->top;
	if (x < 0 || y < 0 || x >= sheet->window.width || y >= sheet->window.height || !sides)
		return;
	struct ink *ink = &sheet->cells[y * sheet->window.width + x];
	bool other = ink->net && ink->net != line->net + 1;
	if (other && !(ink->sides & ~ACROSS) && (sides & UPRIGHT))
		*ink = (struct ink){0};
	else if (other && !(sides & ~ACROSS) && (ink->sides & UPRIGHT))
		return;
	ink->sides |= sides;
	ink->net = line->net + 1;
	ink->dotted = sheet->layered->edges[line->edge].dotted;
	ink->role = role;
}

static void draw_line(const struct sheet *sheet, const struct layered_line *line, enum role role)
{
	int left = line->x0 > sheet->left ? line->x0 : sheet->left, top = line->y0 > sheet->top ? line->y0 : sheet->top;
	int right = sheet->left + sheet->window.width - 1, bottom = sheet->top + sheet->window.height - 1;
	right = line->x1 < right ? line->x1 : right;
	bottom = line->y1 < bottom ? line->y1 : bottom;
	for (int y = top; y <= bottom; y++)
		for (int x = left; x <= right; x++) {
			uint8_t sides = 0;
			sides |= line->y0 != line->y1 && y > line->y0 ? UP : 0;
			sides |= line->y0 != line->y1 && y < line->y1 ? DOWN : 0;
			sides |= line->x0 != line->x1 && x > line->x0 ? LEFT : 0;
			sides |= line->x0 != line->x1 && x < line->x1 ? RIGHT : 0;
			touch(sheet, line, x, y, sides, role);
		}
}

static void draw_lines(const struct sheet *sheet, const struct layered_looks *looks, bool plain)
{
	const struct layered *layered = sheet->layered;
	for (size_t i = 0; i < layered->line_count; i++) {
		enum role role = looks->edges[layered->lines[i].edge];
		if ((role == ROLE_BORDER) == plain)
			draw_line(sheet, &layered->lines[i], role);
	}
}

static uint32_t character(const struct ink *ink)
{
	static const uint16_t all[16] = {' ', 0x2502, 0x2500, 0x2514, 0x2502, 0x2502, 0x250C, 0x251C,
	                                 0x2500, 0x2518, 0x2500, 0x2534, 0x2510, 0x2524, 0x252C, 0x253C};
	if (ink->dotted && ink->sides == UPRIGHT)
		return 0x250A;
	if (ink->dotted && ink->sides == ACROSS)
		return 0x2508;
	return all[ink->sides];
}

static void paint_lines(const struct sheet *sheet, struct canvas *canvas)
{
	for (int y = 0; y < sheet->window.height; y++)
		for (int x = 0; x < sheet->window.width; x++) {
			const struct ink *ink = &sheet->cells[y * sheet->window.width + x];
			if (ink->sides)
				canvas_put(canvas, sheet->window.x + x, sheet->window.y + y, character(ink), ink->role, 0);
		}
}

/* ---- Boxes ---- */

static void paint_box(const struct sheet *sheet, struct canvas *canvas, uint32_t number, enum role role)
{
	const struct layered_box *box = &sheet->layered->boxes[number];
	struct rect rect = {sheet->window.x + box->x - sheet->left, sheet->window.y + box->y - sheet->top, box->width, LAYERED_HEIGHT};
	if (rect_overlap(rect, sheet->window))
		canvas_box(canvas, rect, slice_make(NULL, 0), role);
}

/* Where lines leave frames, and arrive at them: an arrow at the end that they lead to. */
static void paint_ends(const struct sheet *sheet, struct canvas *canvas, const struct layered_looks *looks)
{
	const struct layered *layered = sheet->layered;
	for (size_t i = 0; i < layered->line_count; i++) {
		const struct layered_line *line = &layered->lines[i];
		const struct layered_edge *edge = &layered->edges[line->edge];
		const struct layered_box *above = &layered->boxes[edge->back ? edge->to : edge->from];
		const struct layered_box *below = &layered->boxes[edge->back ? edge->from : edge->to];
		int x = sheet->window.x + line->x0 - sheet->left, y = sheet->window.y - sheet->top;
		if (line->x0 != line->x1)
			continue;
		if (line->y0 == above->y + LAYERED_HEIGHT - 1)
			canvas_put(canvas, x, y + line->y0, edge->back ? 0x25B2 : 0x252C, edge->back ? looks->edges[line->edge] : looks->boxes[above - layered->boxes], 0);
		if (line->y1 == below->y)
			canvas_put(canvas, x, y + line->y1, edge->back ? 0x2534 : 0x25BC, edge->back ? looks->boxes[below - layered->boxes] : looks->edges[line->edge], 0);
	}
}

void layered_paint(const struct layered *layered, struct canvas *canvas, struct rect window, int left, int top,
                   const struct layered_looks *looks)
{
	struct sheet sheet = {layered, window, left, top, NULL};
	if (rect_empty(window))
		return;
	struct rect old = canvas_clip(canvas, window);
	sheet.cells = xcalloc((size_t)window.width * (size_t)window.height, sizeof *sheet.cells);
	draw_lines(&sheet, looks, true);
	draw_lines(&sheet, looks, false);
	paint_lines(&sheet, canvas);
	free(sheet.cells);
	for (uint32_t i = 0; i < layered->box_count; i++)
		paint_box(&sheet, canvas, i, looks->boxes[i]);
	paint_ends(&sheet, canvas, looks);
	canvas_unclip(canvas, old);
}

/* ---- Moving ---- */

uint32_t layered_at(const struct layered *layered, int x, int y)
{
	for (uint32_t i = 0; i < layered->box_count; i++) {
		const struct layered_box *box = &layered->boxes[i];
		if (rect_contains((struct rect){box->x, box->y, box->width, LAYERED_HEIGHT}, x, y))
			return i;
	}
	return UINT32_MAX;
}

static int distance(const struct layered_box *a, const struct layered_box *b)
{
	int by = a->x + a->width / 2 - (b->x + b->width / 2);
	return by < 0 ? -by : by;
}

/* Along an edge up or down, to the nearest of what it is at the other end of. */
static uint32_t along_an_edge(const struct layered *layered, uint32_t from, int dy)
{
	uint32_t best = from;
	for (uint32_t i = 0; i < layered->edge_count; i++) {
		const struct layered_edge *edge = &layered->edges[i];
		if (edge->left_out || (edge->from != from && edge->to != from))
			continue;
		uint32_t other = edge->from == from ? edge->to : edge->from;
		const struct layered_box *box = &layered->boxes[other], *own = &layered->boxes[from];
		if ((box->y - own->y) * dy <= 0)
			continue;
		if (best == from || distance(box, own) < distance(&layered->boxes[best], own))
			best = other;
	}
	return best;
}

/* The nearest row in that direction, of it the nearest box; in a row the next one. */
static uint32_t beside(const struct layered *layered, uint32_t from, int dx, int dy)
{
	const struct layered_box *own = &layered->boxes[from];
	uint32_t best = from;
	for (uint32_t i = 0; i < layered->box_count; i++) {
		const struct layered_box *box = &layered->boxes[i], *old = &layered->boxes[best];
		int down = (box->y - own->y) * dy, right = (box->x - own->x) * dx, known = (old->y - own->y) * dy;
		if (dx ? box->y != own->y || right <= 0 : down <= 0)
			continue;
		if (best == from || (dy && down < known) || ((dx || down == known) && distance(box, own) < distance(old, own)))
			best = i;
	}
	return best;
}

uint32_t layered_next(const struct layered *layered, uint32_t box, int dx, int dy)
{
	uint32_t next = dy ? along_an_edge(layered, box, dy) : box;
	return next != box ? next : beside(layered, box, dx, dy);
}
