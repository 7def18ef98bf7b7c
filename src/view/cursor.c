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
		if (found && line->run != view->runs.focus)
			continue;
		uint32_t own = store_series_find(scene->store, line->run, view->chart_tag);
		if (own == STORE_NONE || store_series_head(scene->store, own).kind != KIND_SCALAR)
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
	struct row row;
	enum number_type type;
	if (!query_nearest(scene->store, series, axis_source(axis), axis_find(axis, line, x), &row, &type))
		return x;
	return axis_place(axis, line, row.step, row.wall_time);
}

/*
 * To a point about `part` of the axis away. When none is nearer than where it
 * is, the next one: there is none up to d when none was nearest to d/2.
 */
static double walk(const struct scene *scene, const struct line_run *line, uint32_t series, const struct scale *x,
                   double from, double part)
{
	double position = scale_position(x, from);
	for (double d = part; fabs(d) <= 2; d *= 2) {
		double at = nearest_x(scene, line, series, scale_value(x, position + d));
		if (part > 0 ? at > from : at < from)
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
	if (view->has_cursor)
		view->cursor = walk(scene, line, series, x, view->cursor, (double)cells / chart->layout.plot.width);
	else
		view->cursor = nearest_x(scene, line, series, scale_value(x, 0.5));
	view->has_cursor = isfinite(view->cursor); /* not every point has a place on each axis */
}

/* When less than all is seen, and not the cursor: as much around it. */
static void show_cursor(const struct scalars *view, const struct scene *scene, struct asks *out)
{
	const struct chart *chart = scalars_chart(view);
	struct window zoom;
	if (!chart || !isfinite(view->cursor))
		return;
	if (!choice_zoom(scene->choice, &zoom) && choice_extent(scene->choice)->tail == TAIL_NONE)
		return;
	const struct scale *x = &chart->plot.x;
	double at = scale_position(x, view->cursor);
	if (at >= 0 && at <= 1)
		return;
	double from = scale_value(x, at - 0.5), to = scale_value(x, at + 0.5);
	ask_edit(out, (struct edit){.what = EDIT_ZOOM, .from = from, .to = to});
}

void cursor_to_step(struct scalars *view, const struct scene *scene, double step, struct asks *out)
{
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	enum x_axis axis = choice_x(scene->choice);
	struct row row;
	enum number_type type;
	view->cursor = step;
	if (line && axis != X_STEP && query_nearest(scene->store, series, AXIS_STEP, step, &row, &type))
		view->cursor = axis_place(axis, line, row.step, row.wall_time);
	view->has_cursor = isfinite(view->cursor);
	show_cursor(view, scene, out);
}

bool cursor_point(const struct scalars *view, const struct scene *scene, struct row *out)
{
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	enum x_axis axis = choice_x(scene->choice);
	enum number_type type;
	if (!line)
		return false;
	if (!view->has_cursor)
		return store_last_row(scene->store, series, out, &type);
	return query_nearest(scene->store, series, axis_source(axis), axis_find(axis, line, view->cursor), out, &type);
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
	cursor_to_step(view, scene, step, out);
}

void cursor_to_cell(struct scalars *view, const struct chart *chart, int column)
{
	const struct rect *plot = &chart->layout.plot;
	if (!chart->has_data || plot->width <= 0 || column < plot->x || column >= plot->x + plot->width)
		return;
	view->cursor = scale_value(&chart->plot.x, (column - plot->x + 0.5) / plot->width);
	view->has_cursor = isfinite(view->cursor);
}
