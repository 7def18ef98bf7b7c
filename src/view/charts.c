#include "view/charts.h"

#include "base/alloc.h"
#include "base/number.h"
#include "model/outliers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_DIGITS 4
/* A smaller chart has no room to spare for a legend; the run list says the same. */
#define LEGEND_WIDTH 40
#define LEGEND_HEIGHT 10

/* ---- Axes ---------------------------------------------------------------------- */

enum axis_source axis_source(enum x_axis axis)
{
	return axis == X_STEP ? AXIS_STEP : AXIS_WALL;
}

const char *axis_name(enum x_axis axis)
{
	static const char *const names[X_AXIS_COUNT] = {"step", "relative", "wall"};
	return names[axis];
}

const char *y_scale_name(enum y_scale scale)
{
	static const char *const names[Y_SCALE_COUNT] = {"lin", "log", "symlog"};
	return names[scale];
}

double axis_origin(enum x_axis axis, const struct line_run *line)
{
	return axis == X_RELATIVE ? line->start : 0;
}

static enum scale_kind x_kind(enum x_axis axis)
{
	static const enum scale_kind kinds[X_AXIS_COUNT] = {SCALE_LINEAR, SCALE_DURATION, SCALE_TIME};
	return kinds[axis];
}

static enum scale_kind y_kind(enum y_scale scale)
{
	static const enum scale_kind kinds[Y_SCALE_COUNT] = {SCALE_LINEAR, SCALE_LOG, SCALE_SYMLOG};
	return kinds[scale];
}

static enum plot_marker plot_marker(const struct scene *scene)
{
	static const enum plot_marker markers[MARKER_COUNT] = {PLOT_BRAILLE, PLOT_QUADRANT, PLOT_HALF, PLOT_ASCII};
	return scene->ascii ? PLOT_ASCII : markers[choice_marker(scene->choice)];
}

/* ---- One chart --------------------------------------------------------------------- */

struct maker {
	struct charts *charts;
	const struct scene *scene;
	const struct lineup *lineup;
	const struct charts_wanted *wanted;
	enum x_axis axis;
};

/* The series of a shown run in this chart, or STORE_NONE. */
static uint32_t series_of(const struct maker *maker, const struct line_run *line, uint32_t tag)
{
	uint32_t series = store_series_find(maker->scene->store, line->run, tag);
	if (series == STORE_NONE || store_series(maker->scene->store, series).kind != KIND_SCALAR)
		return STORE_NONE;
	return series;
}

static void widen(double *low, double *high, double a, double b)
{
	if (isfinite(a) && !(*low <= a))
		*low = a;
	if (isfinite(b) && !(*high >= b))
		*high = b;
}

/* What the chart's lines span together. */
struct span {
	double x_from, x_to;
	uint64_t points, bad;
	int lines;
};

static void span_add(const struct maker *maker, struct span *span, const struct line_run *line,
                     const struct chunk_summary *whole)
{
	double origin = axis_origin(maker->axis, line);
	if (!whole->count)
		return;
	if (maker->axis == X_STEP)
		widen(&span->x_from, &span->x_to, (double)whole->min_step, (double)whole->max_step);
	else
		widen(&span->x_from, &span->x_to, whole->min_wall - origin, whole->max_wall - origin);
}

static struct span span_of(const struct maker *maker, uint32_t tag)
{
	struct span span = {.x_from = NAN, .x_to = NAN};
	for (size_t i = 0; i < maker->lineup->count; i++) {
		const struct line_run *line = &maker->lineup->items[i];
		uint32_t series = series_of(maker, line, tag);
		if (series == STORE_NONE)
			continue;
		struct chunk_summary whole = query_whole(maker->scene->store, series);
		if (!whole.count)
			continue;
		span_add(maker, &span, line, &whole);
		if (choice_superseded(maker->scene->choice)) {
			struct chunk_summary superseded = query_superseded(maker->scene->store, series);
			span_add(maker, &span, line, &superseded);
		}
		span.points += store_series(maker->scene->store, series).points;
		span.bad += (uint64_t)whole.nan + whole.infinite;
		span.lines++;
	}
	return span;
}

static struct scale x_scale(const struct maker *maker, const struct scale *full)
{
	struct window zoom;
	if (choice_zoom(maker->scene->choice, &zoom))
		return scale_of(full->kind, zoom.from, zoom.to, false);
	return *full;
}

static void reserve(struct chart *chart, size_t lines, size_t columns)
{
	if (lines > chart->line_capacity) {
		chart->lines = xrealloc(chart->lines, lines * sizeof *chart->lines);
		chart->line_capacity = lines;
	}
	if (lines * columns > chart->column_capacity) {
		chart->columns = xrealloc(chart->columns, lines * columns * sizeof *chart->columns);
		chart->column_capacity = lines * columns;
	}
	if (columns > chart->nan_capacity) {
		chart->nan = xrealloc(chart->nan, columns * sizeof *chart->nan);
		chart->nan_capacity = columns;
	}
}

/* On a log axis what is not positive has no place: the column shows what is. */
static struct plot_column plot_column(const struct column *column, bool log)
{
	struct plot_column out = {column->first, column->last, column->min, column->max, false};
	if (!log || !(out.min <= 0))
		return out;
	out.min = column->min_positive;
	if (!(out.max > 0))
		return (struct plot_column){NAN, NAN, NAN, NAN, false};
	if (!(out.first > 0))
		out.first = out.min;
	if (!(out.last > 0))
		out.last = out.min;
	return out;
}

/* The columns of one line, with the non-finite ones counted; low and high grow to what it spans. */
static void make_columns(const struct maker *maker, struct chart *chart, const struct chart_part *part,
                         struct plot_column *out, double *low, double *high)
{
	size_t count = (size_t)chart->layout.dot_columns;
	struct column *columns = maker->charts->scratch;
	double origin = axis_origin(maker->axis, part->line);
	struct window window = {chart->plot.x.from + origin, chart->plot.x.to + origin};
	enum axis_source source = axis_source(maker->axis);
	if (part->look == PART_SMOOTH)
		query_stretch_in(part->smooth, &part->stretch, source, window, columns, count);
	else
		query_stretch(maker->scene->store, part->series, &part->stretch, source, window, columns, count);
	/* What is not finite is so in the ghost, too. */
	bool gap = false, log = choice_y(maker->scene->choice) == Y_LOG;
	bool counts = part->stretch.branch == BRANCH_CURRENT && part->look != PART_SMOOTH;
	for (size_t i = 0; i < count; i++) {
		out[i] = plot_column(&columns[i], log);
		uint64_t bad = columns[i].nan + columns[i].infinite;
		gap |= bad > 0;
		if (!isnan(out[i].first)) {
			out[i].gap_before = gap;
			gap = false;
		}
		if (!counts)
			bad = 0;
		if (bad > UINT32_MAX - chart->nan[i])
			bad = UINT32_MAX - chart->nan[i];
		chart->nan[i] += (uint32_t)bad;
		if (part->look != PART_GHOST) /* as TensorBoard does: the range is that of the smoothed lines */
			widen(low, high, out[i].min, out[i].max);
	}
}

/*
 * For a range without outliers: the least and the greatest of each column stand
 * for all of its points. Where each has its own column, that is TensorBoard's
 * rule; where many share one, less is cut.
 */
static void take_samples(struct charts *charts, const struct plot_column *columns, size_t count)
{
	size_t need = charts->sample_count + 2 * count;
	if (need > charts->sample_capacity) {
		charts->sample_capacity = need * 2;
		charts->samples = xrealloc(charts->samples, charts->sample_capacity * sizeof *charts->samples);
	}
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(columns[i].min) || !isfinite(columns[i].max))
			continue;
		charts->samples[charts->sample_count++] = columns[i].min;
		if (columns[i].max != columns[i].min)
			charts->samples[charts->sample_count++] = columns[i].max;
	}
}

static void say_newest(const struct store *store, uint32_t series, char *out, size_t size)
{
	struct row last;
	enum number_type type;
	char text[NUMBER_SIZE] = "";
	if (store_last_row(store, series, &last, &type))
		number_short(text, number_value(type, last.bits), VALUE_DIGITS);
	size_t length = strlen(text) < size ? strlen(text) : size - 1;
	memcpy(out, text, length);
	out[length] = '\0';
}

/* What a restart took back, and what is in no file any more, is faint; the former is dotted, too. */
static void add_line(const struct maker *maker, struct chart *chart, const struct chart_part *part, double *low,
                     double *high)
{
	size_t at = chart->plot.line_count++, count = (size_t)chart->layout.dot_columns;
	struct plot_column *columns = chart->columns + at * count;
	bool superseded = part->stretch.branch == BRANCH_SUPERSEDED;
	make_columns(maker, chart, part, columns, low, high);
	if (choice_outliers_cut(maker->scene->choice) && part->look != PART_GHOST)
		take_samples(maker->charts, columns, count);
	chart->lines[at] = (struct plot_line){
		.columns = columns,
		.count = count,
		.role = part->line->role,
		.stroke = superseded ? PLOT_DOTTED : part->line->stroke,
		.faint = superseded || part->line->gone || part->look == PART_GHOST,
	};
	if (!part->newest || part->look == PART_GHOST)
		return;
	chart->lines[at].mark = part->line->mark;
	chart->lines[at].name = label_slice(&part->line->name);
	say_newest(maker->scene->store, part->series, chart->lines[at].value, sizeof chart->lines[at].value);
}

static void add_lines(const struct maker *maker, struct chart *chart, double *low, double *high)
{
	const struct charts *charts = maker->charts;
	reserve(chart, charts->part_count + 1, (size_t)chart->layout.dot_columns);
	memset(chart->nan, 0, (size_t)chart->layout.dot_columns * sizeof *chart->nan);
	chart->plot.line_count = maker->charts->sample_count = 0;
	for (size_t i = 0; i < charts->part_count; i++)
		add_line(maker, chart, &charts->parts[i], low, high);
	if (choice_outliers_cut(maker->scene->choice))
		outliers_range(charts->samples, charts->sample_count, low, high);
}

/* ---- Its parts ---------------------------------------------------------------------- */

static const struct series *smoothed(const struct scene *scene, uint32_t series)
{
	return scene->derived ? derived_series(scene->derived, scene->store, series) : NULL;
}

/* As a ghost: only where there are smooth points before it. Else these, where there are any. */
static void add_parts(const struct maker *maker, const struct line_run *line, uint32_t tag, enum branch branch,
                      bool ghost)
{
	struct charts *charts = maker->charts;
	struct stretch stretches[QUERY_STRETCHES];
	uint32_t series = series_of(maker, line, tag);
	if (series == STORE_NONE)
		return;
	const struct series *smooth = branch == BRANCH_CURRENT ? smoothed(maker->scene, series) : NULL;
	if (ghost && !smooth)
		return;
	enum part_look look = ghost ? PART_GHOST : smooth ? PART_SMOOTH : PART_PLAIN;
	size_t count = query_stretches(maker->scene->store, series, branch, stretches);
	if (charts->part_count + count > charts->part_capacity) {
		charts->part_capacity = (charts->part_count + count) * 2;
		charts->parts = xrealloc(charts->parts, charts->part_capacity * sizeof *charts->parts);
	}
	for (size_t i = 0; i < count; i++)
		charts->parts[charts->part_count++] = (struct chart_part){
			line, series, stretches[i], branch == BRANCH_CURRENT && i + 1 == count, look, smooth};
}

/* In the order of drawing: what restarts took back lies behind all, then ghosts, the focused run on top. */
static void find_parts(const struct maker *maker, uint32_t tag)
{
	const struct lineup *lineup = maker->lineup;
	maker->charts->part_count = 0;
	for (size_t i = 0; i < lineup->count && choice_superseded(maker->scene->choice); i++)
		add_parts(maker, &lineup->items[i], tag, BRANCH_SUPERSEDED, false);
	for (size_t i = 0; i < lineup->count; i++)
		add_parts(maker, &lineup->items[i], tag, BRANCH_CURRENT, true);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < lineup->count; i++)
			if ((lineup->items[i].run == maker->wanted->run) == (pass == 1))
				add_parts(maker, &lineup->items[i], tag, BRANCH_CURRENT, false);
}

static void add_mark(const struct maker *maker, struct chart *chart, const struct line_run *line, int64_t step,
                     double wall)
{
	double at = maker->axis == X_STEP ? (double)step : wall - axis_origin(maker->axis, line);
	if (at >= chart->plot.x.from && at <= chart->plot.x.to && chart->plot.mark_count < CHART_MARKS)
		chart->marks[chart->plot.mark_count++] = at;
}

/* Where restarts took up: by the marks in the files, and where nothing was told but steps go back. */
static void find_marks(const struct maker *maker, struct chart *chart)
{
	const struct store *store = maker->scene->store;
	chart->plot.marks = chart->marks;
	for (size_t i = 0; i < maker->charts->part_count; i++) {
		const struct chart_part *part = &maker->charts->parts[i];
		if (part->stretch.branch == BRANCH_SUPERSEDED || part->look == PART_GHOST)
			continue;
		if (part->stretch.from)
			add_mark(maker, chart, part->line, part->stretch.first_step, part->stretch.first_wall);
		uint32_t restarts = part->newest ? store_run(store, part->line->run).restarts : 0;
		for (uint32_t r = restarts > CHART_MARKS ? restarts - CHART_MARKS : 0; r < restarts; r++) {
			struct restart restart = store_restart_at(store, part->line->run, r);
			add_mark(maker, chart, part->line, restart.step, restart.wall);
		}
	}
}

/* The range of what does not lie far off, when something does. Who has zoomed in needs no such offer. */
static void find_bulk(const struct maker *maker, struct chart *chart)
{
	struct window zoom;
	chart->bulk = (struct bulk){.window = {NAN, NAN}};
	if (choice_zoom(maker->scene->choice, &zoom))
		return;
	for (size_t i = 0; i < maker->charts->part_count; i++) {
		const struct chart_part *part = &maker->charts->parts[i];
		if (!part->newest || part->look == PART_GHOST)
			continue;
		struct bulk one = query_bulk(maker->scene->store, part->series, axis_source(maker->axis));
		double origin = axis_origin(maker->axis, part->line);
		widen(&chart->bulk.window.from, &chart->bulk.window.to, one.window.from - origin, one.window.to - origin);
		chart->bulk.far_off += one.far_off;
	}
}

static void say_subtitle(const struct maker *maker, struct chart *chart)
{
	const struct store *store = maker->scene->store;
	uint32_t series = STORE_NONE;
	double origin = 0;
	for (size_t i = 0; i < maker->lineup->count; i++)
		if (maker->lineup->items[i].run == maker->wanted->run) {
			series = series_of(maker, &maker->lineup->items[i], chart->tag);
			origin = axis_origin(maker->axis, &maker->lineup->items[i]);
		}
	struct row row;
	enum number_type type;
	char value[NUMBER_SIZE], step[NUMBER_SIZE];
	if (series == STORE_NONE) {
		chart->subtitle = (struct label){0};
	} else if (isfinite(maker->wanted->cursor)) {
		if (!query_nearest(store, series, axis_source(maker->axis), maker->wanted->cursor + origin, &row, &type))
			return;
		number_short(value, number_value(type, row.bits), VALUE_DIGITS);
		number_grouped(step, row.step);
		label_format(&chart->subtitle, "%s @ %s", value, step);
	} else if (store_last_row(store, series, &row, &type)) {
		number_short(value, number_value(type, row.bits), VALUE_DIGITS);
		label_format(&chart->subtitle, "%s", value);
	}
	if (chart->bulk.far_off && !isfinite(maker->wanted->cursor)) {
		number_grouped(step, (int64_t)chart->bulk.far_off);
		label_format(&chart->subtitle, "%s far off: = leaves %s out", step, chart->bulk.far_off == 1 ? "it" : "them");
	}
}

/* One point is a dot and its value; its own number says more than an axis. */
static void say_note(const struct maker *maker, struct chart *chart, const struct span *span, bool finite)
{
	char count[NUMBER_SIZE];
	chart->note = (struct label){0};
	if (maker->lineup->count == 0)
		label_format(&chart->note, "all %u runs are hidden: a shows them", maker->lineup->total);
	else if (span->lines == 0)
		label_format(&chart->note, "no shown run has this tag%s",
		             maker->lineup->count < maker->lineup->total ? ": a shows all runs" : "");
	else if (span->bad == span->points) {
		number_grouped(count, (int64_t)span->bad);
		label_format(&chart->note, span->bad == 1 ? "its only value is not finite" : "none of %s values is finite", count);
	} else if (!finite)
		label_format(&chart->note, choice_y(maker->scene->choice) == Y_LOG ? "nothing above 0 here" : "no points here");
	chart->plot.note = chart->note.length ? chart->note.text : NULL;
	chart->plot.axes = span->lines > 0; /* without a line its numbers would mean nothing */
}

/* What the range of y belongs to: with another of these it begins anew. */
static uint64_t range_key(const struct maker *maker)
{
	const struct choice *choice = maker->scene->choice;
	struct smooth_spec smooth = choice_smooth(choice);
	uint64_t look = (uint64_t)maker->axis * 4 + choice_y(choice);
	look = look * 2 + choice_outliers_cut(choice);
	return (look << 2 | smooth.kind) << 32 | (uint64_t)(smooth.weight * 1e6) << 10 | smooth.window;
}

/*
 * Where the lines go depends on the width of the y labels, and these on the
 * range of the lines: the columns are made for a first guess and again when it
 * was wrong.
 */
static void make_lines(const struct maker *maker, struct chart *chart, const struct span *span, double *low,
                       double *high)
{
	enum scale_kind kind = y_kind(choice_y(maker->scene->choice));
	for (int round = 0; round < 3; round++) {
		chart->layout = plot_layout(&chart->plot, chart->area);
		int columns = chart->layout.dot_columns;
		if (columns <= 0)
			return;
		size_t need = (size_t)columns;
		if (need > maker->charts->scratch_capacity) {
			maker->charts->scratch = xrealloc(maker->charts->scratch, need * sizeof(struct column));
			maker->charts->scratch_capacity = need;
		}
		*low = *high = NAN;
		add_lines(maker, chart, low, high);
		chart->plot.nan_columns = span->bad ? chart->nan : NULL;
		chart->plot.nan_count = span->bad ? need : 0;
		chart->plot.y = calm_y(&maker->charts->calm, chart->tag, range_key(maker), kind, *low, *high);
		if (plot_layout(&chart->plot, chart->area).dot_columns == columns)
			return;
	}
}

/* One line needs none where the run list stands beside it. */
static bool wants_legend(const struct charts_wanted *wanted, const struct span *span, struct rect area)
{
	return wanted->legend && (wanted->single || span->lines > 1) && area.width >= LEGEND_WIDTH &&
	       area.height >= LEGEND_HEIGHT;
}

static void make_chart(const struct maker *maker, struct chart *chart, uint32_t tag, struct rect area, bool focused)
{
	struct span span = span_of(maker, tag);
	chart->tag = tag;
	chart->area = area;
	chart->has_data = isfinite(span.x_from);
	chart->full = calm_x(x_kind(maker->axis), span.x_from, span.x_to);
	int title_room = area.width - 4;
	label_name(&chart->title, store_tag_name(maker->scene->store, tag), title_room > 0 ? title_room : 0);
	find_parts(maker, tag);
	find_bulk(maker, chart);
	say_subtitle(maker, chart);
	chart->plot = (struct plot){
		.x = x_scale(maker, &chart->full),
		.y = scale_of(y_kind(choice_y(maker->scene->choice)), 0, 1, true),
		.title = label_slice(&chart->title),
		.subtitle = label_slice(&chart->subtitle),
		.x_name = maker->axis == X_STEP ? "step" : "",
		.marker = plot_marker(maker->scene),
		.legend = wants_legend(maker->wanted, &span, area),
		.nan_columns = span.bad ? chart->nan : NULL,
		.cursor = maker->wanted->cursor,
		.axes = true,
		.focused = focused,
		.frame = maker->wanted->framed,
	};
	find_marks(maker, chart);
	double low = NAN, high = NAN;
	if (span.bad) { /* the lane is there from the first layout on */
		reserve(chart, 1, 1);
		chart->plot.nan_columns = chart->nan;
	}
	make_lines(maker, chart, &span, &low, &high);
	chart->plot.lines = chart->lines;
	say_note(maker, chart, &span, isfinite(low));
}

/* ---- The page ----------------------------------------------------------------------- */

static void make_page(struct charts *charts, const struct charts_wanted *wanted, struct rect area)
{
	charts->area = area;
	charts->total = wanted->count;
	charts->grid = wanted->single ? (struct grid){1, 1} : grid_for(area, wanted->count, wanted->density);
	int size = charts->grid.columns * charts->grid.rows, focus = wanted->focus > 0 ? wanted->focus : 0;
	charts->first = focus / size * size;
	int rest = wanted->count - charts->first;
	charts->count = rect_empty(area) ? 0 : rest < size ? rest : size;
	if (charts->count <= charts->capacity)
		return;
	charts->items = xrealloc(charts->items, (size_t)charts->count * sizeof *charts->items);
	memset(charts->items + charts->capacity, 0, (size_t)(charts->count - charts->capacity) * sizeof *charts->items);
	charts->capacity = charts->count;
}

void charts_prepare(struct charts *charts, const struct scene *scene, const struct lineup *lineup,
                    const struct charts_wanted *wanted, struct rect area)
{
	struct maker maker = {charts, scene, lineup, wanted, choice_x(scene->choice)};
	make_page(charts, wanted, area);
	label_set(&charts->nothing, slice_of(wanted->nothing), area.width, TEXT_CUT_END);
	for (int i = 0; i < charts->count; i++) {
		int column = i % charts->grid.columns, row = i / charts->grid.columns, index = charts->first + i;
		struct rect cell = rect_grid(area, charts->grid.columns, charts->grid.rows, column, row);
		make_chart(&maker, &charts->items[i], wanted->tags[index], cell, wanted->active && index == wanted->focus);
	}
}

void charts_paint(const struct charts *charts, struct canvas *canvas)
{
	const struct label *nothing = &charts->nothing;
	if (!charts->total)
		canvas_text(canvas, charts->area.x + (charts->area.width - nothing->width) / 2,
		            charts->area.y + charts->area.height / 2, nothing->width, label_slice(nothing), ROLE_DIM, 0);
	for (int i = 0; i < charts->count; i++)
		plot_paint(&charts->items[i].plot, canvas, charts->items[i].area);
}

const struct chart *charts_of_tag(const struct charts *charts, uint32_t tag)
{
	for (int i = 0; i < charts->count; i++)
		if (charts->items[i].tag == tag)
			return &charts->items[i];
	return NULL;
}

const struct chart *charts_at(const struct charts *charts, int x, int y)
{
	for (int i = 0; i < charts->count; i++)
		if (rect_contains(charts->items[i].area, x, y))
			return &charts->items[i];
	return NULL;
}

void charts_fini(struct charts *charts)
{
	for (int i = 0; i < charts->capacity; i++) {
		free(charts->items[i].lines);
		free(charts->items[i].columns);
		free(charts->items[i].nan);
	}
	free(charts->items);
	free(charts->scratch);
	free(charts->parts);
	free(charts->samples);
	*charts = (struct charts){0};
}
