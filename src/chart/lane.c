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

/* Whether another one that is graver, or as grave and later, has its cell. */
static bool is_covered(const struct plot *plot, size_t at, int width)
{
	int cell = cell_of(plot, &plot->events[at], width);

	for (size_t i = 0; i < plot->event_count; i++)
		if (i != at && cell_of(plot, &plot->events[i], width) == cell &&
		    (plot->events[i].rank < plot->events[at].rank ||
		     (plot->events[i].rank == plot->events[at].rank && i > at)))
			return true;
	return false;
}

/* Free cells behind a cell, up to the next event. */
static int room_behind(const struct plot *plot, int cell, int width)
{
	int end = width;

	for (size_t i = 0; i < plot->event_count; i++) {
		int other = cell_of(plot, &plot->events[i], width);

		if (other > cell && other < end)
			end = other;
	}
	return end - cell - 1;
}

void lane_events(const struct plot *plot, struct rect lane, struct canvas *canvas)
{
	for (size_t i = 0; i < plot->event_count; i++) {
		const struct plot_event *event = &plot->events[i];
		int cell = cell_of(plot, event, lane.width), length = (int)strlen(event->text) + 2;

		if (cell < 0 || is_covered(plot, i, lane.width))
			continue;
		canvas_put(canvas, lane.x + cell, lane.y, (uint32_t)event->letter, event->role, CELL_BOLD);
		if (event->text[0] && length < room_behind(plot, cell, lane.width))
			canvas_printf(canvas, lane.x + cell + 1, lane.y, length, ROLE_DIM, 0, "(%s)", event->text);
	}
}
