#include "base/number.h"
#include "base/text.h"
#include "ui/ansi.h"
#include "view/axes.h"
#include "view/scalars.h"

#include <inttypes.h>
#include <math.h>

enum {
	SVG_WIDTH = 960, SVG_HEIGHT = 320,
	SVG_COLUMNS = 360, SVG_ROWS = 40, /* of cells, for as many columns of points */
	ANSI_COLUMNS = 100, ANSI_ROWS = 24,
};

/* ---- Values ---------------------------------------------------------------------------- */

/* The point of a run at the cursor, else its newest. */
static bool find_point(const struct scalars *view, const struct scene *scene, const struct line_run *line,
                       struct row *row, double *value)
{
	enum number_type type;
	enum x_axis axis = choice_x(scene->choice);
	uint32_t series = store_series_find(scene->store, line->run, view->chart_tag);
	if (series == STORE_NONE || store_series_head(scene->store, series).kind != KIND_SCALAR)
		return false;
	bool found = view->has_cursor ? query_nearest(scene->store, series, axis_source(axis),
	                                              axis_find(axis, line, view->cursor), row, &type)
	                              : store_last_row(scene->store, series, row, &type);
	if (found)
		*value = number_value(type, row->bits);
	return found;
}

static void append_number(struct str *out, double value)
{
	char text[NUMBER_SIZE];
	str_append(out, text, number_shortest_double(text, value));
}

/* A row for each shown run that has the tag. */
static void offer_rows(const struct scalars *view, const struct scene *scene, struct offer *out)
{
	struct row row;
	double value;
	rows_column(&out->rows, slice_of("run"));
	rows_column(&out->rows, slice_of("step"));
	rows_column(&out->rows, slice_of("wall_time"));
	rows_column(&out->rows, store_tag_name(scene->store, view->chart_tag));
	out->rows_are = view->has_cursor ? "values at the cursor" : "newest values";
	for (size_t i = 0; i < view->lineup.run_count; i++) {
		const struct line_run *line = &view->lineup.runs[i];
		if (!find_point(view, scene, line, &row, &value))
			continue;
		rows_text(&out->rows, store_run(scene->store, line->run).name);
		rows_integer(&out->rows, row.step);
		rows_number(&out->rows, row.wall_time);
		rows_number(&out->rows, value);
	}
}

static void offer_value(const struct scalars *view, const struct scene *scene, struct offer *out)
{
	uint32_t series;
	struct row row;
	double value;
	const struct line_run *line = cursor_line(view, scene, &series);
	if (!line || !find_point(view, scene, line, &row, &value))
		return;
	append_number(&out->value, value);
	text_clean(&out->value_said, store_run(scene->store, line->run).name);
	str_printf(&out->value_said, " at step %" PRId64, row.step);
}

void scalars_offer_values(const struct scalars *view, const struct scene *scene, struct offer *out)
{
	static const char *const by_focus[FOCUS_COUNT] = {"value", "table", "path"};
	offer_tag(out, scene, view->chart_tag, KIND_SCALAR, view->runs.focus);
	out->first = view->single ? "table" : by_focus[view->focus];
	if (view->chart_tag == STORE_NONE)
		return;
	offer_rows(view, scene, out);
	offer_value(view, scene, out);
}

/* ---- Pictures ------------------------------------------------------------------------- */

/* One after another, made as if it filled `area` alone. */
static void make_picture(struct charts *charts, const struct scalars *view, const struct scene *scene,
                         const uint32_t *tag, struct rect area)
{
	struct charts_wanted wanted = {
		.nothing = "",
		.tags = tag,
		.count = 1,
		.single = true,
		.framed = true,
		.legend = true,
		.run = view->runs.focus,
		.cursor = view->has_cursor ? view->cursor : NAN,
	};
	charts_prepare(charts, scene, &view->lineup, &wanted, area);
}

static void draw_svg(const void *state, const struct scene *scene, const uint32_t *tags, size_t count,
                     const struct svg_colours *colours, struct str *out)
{
	struct charts charts = {0};
	svg_begin(out, SVG_WIDTH, SVG_HEIGHT * (int)count, colours);
	for (size_t i = 0; i < count; i++) {
		make_picture(&charts, state, scene, &tags[i], (struct rect){0, 0, SVG_COLUMNS, SVG_ROWS});
		svg_plot(out, &charts.items[0]->plot, (struct rect){0, SVG_HEIGHT * (int)i, SVG_WIDTH, SVG_HEIGHT}, colours);
	}
	svg_end(out);
	charts_fini(&charts);
}

static void draw_ansi(const void *state, const struct scene *scene, const uint32_t *tags, size_t count, struct str *out)
{
	struct charts charts = {0};
	struct canvas canvas;
	canvas_init(&canvas, ANSI_COLUMNS, ANSI_ROWS, scene->ascii ? CHARSET_ASCII : CHARSET_UNICODE);
	for (size_t i = 0; i < count; i++) {
		make_picture(&charts, state, scene, &tags[i], (struct rect){0, 0, ANSI_COLUMNS, ANSI_ROWS});
		canvas_clear(&canvas);
		charts_paint(&charts, &canvas);
		for (int y = 0; y < canvas.rows; y++) {
			ansi_row(&canvas, y, &theme_dark, COLOUR_256, out);
			str_append_char(out, '\n');
		}
	}
	canvas_fini(&canvas);
	charts_fini(&charts);
}

void scalars_offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct scalars *view = state;
	scalars_offer_values(view, scene, out);
	if (view->chart_tag == STORE_NONE)
		return;
	out->all = view->tags.tree.charts;
	out->all_count = view->tags.tree.chart_count;
	out->svg = draw_svg;
	out->ansi = draw_ansi;
}
