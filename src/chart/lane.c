#include "chart/lane.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

const char *lane_bad_name(unsigned kinds)
{
	switch (kinds) {
	case PLOT_NAN: return "NaN";
	case PLOT_ABOVE: return "+inf";
	case PLOT_BELOW: return "-inf";
	case PLOT_ABOVE | PLOT_BELOW: return "inf";
	default: return kinds ? "NaN/inf" : "";
	}
}

static unsigned bad_kinds(const struct plot_bad *bad)
{
	return (bad->nan ? PLOT_NAN : 0u) | (bad->above ? PLOT_ABOVE : 0u) | (bad->below ? PLOT_BELOW : 0u);
}

uint32_t lane_bad_mark(unsigned kinds)
{
	switch (kinds) {
	case PLOT_NAN: return 0x2716;
	case PLOT_ABOVE: return 0x2191;
	case PLOT_BELOW: return 0x2193;
	default: return 0x2731;
	}
}

/* How many non-finite values the dot columns of a cell have; which kinds. */
static uint64_t count_in_cell(const struct plot *plot, int cell, unsigned *kinds)
{
	size_t each = (size_t)plot_dots(plot->marker).width, from = (size_t)cell * each;
	uint64_t count = 0;

	*kinds = 0;
	for (size_t i = from; i < from + each && i < plot->bad_count; i++) {
		count += (uint64_t)plot->bad[i].nan + plot->bad[i].above + plot->bad[i].below;
		*kinds |= bad_kinds(&plot->bad[i]);
	}
	return count;
}

void lane_bad(const struct plot *plot, struct rect lane, struct canvas *canvas)
{
	for (int x = 0; x < lane.width;) {
		unsigned kinds, next;
		uint64_t count = count_in_cell(plot, x, &kinds);
		int room = 0;
		char text[24];

		if (!count) {
			x++;
			continue;
		}
		canvas_put(canvas, lane.x + x++, lane.y, lane_bad_mark(kinds), ROLE_BAD, 0);
		while (x + room < lane.width && !count_in_cell(plot, x + room, &next))
			room++;
		snprintf(text, sizeof text, "%llu", (unsigned long long)count);
		if (count > 1 && (int)strlen(text) <= room)
			x += canvas_text(canvas, lane.x + x, lane.y, room, slice_of(text), ROLE_BAD, 0);
	}
}

/* The cell of an event; -1 when it is not to be seen. */
static int cell_of(const struct plot *plot, const struct plot_event *event, int width)
{
	double position = scale_position(&plot->x, event->x);

	return position >= 0 && position <= 1 ? scale_column(position, width) : -1;
}

/* The first event from `at` on that has another cell than it. */
static size_t next_place(const struct plot *plot, size_t at, int width)
{
	size_t next = at + 1;

	while (next < plot->event_count && cell_of(plot, &plot->events[next], width) == cell_of(plot, &plot->events[at], width))
		next++;
	return next;
}

/* Of those in one cell the gravest, then the last. */
static const struct plot_event *gravest(const struct plot *plot, size_t from, size_t to)
{
	const struct plot_event *best = &plot->events[from];

	for (size_t i = from + 1; i < to; i++)
		if (plot->events[i].rank <= best->rank)
			best = &plot->events[i];
	return best;
}

/* All that are seen in one cell; false when there are no more. */
static bool next_cell(const struct plot *plot, int width, size_t *at, struct lane_place *out)
{
	while (*at < plot->event_count) {
		size_t from = *at;

		*at = next_place(plot, from, width);
		out->first = out->last = cell_of(plot, &plot->events[from], width);
		if (out->first < 0)
			continue;
		out->event = gravest(plot, from, *at);
		out->count = 0;
		for (size_t i = from; i < *at; i++)
			out->count += plot->events[i].letter == out->event->letter ? plot->events[i].count : 0;
		return true;
	}
	return false;
}

#define FOLD_CELLS 2 /* from one to the next, at most; */
#define FOLD_LEAST 3 /* and so many cells at least, else there is room for each */

bool lane_next(const struct plot *plot, int width, size_t *at, struct lane_place *out)
{
	struct lane_place next;
	size_t ahead, cells = 1;

	if (!next_cell(plot, width, at, out))
		return false;
	ahead = *at;
	struct lane_place all = *out;
	while (out->event->folds && next_cell(plot, width, &ahead, &next) && next.event->letter == all.event->letter &&
	       next.first - all.last <= FOLD_CELLS) {
		all.last = next.last;
		all.count += next.count;
		if (++cells >= FOLD_LEAST) {
			*out = all;
			*at = ahead;
		}
	}
	out->room = width - out->last - 1;
	ahead = *at;
	if (next_cell(plot, width, &ahead, &next))
		out->room = next.first - out->last - 1;
	return true;
}

void lane_say(const struct lane_place *place, char out[LANE_WORDS])
{
	if (place->last > place->first)
		snprintf(out, LANE_WORDS, "\xc3\x97%u", (unsigned)place->count);
	else
		snprintf(out, LANE_WORDS, place->event->text[0] ? "(%s)" : "", place->event->text);
}

/* A folded stretch is dotted to its end. */
static void paint_place(const struct lane_place *place, struct rect lane, struct canvas *canvas)
{
	char words[LANE_WORDS];
	int x = lane.x + place->first + 1, end = lane.x + place->last, inside = place->last - place->first;
	struct slice said;

	canvas_put(canvas, x - 1, lane.y, (uint32_t)place->event->letter, place->event->role, CELL_BOLD);
	lane_say(place, words);
	said = slice_of(words);
	if (inside ? text_width(said) <= inside : text_width(said) < place->room)
		x += canvas_text(canvas, x, lane.y, text_width(said), said, ROLE_DIM, 0);
	for (; inside && x <= end; x++)
		canvas_put(canvas, x, lane.y, 0xB7, ROLE_DIM, 0);
}

void lane_events(const struct plot *plot, struct rect lane, struct canvas *canvas)
{
	struct lane_place place;

	for (size_t at = 0; lane_next(plot, lane.width, &at, &place);)
		paint_place(&place, lane, canvas);
}
