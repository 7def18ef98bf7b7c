#include "view/values.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/charts.h"

#include <math.h>
#include <stdlib.h>

#define VALUE_DIGITS 4
#define NAME_LEAST 12
#define NAME_MOST 32

static const struct {
	const char *head;
	int width; /* with the blank before it */
	int rank;  /* the highest is the first to go where room is short */
} columns[VALUE_COLUMNS] = {
	{"newest", 10, 0}, {"min", 10, 3}, {"max", 10, 5}, {"step", 7, 1}, {"steps/s", 8, 4}, {"age", 6, 2},
};

static void say_number(struct label *label, double value)
{
	char text[NUMBER_SIZE];
	number_short(text, value, VALUE_DIGITS);
	label_format(label, "%s", isnan(value) ? "—" : text);
}

static void say_point(struct value_row *out, const struct row *row, enum number_type type)
{
	char text[NUMBER_SIZE];
	number_short(text, number_value(type, row->bits), VALUE_DIGITS);
	label_format(&out->cells[VALUE_NEWEST], "%s", text);
	number_count(text, row->step);
	label_format(&out->cells[VALUE_STEP], "%s", text);
}

static void say_series(struct value_row *out, const struct scene *scene, const struct line_run *line, uint32_t tag,
                       double cursor)
{
	uint32_t series = store_series_find(scene->store, line->run, tag);
	if (series == STORE_NONE || store_series(scene->store, series).kind != KIND_SCALAR)
		return;
	struct chunk_summary whole = query_whole(scene->store, series);
	enum x_axis axis = choice_x(scene->choice);
	struct row row;
	enum number_type type;
	bool found = isfinite(cursor) ? query_nearest(scene->store, series, axis_source(axis),
	                                              cursor + axis_origin(axis, line), &row, &type)
	                              : store_last_row(scene->store, series, &row, &type);
	if (found)
		say_point(out, &row, type);
	say_number(&out->cells[VALUE_MIN], whole.min);
	say_number(&out->cells[VALUE_MAX], whole.max);
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
                     double cursor, int name_width)
{
	*out = (struct value_row){.role = line->role, .mark = line->mark};
	label_set(&out->name, label_slice(&line->name), name_width - 2, TEXT_CUT_MIDDLE);
	for (int i = 0; i < VALUE_COLUMNS; i++)
		label_format(&out->cells[i], "—");
	say_series(out, scene, line, tag, cursor);
	say_times(out, scene, line->run);
}

static int kept_width(const struct values *values)
{
	int width = 0;
	for (int i = 0; i < VALUE_COLUMNS; i++)
		width += values->kept[i] ? columns[i].width : 0;
	return width;
}

static void fit_columns(struct values *values, const struct lineup *lineup, int width)
{
	int name = NAME_LEAST;
	for (size_t i = 0; i < lineup->count; i++)
		if (lineup->items[i].name.width + 2 > name)
			name = lineup->items[i].name.width + 2;
	name = name > NAME_MOST ? NAME_MOST : name;
	for (int i = 0; i < VALUE_COLUMNS; i++)
		values->kept[i] = true;
	for (int rank = VALUE_COLUMNS - 1; rank > 0 && NAME_LEAST + kept_width(values) > width; rank--)
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
	label_name(&name, store_tag_name(scene->store, tag), room);
	if (!isfinite(cursor)) {
		label_format(&values->title, "%s", name.text);
	} else if (choice_x(scene->choice) == X_STEP) {
		/* A double of 2^63 is no int64_t. */
		number_grouped(step, cursor >= 0x1p63 ? INT64_MAX : cursor < -0x1p63 ? INT64_MIN : (int64_t)cursor);
		label_format(&values->title, "%s at step %s", name.text, step);
	} else {
		label_format(&values->title, "%s at the cursor", name.text);
	}
}

/* The rows around the focused run, when not all fit. */
static size_t first_row(const struct lineup *lineup, uint32_t run, size_t rows)
{
	size_t at = 0;
	for (size_t i = 0; i < lineup->count; i++)
		if (lineup->items[i].run == run)
			at = i;
	if (lineup->count <= rows || at < rows)
		return 0;
	return at - rows + 1;
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
	fit_columns(values, lineup, area.width);
	say_title(values, scene, tag, cursor);
	size_t first = values->count ? first_row(lineup, run, (size_t)values->count) : 0;
	for (int i = 0; i < values->count; i++) {
		const struct line_run *line = &lineup->items[first + (size_t)i];
		make_row(&values->rows[i], scene, line, tag, cursor, values->name_width);
		values->rows[i].focused = line->run == run;
	}
}

/* Cells of one row, right-aligned under each other. */
static void paint_cells(const struct values *values, const struct slice *cells, struct canvas *canvas, int y,
                        enum role role)
{
	int x = values->area.x + values->name_width;
	for (int i = 0; i < VALUE_COLUMNS; i++) {
		if (!values->kept[i])
			continue;
		canvas_text_right(canvas, x + 1, y, columns[i].width - 1, cells[i], role, 0);
		x += columns[i].width;
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

void values_paint(const struct values *values, struct canvas *canvas)
{
	if (values->area.height < 2 || values->area.width < NAME_LEAST)
		return;
	struct rect area = values->area, old = canvas_clip(canvas, area);
	canvas_text(canvas, area.x, area.y, area.width, slice_of("run"), ROLE_DIM, 0);
	struct slice heads[VALUE_COLUMNS];
	for (int i = 0; i < VALUE_COLUMNS; i++)
		heads[i] = slice_of(i == VALUE_NEWEST && values->at_cursor ? "value" : columns[i].head);
	paint_cells(values, heads, canvas, area.y, ROLE_DIM);
	for (int i = 0; i < values->count; i++)
		paint_row(values, &values->rows[i], canvas, area.y + 1 + i);
	if (values->more > 0)
		canvas_printf(canvas, area.x + 2, area.y + 1 + values->count, area.width - 2, ROLE_DIM, 0, "+%d more",
		              values->more);
	canvas_unclip(canvas, old);
}

void values_fini(struct values *values)
{
	free(values->rows);
	*values = (struct values){0};
}
