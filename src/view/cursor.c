#include "view/ask.h"
#include "view/axes.h"
#include "view/scalars.h"

#include <math.h>
#include <stdlib.h>

const struct line_run *cursor_line(const struct scalars *view, const struct scene *scene, uint32_t *series)
{
	const struct line_run *found = NULL;
	for (size_t i = 0; i < view->lineup.count; i++) {
		const struct line_run *line = &view->lineup.items[i];
		uint32_t own = store_series_find(scene->store, line->run, view->chart_tag);
		if (own == STORE_NONE || store_series(scene->store, own).kind != KIND_SCALAR)
			continue;
		if (found && line->run != view->runs.focus)
			continue;
		found = line;
		*series = own;
	}
	return found;
}

/* The x of the line's point nearest to `x`; `x` without one. */
static double nearest_x(const struct scene *scene, const struct line_run *line, uint32_t series, double x)
{
	enum x_axis axis = choice_x(scene->choice);
	double origin = axis_origin(axis, line);
	struct row row;
	enum number_type type;
	if (!query_nearest(scene->store, series, axis_source(axis), x + origin, &row, &type))
		return x;
	return axis == X_STEP ? (double)row.step : row.wall_time - origin;
}

/*
 * To a point about `by` away, where `by` is whole cells. When none is nearer than
 * where it is, the next one: there is none up to d when none was nearest to d/2.
 */
static double walk(const struct scene *scene, const struct line_run *line, uint32_t series, const struct scale *x,
                   double from, double by)
{
	for (double d = by; fabs(d) <= 2 * (x->to - x->from); d *= 2) {
		double at = nearest_x(scene, line, series, from + d);
		if (by > 0 ? at > from : at < from)
			return at >= x->from && at <= x->to ? at : from;
	}
	return from;
}

void cursor_move(struct scalars *view, const struct scene *scene, int cells)
{
	const struct chart *chart = scalars_chart(view);
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	if (!chart || !line || !chart->has_data || chart->layout.plot.width <= 0)
		return;
	const struct scale *x = &chart->plot.x;
	double cell = (x->to - x->from) / chart->layout.plot.width;
	if (view->has_cursor)
		view->cursor = walk(scene, line, series, x, view->cursor, cells * cell);
	else
		view->cursor = nearest_x(scene, line, series, x->from + (x->to - x->from) / 2);
	view->has_cursor = true;
}

/* A zoom that doesn't show the cursor moves to it. */
static void show_cursor(const struct scalars *view, const struct scene *scene, struct asks *out)
{
	struct window zoom;
	if (!choice_zoom(scene->choice, &zoom) || (view->cursor >= zoom.from && view->cursor <= zoom.to))
		return;
	double half = (zoom.to - zoom.from) / 2;
	ask_edit(out, (struct edit){.what = EDIT_ZOOM, .from = view->cursor - half, .to = view->cursor + half});
}

void cursor_goto(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	if (input->phase == INPUT_CANCEL || input->phase == INPUT_PREVIEW)
		return;
	if (!input->text) {
		ask_prompt(out, ACTION_GOTO, "to step: ", "");
		return;
	}
	char *end;
	double step = strtod(input->text, &end);
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	if (end == input->text || *end || !isfinite(step) || !line) {
		ask(out, ASK_NOTICE, line ? "goto takes a step: a number" : "there is no line to go along");
		return;
	}
	struct row row;
	enum number_type type;
	enum x_axis axis = choice_x(scene->choice);
	view->cursor = step;
	if (axis != X_STEP && query_nearest(scene->store, series, AXIS_STEP, step, &row, &type))
		view->cursor = row.wall_time - axis_origin(axis, line);
	view->has_cursor = isfinite(view->cursor);
	show_cursor(view, scene, out);
}

void cursor_to_cell(struct scalars *view, const struct chart *chart, int column)
{
	const struct rect *plot = &chart->layout.plot;
	if (!chart->has_data || plot->width <= 0 || column < plot->x || column >= plot->x + plot->width)
		return;
	view->cursor = scale_value(&chart->plot.x, (column - plot->x + 0.5) / plot->width);
	view->has_cursor = isfinite(view->cursor);
}
