#include "chart/line_marks.h"

#include <math.h>

/* Cells between two marks, of whichever lines; at least so many between two of one line. */
enum { APART = 5, APART_IN_LINE = 20 };

static bool carries(const struct plot_line *line)
{
	return line->mark && line->name.length && !line->faint && !line->band;
}

/* The column of a line's only point; SIZE_MAX for other lines. */
static size_t only_point(const struct plot_line *line)
{
	size_t only = SIZE_MAX;

	for (size_t i = 0; i < line->count; i++) {
		if (isnan(line->columns[i].first))
			continue;
		if (only != SIZE_MAX || line->columns[i].min != line->columns[i].max)
			return SIZE_MAX;
		only = i;
	}
	return only;
}

/* At the first point from cell `from` on, before `to`. */
static void paint_one(const struct plot *plot, const struct plot_line *line, int from, int to, struct rect area,
                      struct canvas *canvas)
{
	size_t dots = (size_t)plot_dots(plot->marker).width;

	for (size_t i = (size_t)from * dots; i < (size_t)to * dots && i < line->count; i++) {
		double row = (1 - scale_position(&plot->y, line->columns[i].first)) * area.height;
		if (!(row >= 0 && row <= area.height)) /* none there, or it lies outside */
			continue;
		int y = row < area.height ? (int)row : area.height - 1;
		canvas_put(canvas, area.x + (int)(i / dots), area.y + y, line->mark, line->role, 0);
		return;
	}
}

void line_marks_paint_lone(const struct plot *plot, struct rect area, struct canvas *canvas)
{
	for (size_t i = 0; i < plot->line_count; i++) {
		const struct plot_line *line = &plot->lines[i];
		size_t only = line->mark && !line->faint && !line->band ? only_point(line) : SIZE_MAX;
		int x = only == SIZE_MAX ? area.width : (int)(only / (size_t)plot_dots(plot->marker).width);
		if (x < area.width)
			paint_one(plot, line, x, x + 1, area, canvas);
	}
}

void line_marks_paint(const struct plot *plot, struct rect area, struct canvas *canvas)
{
	int count = 0, place = 0;

	for (size_t i = 0; i < plot->line_count; i++)
		count += carries(&plot->lines[i]);
	int apart = count * APART > APART_IN_LINE ? count * APART : APART_IN_LINE;
	for (size_t i = 0; i < plot->line_count && count > 1; i++) {
		if (!carries(&plot->lines[i]))
			continue;
		for (int x = APART / 2 + APART * place; x < area.width; x += apart)
			paint_one(plot, &plot->lines[i], x, x + apart < area.width ? x + apart : area.width, area, canvas);
		place++;
	}
}
