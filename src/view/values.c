#include "view/values.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/run_order.h"
#include "view/axes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define VALUE_DIGITS 4
#define NAME_LEAST 12
#define NAME_ASKED 18
#define BAND_MORE 4 /* columns that a band takes beside its mean */
#define NAME_MOST 32

static const struct {
	const char *head;
	int width; /* with the blank before it */
	int rank;  /* the highest is the first to go where room is short */
	enum { ALWAYS, AT_CURSOR, AT_END, SMOOTHED, COMPARED } when;
} columns[VALUE_COLUMNS] = {
	{"newest", 10, 0, ALWAYS}, {"smooth", 10, 1, SMOOTHED}, {"vs base", 12, 2, COMPARED}, {"min", 10, 7, AT_END},
	{"max", 10, 10, AT_END}, {"step", 7, 3, AT_END}, {"steps/s", 8, 9, AT_END}, {"age", 6, 5, AT_END},
	{"step", 10, 4, AT_CURSOR}, {"after", 7, 6, AT_CURSOR}, {"at", 15, 8, AT_CURSOR},
};

/* The run that the others are compared with, and what it has at the cursor, or as its newest; NaN without. */
struct base {
	uint32_t run;
	struct line_run line;
	double value;
};

static void say_number(struct label *label, double value)
{
	char text[NUMBER_SIZE];
	number_short(text, value, VALUE_DIGITS);
	label_format(label, "%s", isnan(value) ? "—" : text);
}

/* A run's point at the cursor, or its newest. */
struct point {
	bool there;
	struct row row;
	double value;
	double smooth; /* NaN while it isn't made */
};

static double smooth_value(const struct scene *scene, uint32_t series, enum axis_source axis, double x, double raw)
{
	const struct series *smooth = scene->derived ? derived_series(scene->derived, scene->store, series) : NULL;
	struct row row;
	enum number_type type;
	double value = NAN;
	if (!smooth)
		return smooth_leaves(scene->store, series) ? raw : NAN;
	if (isnan(x))
		derived_last(smooth, &value);
	else if (query_nearest_in(smooth, axis, x, &row, &type))
		value = number_value(type, row.bits);
	return value;
}

static struct point point_of(const struct scene *scene, const struct line_run *line, uint32_t tag, double cursor)
{
	struct point point = {.value = NAN, .smooth = NAN};
	uint32_t series = store_series_find(scene->store, line->run, tag);
	if (series == STORE_NONE || store_series_head(scene->store, series).kind != KIND_SCALAR)
		return point;
	enum x_axis axis = choice_x(scene->choice);
	double x = axis_find(axis, line, cursor);
	enum number_type type;
	point.there = isfinite(cursor) ? query_nearest(scene->store, series, axis_source(axis), x, &point.row, &type)
	                               : store_last_row(scene->store, series, &point.row, &type);
	if (!point.there)
		return point;
	point.value = number_value(type, point.row.bits);
	if (choice_smooth(scene->choice).kind != SMOOTH_OFF)
		point.smooth = smooth_value(scene, series, axis_source(axis), isfinite(cursor) ? x : NAN, point.value);
	return point;
}

/* Month and day, and the time to the second. */
static void say_wall(struct label *label, double wall)
{
	char text[NUMBER_SIZE];
	struct tm tm;
	time_t seconds = fabs(wall) < 1e11 ? (time_t)floor(wall) : 0;
	if (fabs(wall) < 1e11 && localtime_r(&seconds, &tm) && strftime(text, sizeof text, "%m-%d %H:%M:%S", &tm))
		label_format(label, "%s", text);
}

static void say_place(struct value_row *out, const struct line_run *line, const struct row *row)
{
	char text[NUMBER_SIZE];
	number_grouped(text, row->step);
	label_format(&out->cells[VALUE_PLACE], "%s", text);
	if (out->cells[VALUE_PLACE].width >= columns[VALUE_PLACE].width) {
		number_count(text, row->step);
		label_format(&out->cells[VALUE_PLACE], "%s", text);
	}
	if (isfinite(row->wall_time - line->start)) {
		number_duration(text, row->wall_time - line->start);
		label_format(&out->cells[VALUE_RELATIVE], "%s", text);
	}
	say_wall(&out->cells[VALUE_WALL], row->wall_time);
}

static void say_delta(struct label *label, double delta)
{
	char text[NUMBER_SIZE];
	if (isnan(delta))
		return;
	number_short(text, delta, VALUE_DIGITS);
	label_format(label, "%s%s", delta < 0 ? "▼" : delta > 0 ? "▲+" : "", text);
}

/* What the baseline has where a run ends: its own end may lie elsewhere, and the chart has the difference there. */
static double base_beside(const struct scene *scene, const struct base *baseline, const struct line_run *line,
                          uint32_t tag, const struct row *row)
{
	if (baseline->run == STORE_NONE)
		return NAN;
	double x = axis_place(choice_x(scene->choice), line, row->step, row->wall_time);
	if (!isfinite(x))
		return NAN;
	struct point point = point_of(scene, &baseline->line, tag, x);
	return choice_smooth(scene->choice).kind != SMOOTH_OFF ? point.smooth : point.value;
}

static void say_series(struct value_row *out, const struct scene *scene, const struct line_run *line, uint32_t tag,
                       double cursor, const struct base *baseline)
{
	char text[NUMBER_SIZE];
	struct point point = point_of(scene, line, tag, cursor);
	if (!point.there)
		return;
	struct chunk_summary whole = query_whole(scene->store, store_series_find(scene->store, line->run, tag));
	bool smooth = choice_smooth(scene->choice).kind != SMOOTH_OFF;
	number_short(text, point.value, VALUE_DIGITS);
	label_format(&out->cells[VALUE_RAW], "%s", text);
	number_count(text, point.row.step);
	label_format(&out->cells[VALUE_STEP], "%s", text);
	if (smooth && !isnan(point.smooth))
		say_number(&out->cells[VALUE_SMOOTH], point.smooth);
	if (line->run == baseline->run)
		label_format(&out->cells[VALUE_DELTA], "base");
	else
		say_delta(&out->cells[VALUE_DELTA],
		          (smooth ? point.smooth : point.value) -
		              (isfinite(cursor) ? baseline->value : base_beside(scene, baseline, line, tag, &point.row)));
	say_place(out, line, &point.row);
	say_number(&out->cells[VALUE_MIN], whole.min);
	say_number(&out->cells[VALUE_MAX], whole.max);
}

/* What the runs of a group have: each its own nearest or newest point. */
struct group_values {
	double *raw, *smooth, low, high; /* the former of `count` runs, NaNs left out */
	size_t raw_count, smooth_count;
	int64_t step; /* the largest */
};

static struct group_values group_values_of(const struct scene *scene, const struct line_run *group, uint32_t tag,
                                           double cursor)
{
	struct group_values all = {
		.raw = xmalloc((group->member_count + 1) * sizeof(double)),
		.smooth = xmalloc((group->member_count + 1) * sizeof(double)),
		.low = NAN, .high = NAN, .step = INT64_MIN,
	};
	for (size_t i = 0; i < group->member_count; i++) {
		struct point point = point_of(scene, &group->members[i], tag, cursor);
		if (!point.there)
			continue;
		struct chunk_summary whole =
			query_whole(scene->store, store_series_find(scene->store, group->members[i].run, tag));
		all.raw[all.raw_count] = point.value;
		all.raw_count += isfinite(point.value);
		all.smooth[all.smooth_count] = point.smooth;
		all.smooth_count += isfinite(point.smooth);
		all.low = fmin(all.low, whole.min);
		all.high = fmax(all.high, whole.max);
		all.step = point.row.step > all.step ? point.row.step : all.step;
	}
	return all;
}

static void say_group(struct value_row *out, const struct scene *scene, const struct line_run *group, uint32_t tag,
                      double cursor, const struct base *baseline)
{
	struct group_values all = group_values_of(scene, group, tag, cursor);
	struct band_spec spec = choice_band(scene->choice);
	struct band raw = band_of(all.raw, all.raw_count, spec), smooth = band_of(all.smooth, all.smooth_count, spec);
	bool smoothed = choice_smooth(scene->choice).kind != SMOOTH_OFF;
	char text[2 * NUMBER_SIZE];
	if (raw.count) {
		run_order_say(text, sizeof text, &raw, spec);
		label_format(&out->cells[VALUE_RAW], "%s", text);
		say_delta(&out->cells[VALUE_DELTA], (smoothed ? smooth.mean : raw.mean) - baseline->value);
	}
	if (smoothed)
		say_number(&out->cells[VALUE_SMOOTH], smooth.mean);
	say_number(&out->cells[VALUE_MIN], all.low);
	say_number(&out->cells[VALUE_MAX], all.high);
	if (all.step != INT64_MIN) {
		number_count(text, all.step);
		label_format(&out->cells[VALUE_STEP], "%s", text);
	}
	free(all.raw);
	free(all.smooth);
}

static void say_times(struct value_row *out, const struct scene *scene, uint32_t run)
{
	char text[NUMBER_SIZE];
	run_age(text, scene, run);
	label_format(&out->cells[VALUE_AGE], "%s", text);
	const struct steptime *steptime =
		scene->steptimes ? steptimes_get(scene->steptimes, scene->store, run, scene->now) : NULL;
	if (!steptime || !steptime->any)
		return;
	bool running = steptime->state == RUN_LIVE || steptime->state == RUN_LATE;
	bool now = running && isfinite(steptime->rate_now);
	say_number(&out->cells[VALUE_SPEED], now ? steptime->rate_now : steptime->rate_run);
}

static void make_row(struct value_row *out, const struct scene *scene, const struct line_run *line, uint32_t tag,
                     double cursor, const struct base *baseline)
{
	*out = (struct value_row){.role = line->role, .mark = line->mark};
	for (int i = 0; i < VALUE_COLUMNS; i++)
		label_format(&out->cells[i], "—");
	if (line->members) {
		say_group(out, scene, line, tag, cursor, baseline);
		return; /* speeds and ages are those of runs */
	}
	say_series(out, scene, line, tag, cursor, baseline);
	say_times(out, scene, line->run);
}

static int width_of(const struct values *values, int column)
{
	return columns[column].width + (column == VALUE_RAW && values->grouped ? BAND_MORE : 0);
}

static int kept_width(const struct values *values)
{
	int width = 0;
	for (int i = 0; i < VALUE_COLUMNS; i++)
		width += values->kept[i] ? width_of(values, i) : 0;
	return width;
}

static bool is_wanted(const struct values *values, const struct scene *scene, int column)
{
	switch (columns[column].when) {
	case ALWAYS: return true;
	case AT_CURSOR: return values->at_cursor;
	case AT_END: return !values->at_cursor;
	case SMOOTHED: return choice_smooth(scene->choice).kind != SMOOTH_OFF;
	case COMPARED: return choice_baseline(scene->choice, scene->store) != STORE_NONE;
	}
	return false;
}

static void fit_columns(struct values *values, const struct scene *scene, const struct lineup *lineup, int width)
{
	int name = NAME_LEAST;
	values->grouped = false;
	for (size_t i = 0; i < lineup->count; i++) {
		values->grouped |= lineup->items[i].members != NULL;
		if (lineup->items[i].name.width + 2 > name)
			name = lineup->items[i].name.width + 2;
	}
	name = name > NAME_MOST ? NAME_MOST : name;
	int least = name < NAME_ASKED ? name : NAME_ASKED; /* names that are cut alike say nothing: columns go first */
	for (int i = 0; i < VALUE_COLUMNS; i++)
		values->kept[i] = is_wanted(values, scene, i);
	for (int rank = VALUE_COLUMNS - 1; rank > 0 && least + kept_width(values) > width; rank--)
		for (int i = 0; i < VALUE_COLUMNS; i++)
			values->kept[i] &= columns[i].rank != rank;
	int room = width - kept_width(values) - 1;
	values->name_width = name < room ? name : room > 2 ? room : 2;
}

static void say_title(struct values *values, const struct scene *scene, uint32_t tag, double cursor)
{
	char step[NUMBER_SIZE];
	int room = values->area.width > 24 ? values->area.width - 24 : 0;
	struct label name;
	values->step_width = 0;
	label_name(&name, store_tag_name(scene->store, tag), room);
	if (!isfinite(cursor)) {
		label_format(&values->title, "%s", name.text);
	} else if (choice_x(scene->choice) == X_STEP) {
		/* A double of 2^63 is no int64_t. */
		number_grouped(step, cursor >= 0x1p63 ? INT64_MAX : cursor < -0x1p63 ? INT64_MIN : (int64_t)cursor);
		label_format(&values->title, "%s at step %s", name.text, step);
		values->step_width = (int)strlen(step);
	} else {
		label_format(&values->title, "%s at the cursor", name.text);
	}
}

/* Also when it is not shown. */
static struct base baseline_of(const struct scene *scene, const struct lineup *lineup, uint32_t tag, double cursor)
{
	struct base baseline = {.run = choice_baseline(scene->choice, scene->store), .value = NAN};
	if (baseline.run == STORE_NONE)
		return baseline;
	const struct line_run *shown = lineup_run(lineup, baseline.run);
	baseline.line = shown ? *shown : lineup_line(scene, baseline.run);
	struct point point = point_of(scene, &baseline.line, tag, cursor);
	baseline.value = choice_smooth(scene->choice).kind != SMOOTH_OFF ? point.smooth : point.value;
	return baseline;
}

/* By number of the run the line that shows it. */
static const struct line_run **lines_by_run(const struct lineup *lineup, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < lineup->run_count; i++)
		*count = lineup->runs[i].run >= *count ? (size_t)lineup->runs[i].run + 1 : *count;
	const struct line_run **lines = xcalloc(*count + 1, sizeof *lines);
	for (size_t i = 0; i < lineup->count; i++) {
		const struct line_run *line = &lineup->items[i];
		lines[line->run] = line;
		for (size_t k = 0; k < line->member_count; k++)
			lines[line->members[k].run] = line;
	}
	return lines;
}

static bool has_tag(const struct scene *scene, const struct line_run *line, uint32_t tag)
{
	for (size_t i = 0; i < line->member_count; i++)
		if (store_series_find(scene->store, line->members[i].run, tag) != STORE_NONE)
			return true;
	return store_series_find(scene->store, line->run, tag) != STORE_NONE;
}

/* Where not all fit: those with the tag before those without, else in their order. */
static void tagged_first(const struct line_run **lines, size_t count, const struct scene *scene, uint32_t tag)
{
	const struct line_run **without = xcalloc(count + 1, sizeof *without);
	size_t kept = 0, put_off = 0;
	for (size_t i = 0; i < count; i++) {
		if (has_tag(scene, lines[i], tag))
			lines[kept++] = lines[i];
		else
			without[put_off++] = lines[i];
	}
	memcpy(lines + kept, without, put_off * sizeof *lines);
	free(without);
}

/* The lines as the list of runs has them: groups stand together there. */
static const struct line_run **lines_in_order(const struct values *values, const struct lineup *lineup)
{
	size_t runs, count = 0;
	const struct line_run **by_run = lines_by_run(lineup, &runs);
	const struct line_run **lines = xcalloc(lineup->count + 1, sizeof *lines), *last = NULL;
	for (size_t i = 0; i < values->order_count; i++) {
		const struct line_run *line = values->order[i] < runs ? by_run[values->order[i]] : NULL;
		if (line && line != last && count < lineup->count)
			lines[count++] = last = line;
	}
	for (size_t i = 0; count < lineup->count; i++) { /* no list, or another one */
		lines[i] = &lineup->items[i];
		count = i + 1 == lineup->count ? i + 1 : count;
	}
	free(by_run);
	return lines;
}

/* The rows around a run, when not all fit. */
static size_t first_row(const struct line_run **lines, size_t count, const struct line_run *focused, size_t rows)
{
	size_t at = 0;
	while (focused && lines[at] != focused)
		at++;
	if (count <= rows || at < rows)
		return 0;
	return at - rows + 1;
}

static void name_rows(struct values *values, const struct line_run *const *lines)
{
	struct slice *names = xcalloc((size_t)values->count + 1, sizeof *names);
	for (int i = 0; i < values->count; i++)
		names[i] = label_slice(&lines[i]->name);
	struct label_cut cut = label_cut_apart(names, (size_t)values->count, values->name_width - 2);
	for (int i = 0; i < values->count; i++)
		label_name_cut(&values->rows[i].name, names[i], values->name_width - 2, &cut);
	free(names);
}

void values_prepare(struct values *values, const struct scene *scene, const struct lineup *lineup, uint32_t tag,
                    uint32_t run, double cursor, struct rect area)
{
	values->area = area;
	values->at_cursor = isfinite(cursor);
	values->count = values->more = 0;
	int room = area.height - 1;
	if (room < 1 || area.width < NAME_LEAST || tag == STORE_NONE)
		return;
	if ((size_t)room < lineup->count)
		room--; /* the last row says how many more */
	values->count = lineup->count < (size_t)room ? (int)lineup->count : room;
	values->more = (int)lineup->count - values->count;
	if (values->count > values->capacity) {
		values->capacity = values->count;
		values->rows = xrealloc(values->rows, (size_t)values->capacity * sizeof *values->rows);
	}
	struct base baseline = baseline_of(scene, lineup, tag, cursor);
	fit_columns(values, scene, lineup, area.width);
	say_title(values, scene, tag, cursor);
	const struct line_run *focused = lineup_of(lineup, run);
	const struct line_run **lines = lines_in_order(values, lineup);
	if (values->more)
		tagged_first(lines, lineup->count, scene, tag);
	const struct line_run *seen = focused && has_tag(scene, focused, tag) ? focused : NULL;
	size_t first = values->count ? first_row(lines, lineup->count, seen, (size_t)values->count) : 0;
	for (int i = 0; i < values->count; i++) {
		const struct line_run *line = lines[first + (size_t)i];
		make_row(&values->rows[i], scene, line, tag, cursor, &baseline);
		values->rows[i].focused = line == focused;
	}
	name_rows(values, lines + first);
	free(lines);
}

/* Cells of one row, right-aligned under each other. */
static void paint_cells(const struct values *values, const struct slice *cells, struct canvas *canvas, int y,
                        enum role role)
{
	int x = values->area.x + values->name_width;
	for (int i = 0; i < VALUE_COLUMNS; i++) {
		if (!values->kept[i])
			continue;
		canvas_text_right(canvas, x + 1, y, width_of(values, i) - 1, cells[i], role, 0);
		x += width_of(values, i);
	}
}

static void paint_row(const struct values *values, const struct value_row *row, struct canvas *canvas, int y)
{
	int x = values->area.x;
	enum role role = row->focused ? ROLE_STRONG : ROLE_TEXT;
	struct slice cells[VALUE_COLUMNS];
	for (int i = 0; i < VALUE_COLUMNS; i++)
		cells[i] = label_slice(&row->cells[i]);
	canvas_put(canvas, x, y, row->mark, row->role, 0);
	canvas_text(canvas, x + 2, y, values->name_width - 2, label_slice(&row->name), role, 0);
	paint_cells(values, cells, canvas, y, role);
}

/* In the cursor's colour, which also takes fewer bytes than to change it with each key. */
static void paint_title_step(const struct values *values, struct canvas *canvas)
{
	struct rect area = values->area;
	int from = values->title.width - values->step_width;
	if (values->title.width <= area.width - 2) /* else it is cut */
		canvas_paint(canvas, (struct rect){area.x + from, area.y - 1, values->step_width, 1}, ROLE_CURSOR, 0);
}

void values_paint(const struct values *values, struct canvas *canvas)
{
	paint_title_step(values, canvas);
	if (values->area.height < 2 || values->area.width < NAME_LEAST)
		return;
	struct rect area = values->area, old = canvas_clip(canvas, area);
	canvas_text(canvas, area.x, area.y, area.width, slice_of("run"), ROLE_DIM, 0);
	struct slice heads[VALUE_COLUMNS];
	for (int i = 0; i < VALUE_COLUMNS; i++)
		heads[i] = slice_of(i == VALUE_RAW && values->at_cursor ? "value" : columns[i].head);
	paint_cells(values, heads, canvas, area.y, ROLE_DIM);
	for (int i = 0; i < values->count; i++)
		paint_row(values, &values->rows[i], canvas, area.y + 1 + i);
	if (values->more > 0)
		canvas_printf(canvas, area.x + 2, area.y + 1 + values->count, area.width - 2, ROLE_DIM, 0, "+%d more",
		              values->more);
	canvas_unclip(canvas, old);
}

int values_head_at(const struct values *values, int x, int y)
{
	int at = values->area.x + values->name_width;
	if (y != values->area.y || !rect_contains(values->area, x, y))
		return -1;
	if (x < at)
		return VALUE_COLUMNS;
	for (int i = 0; i < VALUE_COLUMNS; i++) {
		at += values->kept[i] ? width_of(values, i) : 0;
		if (values->kept[i] && x < at)
			return i;
	}
	return -1;
}

void values_fini(struct values *values)
{
	free(values->rows);
	*values = (struct values){0};
}
