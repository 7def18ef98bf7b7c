#include "chart/lane.h"

#include <stdio.h>
#include <string.h>

/* How many non-finite values the dot columns of a cell have. */
static uint64_t count_in_cell(const struct plot *plot, int cell)
{
	size_t each = (size_t)plot_dots(plot->marker).width, from = (size_t)cell * each;
	uint64_t count = 0;

	for (size_t i = from; i < from + each && i < plot->nan_count; i++)
		count += plot->nan_columns[i];
	return count;
}

void lane_bad(const struct plot *plot, struct rect lane, struct canvas *canvas)
{
	for (int x = 0; x < lane.width;) {
		uint64_t count = count_in_cell(plot, x);
		int room = 0;
		char text[24];

		if (!count) {
			x++;
			continue;
		}
		canvas_put(canvas, lane.x + x++, lane.y, 0x2716, ROLE_BAD, 0);
		while (x + room < lane.width && !count_in_cell(plot, x + room))
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

void lane_events(const struct plot *plot, struct rect lane, struct canvas *canvas)
{
	for (size_t at = 0, next; at < plot->event_count; at = next) {
		int cell = cell_of(plot, &plot->events[at], lane.width);

		next = next_place(plot, at, lane.width);
		if (cell < 0)
			continue;
		const struct plot_event *event = gravest(plot, at, next);
		int behind = next < plot->event_count ? cell_of(plot, &plot->events[next], lane.width) : -1;
		int room = (behind < 0 ? lane.width : behind) - cell - 1, length = (int)strlen(event->text) + 2;
		canvas_put(canvas, lane.x + cell, lane.y, (uint32_t)event->letter, event->role, CELL_BOLD);
		if (event->text[0] && length < room)
			canvas_printf(canvas, lane.x + cell + 1, lane.y, length, ROLE_DIM, 0, "(%s)", event->text);
	}
}
