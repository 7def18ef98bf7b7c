#include "ui/placing.h"

#include "ui/kitty.h"

#include <string.h>

static bool same_rect(struct rect a, struct rect b)
{
	return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

/* What a terminal with sixel draws into its last row may scroll the screen. */
static bool can_be(const struct graphics *graphics, const struct canvas *canvas, const struct canvas_picture *picture)
{
	if (graphics->way == GRAPHICS_OFF || !canvas_picture_whole(canvas, picture))
		return false;
	if (graphics->way == GRAPHICS_KITTY)
		return !graphics->inside || (picture->cells.width <= KITTY_PLACES && picture->cells.height <= KITTY_PLACES);
	return picture->cells.y + picture->cells.height < canvas->rows;
}

static bool is_shown(const struct placing *placing, const struct placed *placed)
{
	for (int i = 0; i < placing->shown_count; i++)
		if (placing->shown[i]->number == placed->number && same_rect(placing->shown[i]->cells, placed->cells))
			return true;
	return false;
}

/* A picture of the same size in the same place covers it. */
static bool is_covered(const struct placing *placing, const struct placed *placed)
{
	for (int i = 0; i < placing->shown_count; i++)
		if (same_rect(placing->shown[i]->cells, placed->cells))
			return true;
	return false;
}

static void erase_row(struct placing *placing, struct rect cells)
{
	if (placing->from == placing->to) {
		placing->from = cells.y;
		placing->to = cells.y + cells.height;
		return;
	}
	placing->from = cells.y < placing->from ? cells.y : placing->from;
	placing->to = cells.y + cells.height > placing->to ? cells.y + cells.height : placing->to;
}

void placing_begin_frame(struct placing *placing, const struct graphics *graphics, const struct canvas *canvas)
{
	placing->shown_count = placing->from = placing->to = 0;
	for (int i = 0; i < canvas->picture_count; i++)
		if (can_be(graphics, canvas, &canvas->pictures[i]))
			placing->shown[placing->shown_count++] = &canvas->pictures[i];
	for (int i = 0; i < placing->count && graphics->way != GRAPHICS_KITTY; i++)
		if (!is_covered(placing, &placing->on[i]))
			erase_row(placing, placing->on[i].cells);
}

const struct canvas_picture *placing_at(const struct placing *placing, const struct graphics *graphics, int x, int y)
{
	if (graphics->way != GRAPHICS_KITTY || !graphics->inside)
		return NULL;
	for (int i = 0; i < placing->shown_count; i++)
		if (rect_contains(placing->shown[i]->cells, x, y))
			return placing->shown[i];
	return NULL;
}

/* FNV-1a over what is seen of the cells: whether a row was written to since. */
static uint64_t around(const struct canvas *canvas, struct rect cells)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	for (int y = cells.y; y < cells.y + cells.height; y++)
		for (int x = 0; x < canvas->columns; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			uint64_t parts[] = {cell->code[0], cell->code[1], cell->code[2],
			                    (uint64_t)cell->role << 16 | (uint64_t)cell->attributes << 8 | cell->painted,
			                    cell->painted ? (uint64_t)cell->halves[0] << 32 | cell->halves[1] : 0};
			for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
				sum = (sum ^ parts[i]) * UINT64_C(0x100000001b3);
		}
	return sum;
}

static const struct placed *find(const struct placing *placing, uint32_t number)
{
	for (int i = 0; i < placing->count; i++)
		if (placing->on[i].number == number)
			return &placing->on[i];
	return NULL;
}

static void forget_others(const struct placing *placing, const struct graphics *graphics, struct str *out)
{
	for (int i = 0; i < placing->count; i++)
		if (placing->cleared || !is_shown(placing, &placing->on[i]))
			kitty_append_forget(out, graphics, placing->on[i].number);
}

/* At a cell, with the cursor where curses believes it afterwards. */
static void append_at(struct str *out, struct rect cells, struct slice bytes)
{
	str_printf(out, "\0337\033[%d;%dH", cells.y + 1, cells.x + 1);
	str_append_slice(out, bytes);
	str_append_text(out, "\0338");
}

static void place_kitty(const struct graphics *graphics, const struct canvas_picture *picture, struct str *out)
{
	struct str place = {0};
	str_append_slice(out, picture->bytes);
	if (graphics->inside)
		return;
	kitty_append_place(&place, graphics, picture->number, picture->cells.width, picture->cells.height);
	append_at(out, picture->cells, str_slice(&place));
	str_fini(&place);
}

static bool was_written_over(const struct placing *placing, const struct placed *old, const struct placed *now)
{
	bool erased = now->cells.y < placing->to && placing->from < now->cells.y + now->cells.height;
	return erased || old->around != now->around;
}

static struct placed place(const struct placing *placing, const struct graphics *graphics, const struct canvas *canvas,
                           const struct canvas_picture *picture, struct str *out)
{
	const struct placed *old = find(placing, picture->number);
	struct placed now = {.number = picture->number, .cells = picture->cells};
	bool there = old && same_rect(old->cells, now.cells);
	if (graphics->way == GRAPHICS_KITTY) {
		if (!there)
			place_kitty(graphics, picture, out);
		return now;
	}
	now.around = around(canvas, now.cells);
	if (!there || was_written_over(placing, old, &now))
		append_at(out, now.cells, picture->bytes);
	return now;
}

void placing_end_frame(struct placing *placing, const struct graphics *graphics, const struct canvas *canvas,
                       struct str *out)
{
	struct placed now[CANVAS_PICTURES];
	if (graphics->way == GRAPHICS_KITTY)
		forget_others(placing, graphics, out);
	if (placing->cleared)
		placing->count = 0;
	placing->cleared = false;
	for (int i = 0; i < placing->shown_count; i++)
		now[i] = place(placing, graphics, canvas, placing->shown[i], out);
	placing->count = placing->shown_count;
	memcpy(placing->on, now, (size_t)placing->count * sizeof *now);
}

void placing_forget(struct placing *placing)
{
	placing->cleared = true;
}

void placing_remove(struct placing *placing, const struct graphics *graphics, struct str *out)
{
	for (int i = 0; i < placing->count && graphics->way == GRAPHICS_KITTY; i++)
		kitty_append_forget(out, graphics, placing->on[i].number);
	placing->count = 0;
}
