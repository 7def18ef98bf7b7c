#include "view/op_table.h"

#include "base/number.h"
#include "view/box.h"
#include "view/timeline.h"
#include "view/typed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_LEAST = 16, SHAPES_LEAST = 42, PROCESS_WIDTH = 24, FOOT_FROM = 8 };

static const struct {
	const char *name;
	int width;
	int rank; /* the smaller, the longer it stays when there is no room */
} columns[OP_COLUMNS] = {
	[OP_NAME] = {"operation", 0, 0}, [OP_SELF] = {"self", 9, 1},     [OP_SHARE] = {"share", 7, 2},
	[OP_TOTAL] = {"total", 9, 5},    [OP_COUNT] = {"calls", 8, 3},   [OP_MEAN] = {"mean", 9, 4},
	[OP_P99] = {"p99", 9, 6},        [OP_LONGEST] = {"max", 9, 7},   [OP_PROCESS] = {"process", PROCESS_WIDTH, 8},
};

void op_table_open(struct op_table *table, const struct profile *profile)
{
	op_table_fini(table);
	*table = (struct op_table){.query = {.profile = profile, .sort = OP_SELF}, .column = OP_SELF, .stale = true};
}

void op_table_fini(struct op_table *table)
{
	op_rows_fini(&table->rows);
	str_fini(&table->query.filter);
	*table = (struct op_table){0};
}

const struct op_row *op_table_row(const struct op_table *table)
{
	return (size_t)table->list.cursor < table->rows.count ? &table->rows.items[table->list.cursor] : NULL;
}

/* ---- Preparing ---- */

static bool shown(const struct op_table *table, enum op_column column)
{
	return table->width[column] > 0;
}

/* As many columns as leave a name room, the most telling ones. */
static void lay_columns(struct op_table *table)
{
	int room = table->area.width - 2 - (table->query.grouping == OPS_SHAPES ? SHAPES_LEAST : NAME_LEAST), most = 0;
	for (int rank = 1; rank < OP_COLUMNS; rank++)
		for (int i = 1; i < OP_COLUMNS; i++)
			if (columns[i].rank == rank && room >= columns[i].width + 1 && (i != OP_PROCESS || table->query.grouping != OPS_PROCESSES)) {
				room -= columns[i].width + 1;
				most = rank;
			}
	int x = table->area.x + table->area.width;
	for (int i = OP_COLUMNS - 1; i > 0; i--) {
		bool fits = columns[i].rank <= most && (i != OP_PROCESS || table->query.grouping != OPS_PROCESSES);
		table->width[i] = fits ? columns[i].width : 0;
		x -= fits ? columns[i].width : 0;
		table->x[i] = x;
		x -= fits;
	}
	table->x[OP_NAME] = table->area.x + 2;
	table->width[OP_NAME] = x - table->x[OP_NAME];
}

void op_table_prepare(struct op_table *table, struct rect area)
{
	if (table->stale)
		op_rows_make(&table->query, &table->rows);
	table->stale = false;
	table->area = area;
	table->foot = rect_take_bottom(&area, area.height >= FOOT_FROM ? 1 : 0);
	table->head = rect_take_top(&area, area.height > 1);
	table->body = area;
	lay_columns(table);
	if (!shown(table, table->column))
		table->column = OP_SELF;
	list_fit(&table->list, (int)table->rows.count, area.height > 0 ? area.height : 1);
}

/* ---- Painting ---- */

static void say_name(const struct op_table *table, const struct op_row *row, int width, struct label *out)
{
	struct str text = {0};
	op_row_name(&table->query, row, &text);
	label_name(out, str_slice(&text), width);
	str_fini(&text);
}

static void say_cell(const struct op_table *table, const struct op_row *row, enum op_column column, struct label *out)
{
	char text[NUMBER_SIZE];
	double all = (double)table->rows.self;
	switch (column) {
	case OP_NAME: say_name(table, row, table->width[OP_NAME], out); break;
	case OP_SELF: label_time(out, row->self); break;
	case OP_SHARE: label_format(out, "%.1f %%", all > 0 ? 100 * (double)row->self / all : 0.0); break;
	case OP_TOTAL: label_time(out, row->total); break;
	case OP_COUNT:
		number_count(text, (int64_t)row->count);
		label_format(out, "%s", text);
		break;
	case OP_MEAN: label_time(out, row->total / (picoseconds)row->count); break;
	case OP_P99:
		label_format(out, "—");
		if (row->p99 >= 0)
			label_time(out, (picoseconds)row->p99);
		break;
	case OP_LONGEST: label_time(out, row->longest); break;
	case OP_PROCESS:
		label_format(out, "several");
		if (row->process != NAMES_NONE)
			label_name(out, names_text(&table->query.profile->trace.names, row->process), PROCESS_WIDTH);
		break;
	case OP_COLUMNS: break;
	}
}

static const char *const grouping_names[OP_GROUPINGS] = {"operation", "type", "process", "thread", "step", "shape"};

static void paint_head(const struct op_table *table, struct canvas *canvas)
{
	for (int i = 0; i < OP_COLUMNS; i++) {
		struct label text;
		const char *name = i == OP_NAME ? grouping_names[table->query.grouping] : columns[i].name;
		bool chosen = table->column == (enum op_column)i, sorted = table->query.sort == (enum op_column)i;
		enum role role = chosen ? ROLE_CURSOR : sorted ? ROLE_STRONG : ROLE_DIM;
		label_format(&text, "%s%s", sorted ? table->query.ascending ? "▲" : "▼" : "", name);
		if (!shown(table, (enum op_column)i))
			continue;
		if (i == OP_NAME || i == OP_PROCESS)
			canvas_text(canvas, table->x[i], table->head.y, table->width[i], label_slice(&text), role, chosen ? CELL_UNDERLINE : 0);
		else
			canvas_text_right(canvas, table->x[i], table->head.y, table->width[i], label_slice(&text), role, chosen ? CELL_UNDERLINE : 0);
	}
}

/* A bar of the share lies behind the name. */
static void paint_row(const struct op_table *table, struct canvas *canvas, const struct op_row *row, int y)
{
	const struct profile *profile = table->query.profile;
	bool here = row == op_table_row(table);
	enum role hue = timeline_role(profile, profile->ops.items[row->op].name);
	canvas_put(canvas, table->area.x, y, 0x25A0, hue, 0);
	for (int i = 0; i < OP_COLUMNS; i++) {
		struct label text;
		if (!shown(table, (enum op_column)i))
			continue;
		say_cell(table, row, (enum op_column)i, &text);
		enum role role = i == OP_PROCESS ? ROLE_DIM : ROLE_TEXT;
		if (i == OP_NAME || i == OP_PROCESS)
			canvas_text(canvas, table->x[i], y, table->width[i], label_slice(&text), role, 0);
		else
			canvas_text_right(canvas, table->x[i], y, table->width[i], label_slice(&text), role, 0);
	}
	if (here)
		canvas_paint(canvas, (struct rect){table->area.x + 2, y, table->area.width - 2, 1}, ROLE_SELECTED, 0);
}

static void paint_foot(const struct op_table *table, struct canvas *canvas)
{
	static const char *const grouped[OP_GROUPINGS] = {"each operation", "by type: names without their numbers", "by process",
	                                                 "by thread", "by the step it begins in", "by what it was called with"};
	struct label line = {0}, text;
	char count[NUMBER_SIZE];
	number_grouped(count, (int64_t)table->rows.count);
	line_add(&line, table->foot.width, "%s row%s", count, table->rows.count == 1 ? "" : "s");
	line_add(&line, table->foot.width, "%s", grouped[table->query.grouping]);
	if (table->query.filter.length) {
		label_set(&text, str_slice(&table->query.filter), 30, TEXT_CUT_END);
		line_add(&line, table->foot.width, "/%s/", text.text);
	}
	if (table->query.inside != OPS_SINGLE)
		line_add(&line, table->foot.width, "only of %s: Esc for all", table->inside.text);
	if (table->query.grouping == OPS_SHAPES && table->query.profile->trace.shapes.cut)
		line_add(&line, table->foot.width, "shapes of the first %zu calls", SHAPES_MOST);
	if (table->rows.about > 0 && shown(table, OP_P99))
		line_add(&line, table->foot.width, "p99 to %.0f %%", ceil(100 * table->rows.about));
	label_time(&text, table->rows.self);
	line_add(&line, table->foot.width, "all by themselves %s", text.text);
	canvas_text(canvas, table->foot.x, table->foot.y, table->foot.width, label_slice(&line), ROLE_DIM, 0);
}

static const char *why_empty(const struct op_table *table)
{
	if (op_grouping_parted(table->query.grouping) && op_grouping_parts(table->query.profile, table->query.grouping)->cut)
		return "too many operations to add them up so: T groups otherwise";
	if (table->query.grouping == OPS_STEPS && !table->query.profile->steps.count)
		return "no step is marked in this profile: T groups otherwise";
	if (table->query.grouping == OPS_SHAPES && !table->query.profile->by_shape.count)
		return "no shapes in this profile (torch.profiler: record_shapes=True): T groups otherwise";
	return "no operation matches the filter: / changes it, Esc clears it";
}

void op_table_paint(const struct op_table *table, struct canvas *canvas)
{
	if (table->head.height)
		paint_head(table, canvas);
	for (int y = 0; y < table->body.height && (size_t)(table->list.top + y) < table->rows.count; y++)
		paint_row(table, canvas, &table->rows.items[table->list.top + y], table->body.y + y);
	if (!table->rows.count)
		box_paint(canvas, table->body, "operations", why_empty(table), ROLE_DIM);
	if (table->foot.height)
		paint_foot(table, canvas);
}

static double microseconds(picoseconds time)
{
	return (double)time / 1e6;
}

static void append_row(const struct op_table *table, const struct op_row *row, struct rows *out)
{
	double all = (double)table->rows.self;
	struct str name = {0};
	op_row_name(&table->query, row, &name);
	rows_text(out, str_slice(&name));
	str_fini(&name);
	rows_number(out, microseconds(row->self));
	rows_number(out, all > 0 ? (double)row->self / all : 0);
	rows_number(out, microseconds(row->total));
	rows_integer(out, row->count < INT64_MAX ? (int64_t)row->count : INT64_MAX);
	rows_number(out, microseconds(row->total / (picoseconds)row->count));
	rows_known(out, row->p99 >= 0 ? row->p99 / 1e6 : NAN);
	rows_number(out, microseconds(row->longest));
	if (row->process == NAMES_NONE)
		rows_none(out);
	else
		rows_text(out, names_text(&table->query.profile->trace.names, row->process));
}

void op_table_rows(const struct op_table *table, struct rows *out)
{
	static const char *const names[OP_COLUMNS] = {"operation", "self_us", "share", "total_us", "calls", "mean_us",
	                                              "p99_us", "max_us", "process"};
	for (int i = 0; i < OP_COLUMNS; i++)
		rows_column(out, slice_of(names[i]));
	for (size_t k = 0; k < table->rows.count; k++)
		append_row(table, &table->rows.items[k], out);
}

/* ---- Acting ---- */

static void filter(struct op_table *table, const struct input *input, struct asks *out)
{
	if (!input->text && input->phase == INPUT_WHOLE) {
		ask_prompt(out, ACTION_FILTER, "operations /", str_text(&table->query.filter));
		return;
	}
	str_clear(&table->query.filter);
	if (input->phase != INPUT_CANCEL && input->text)
		str_append_text(&table->query.filter, input->text);
	table->stale = true;
}

static void sort(struct op_table *table, const struct input *input, struct asks *out)
{
	enum op_column column = table->column;
	for (int i = 0; input->text && i <= OP_COLUMNS; i++) {
		if (i == OP_COLUMNS) {
			ask(out, ASK_NOTICE, "columns are operation, self, share, total, calls, mean, p99, max, process");
			return;
		}
		column = (enum op_column)i;
		if (!strcmp(columns[i].name, input->text))
			break;
	}
	table->query.ascending = table->query.sort == column && !table->query.ascending;
	table->query.sort = column;
	table->stale = true;
}

static void move_column(struct op_table *table, int by)
{
	int column = (int)table->column;
	do
		column += by;
	while (column > 0 && column < OP_COLUMNS && !shown(table, (enum op_column)column));
	if (column >= 0 && column < OP_COLUMNS)
		table->column = (enum op_column)column;
}

static bool back(struct op_table *table)
{
	if (table->query.filter.length) {
		str_clear(&table->query.filter);
	} else if (table->query.inside != OPS_SINGLE) {
		table->query.grouping = table->query.inside; /* back to where it was chosen */
		table->query.inside = OPS_SINGLE;
	} else {
		return false;
	}
	table->stale = true;
	return true;
}

bool op_table_grouped(const struct op_table *table)
{
	return table->query.grouping != OPS_SINGLE && table->query.grouping != OPS_SHAPES;
}

bool op_table_enter(struct op_table *table)
{
	const struct op_row *row = op_table_row(table);
	if (!row || !op_table_grouped(table))
		return false;
	say_name(table, row, 30, &table->inside);
	table->query.inside = table->query.grouping;
	table->query.inside_name = row->name;
	table->query.inside_group = row->group;
	table->query.grouping = OPS_SINGLE;
	table->list.cursor = 0;
	table->stale = true;
	return true;
}

#define WHEEL_ROWS 3
static void mouse(struct op_table *table, const struct event *event, struct asks *out)
{
	if (event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN)
		table->list.cursor += event->mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS;
	if (event->mouse != MOUSE_PRESS || event->button)
		return;
	if (rect_contains(table->body, event->x, event->y))
		table->list.cursor = table->list.top + event->y - table->body.y;
	for (int i = 0; event->y == table->head.y && i < OP_COLUMNS; i++)
		if (event->x >= table->x[i] && event->x < table->x[i] + table->width[i]) {
			table->column = (enum op_column)i;
			sort(table, &(struct input){.action = ACTION_SORT}, out);
		}
}

bool op_table_act(struct op_table *table, const struct input *input, struct asks *out)
{
	switch (input->action) {
	case ACTION_LEFT: move_column(table, -1); break;
	case ACTION_RIGHT: move_column(table, 1); break;
	case ACTION_SORT: sort(table, input, out); break;
	case ACTION_FILTER: filter(table, input, out); break;
	case ACTION_DRAWING:
		table->query.grouping = (enum op_grouping)typed_next(input, grouping_names, OP_GROUPINGS, (int)table->query.grouping, out);
		if (table->query.grouping == table->query.inside ||
		    (op_grouping_parted(table->query.grouping) && op_grouping_parted(table->query.inside)))
			table->query.inside = OPS_SINGLE; /* the profile has no parts of parts */
		table->stale = true;
		break;
	case ACTION_BACK: return back(table);
	case ACTION_MOUSE: mouse(table, &input->event, out); break;
	default: return list_act(&table->list, input->action, (int)table->rows.count, table->body.height);
	}
	return true;
}
