#include "view/points.h"

#include "base/alloc.h"
#include "view/axes.h"
#include "view/run_order.h"

#include <math.h>
#include <stdlib.h>

enum { FRAME_HEIGHT = 6, STEP_WIDTH = 13, TIME_WIDTH = 9, CELL_WIDTH = 13, VALUE_DIGITS = 6 };

/* ---- Where it stands ------------------------------------------------------------- */

static uint64_t start_place(const struct scene *scene, const struct line_run *line, uint32_t series, double cursor,
                            uint64_t total)
{
	enum x_axis axis = choice_x(scene->choice);
	struct row row;
	enum number_type type;
	if (!isfinite(cursor) ||
	    !query_nearest(scene->store, series, axis_source(axis), axis_find(axis, line, cursor), &row, &type))
		return total - 1;
	uint64_t place = places_find(scene->store, series, row.step, row.wall_time);
	return place < total ? place : total - 1;
}

/* The cursor in sight. */
static void fit(struct points *table)
{
	uint64_t height = (uint64_t)table->row_count;
	if (table->at_end || table->cursor >= table->total)
		table->cursor = table->total - 1;
	if (table->cursor < table->top)
		table->top = table->cursor;
	if (table->cursor >= table->top + height)
		table->top = table->cursor - height + 1;
	if (table->top + height > table->total)
		table->top = table->total > height ? table->total - height : 0;
}

static void reserve(struct points *table)
{
	if (table->row_count <= table->row_capacity)
		return;
	table->row_capacity = table->row_count;
	table->rows = xrealloc(table->rows, (size_t)table->row_capacity * sizeof *table->rows);
	table->points = xrealloc(table->points, (size_t)table->row_capacity * sizeof *table->points);
}

/* ---- What it says ------------------------------------------------------------------ */

/* The value of a run at exactly this step. */
static bool value_at(const struct scene *scene, uint32_t run, uint32_t tag, int64_t step, double *out)
{
	uint32_t series = store_series_find(scene->store, run, tag);
	struct row row;
	enum number_type type;
	if (series == STORE_NONE || store_series_head(scene->store, series).kind != KIND_SCALAR ||
	    !query_nearest(scene->store, series, AXIS_STEP, (double)step, &row, &type) || row.step != step)
		return false;
	*out = number_value(type, row.bits);
	return true;
}

static void say_value(struct label *out, const struct scene *scene, uint32_t run, uint32_t tag, int64_t step)
{
	char text[NUMBER_SIZE];
	double value;
	if (!value_at(scene, run, tag, step, &value))
		return;
	number_short(text, value, VALUE_DIGITS);
	label_format(out, "%s", text);
}

static void say_group(struct label *out, const struct scene *scene, const struct line_run *group, uint32_t tag,
                      int64_t step)
{
	double *values = xmalloc((group->member_count + 1) * sizeof *values);
	size_t count = 0;
	for (size_t i = 0; i < group->member_count; i++)
		count += value_at(scene, group->members[i].run, tag, step, &values[count]) && isfinite(values[count]);
	struct band band = band_of(values, count, choice_band(scene->choice));
	char text[2 * NUMBER_SIZE];
	run_order_say(text, sizeof text, &band, choice_band(scene->choice));
	label_format(out, "%s", count ? text : "");
	free(values);
}

static void make_row(struct points_row *row, const struct placed *point, const struct scene *scene,
                     const struct line_run *line)
{
	char text[NUMBER_SIZE];
	*row = (struct points_row){0};
	number_grouped(text, point->step);
	label_format(&row->step, "%s", text);
	if (!isfinite(point->wall - line->start))
		return;
	number_duration(text, point->wall - line->start);
	label_format(&row->time, "%s", text);
}

/* A column of a run or group; of the run whose points the rows are, these. */
static void add_column(struct points *table, const struct scene *scene, const struct line_run *line, uint32_t tag,
                       bool own)
{
	int at = table->head_count++;
	table->heads[at] = (struct points_head){.mark = line->mark, .role = line->role};
	label_set(&table->heads[at].name, label_slice(&line->name), CELL_WIDTH - 3, TEXT_CUT_MIDDLE);
	for (int i = 0; i < table->row_count; i++) {
		struct label *cell = &table->rows[i].cells[at];
		char text[NUMBER_SIZE];
		number_short(text, table->points[i].value, VALUE_DIGITS);
		if (line->members)
			say_group(cell, scene, line, tag, table->points[i].step);
		else if (own)
			label_format(cell, "%s", text);
		else
			say_value(cell, scene, line->run, tag, table->points[i].step);
	}
}

static void add_columns(struct points *table, const struct scene *scene, const struct lineup *lineup,
                        const struct line_run *line, uint32_t tag)
{
	int most = (table->inside.width - STEP_WIDTH - TIME_WIDTH) / CELL_WIDTH;
	table->head_count = 0;
	most = most > POINTS_RUNS ? POINTS_RUNS : most;
	if (most > 0)
		add_column(table, scene, line, tag, true);
	for (size_t i = 0; i < lineup->count && table->head_count < most; i++)
		if (&lineup->items[i] != line)
			add_column(table, scene, &lineup->items[i], tag, false);
}

static void say_title(struct points *table, const struct scene *scene, const struct lineup *lineup,
                      const struct line_run *line, uint32_t tag)
{
	struct label name;
	char place[NUMBER_SIZE], total[NUMBER_SIZE];
	size_t left = lineup->count - (size_t)table->head_count;
	label_name(&name, store_tag_name(scene->store, tag), table->area.width / 3);
	number_grouped(place, (int64_t)table->cursor + 1);
	number_grouped(total, (int64_t)table->total);
	label_format(&table->title, "%s ─ point %s of %s of %s", name.text, place, total, line->name.text);
	if (left && table->area.width >= 60) {
		struct label all = table->title;
		label_format(&table->title, "%s, %zu more run%s", all.text, left, left == 1 ? "" : "s");
	}
	name = table->title;
	label_set(&table->title, label_slice(&name), table->area.width > 4 ? table->area.width - 4 : 0, TEXT_CUT_END);
}

void points_prepare(struct points *table, const struct scene *scene, const struct lineup *lineup,
                   const struct line_run *line, uint32_t series, uint32_t tag, double cursor, struct rect area)
{
	table->area = area;
	table->framed = area.height >= FRAME_HEIGHT;
	table->inside = table->framed ? rect_inset(area, 1, 1) : area;
	if (!table->framed)
		rect_take_top(&table->inside, 1);
	table->row_count = table->head_count = 0;
	label_format(&table->title, line ? "" : "no shown run has this tag");
	table->total = line ? places_count(scene->store, series) : 0;
	if (!table->total || table->inside.height < 2 || table->inside.width < STEP_WIDTH)
		return;
	uint64_t room = (uint64_t)table->inside.height - 1;
	table->row_count = (int)(table->total < room ? table->total : room);
	reserve(table);
	if (!table->made || table->series != series) {
		table->cursor = start_place(scene, line, series, cursor, table->total);
		table->at_end = !isfinite(cursor);
	}
	table->made = true;
	table->series = series;
	fit(table);
	table->row_count = (int)places_read(scene->store, series, table->top, table->points, (size_t)table->row_count);
	for (int i = 0; i < table->row_count; i++)
		make_row(&table->rows[i], &table->points[i], scene, line);
	add_columns(table, scene, lineup, line, tag);
	say_title(table, scene, lineup, line, tag);
}

/* ---- Painting ------------------------------------------------------------------------ */

static void paint_heads(const struct points *table, struct canvas *canvas)
{
	int x = table->inside.x, y = table->inside.y;
	canvas_text_right(canvas, x, y, STEP_WIDTH - 1, slice_of("step"), ROLE_DIM, 0);
	canvas_text_right(canvas, x + STEP_WIDTH, y, TIME_WIDTH - 1, slice_of("after"), ROLE_DIM, 0);
	x += STEP_WIDTH + TIME_WIDTH;
	for (int i = 0; i < table->head_count; i++, x += CELL_WIDTH) {
		const struct points_head *head = &table->heads[i];
		int from = x + CELL_WIDTH - 1 - head->name.width;
		canvas_put(canvas, from - 2, y, head->mark, head->role, 0);
		canvas_text(canvas, from, y, head->name.width, label_slice(&head->name), ROLE_TEXT, 0);
	}
}

static void paint_row(const struct points *table, const struct points_row *row, struct canvas *canvas, int y)
{
	int x = table->inside.x;
	canvas_text_right(canvas, x, y, STEP_WIDTH - 1, label_slice(&row->step), ROLE_STRONG, 0);
	canvas_text_right(canvas, x + STEP_WIDTH, y, TIME_WIDTH - 1, label_slice(&row->time), ROLE_DIM, 0);
	x += STEP_WIDTH + TIME_WIDTH;
	for (int i = 0; i < table->head_count; i++, x += CELL_WIDTH)
		canvas_text_right(canvas, x, y, CELL_WIDTH - 1, label_slice(&row->cells[i]), ROLE_TEXT, 0);
}

void points_paint(const struct points *table, struct canvas *canvas, bool focused)
{
	if (rect_empty(table->area))
		return;
	if (table->framed)
		canvas_box(canvas, table->area, label_slice(&table->title), focused ? ROLE_BORDER_FOCUS : ROLE_BORDER);
	else
		canvas_text(canvas, table->area.x, table->area.y, table->area.width, label_slice(&table->title), ROLE_TITLE, 0);
	struct rect old = canvas_clip(canvas, table->inside);
	if (table->row_count)
		paint_heads(table, canvas);
	for (int i = 0; i < table->row_count; i++) {
		struct rect line = {table->inside.x, table->inside.y + 1 + i, table->inside.width, 1};
		paint_row(table, &table->rows[i], canvas, line.y);
		if (table->top + (uint64_t)i == table->cursor)
			canvas_paint(canvas, line, focused ? ROLE_SELECTED : ROLE_SELECTED_DIM, 0);
	}
	canvas_unclip(canvas, old);
}

/* ---- Acting -------------------------------------------------------------------------- */

static uint64_t moved(const struct points *table, enum action action)
{
	uint64_t page = table->row_count > 0 ? (uint64_t)table->row_count : 1, at = table->cursor, last = table->total - 1;
	switch (action) {
	case ACTION_UP: return at ? at - 1 : 0;
	case ACTION_DOWN: return at < last ? at + 1 : last;
	case ACTION_PAGE_UP: return at > page ? at - page : 0;
	case ACTION_PAGE_DOWN: return last - at > page ? at + page : last;
	case ACTION_FIRST: return 0;
	case ACTION_LAST: return last;
	default: return UINT64_MAX;
	}
}

bool points_act(struct points *table, const struct scene *scene, enum action action, struct placed *point)
{
	uint64_t to = table->total ? moved(table, action) : UINT64_MAX;
	if (to == UINT64_MAX || !places_read(scene->store, table->series, to, point, 1))
		return false;
	table->cursor = to;
	table->at_end = to + 1 == table->total;
	return true;
}

void points_fini(struct points *table)
{
	free(table->rows);
	free(table->points);
	*table = (struct points){0};
}
