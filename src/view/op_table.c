#include "view/op_table.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/box.h"
#include "view/timeline.h"
#include "view/typed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_LEAST = 16, PLANE_WIDTH = 24, FOOT_FROM = 8 };

static const struct {
	const char *name;
	int width;
	int rank; /* the smaller, the longer it stays when there is no room */
} columns[OP_COLUMNS] = {
	[OP_NAME] = {"operation", 0, 0}, [OP_SELF] = {"self", 9, 1},     [OP_SHARE] = {"share", 7, 2},
	[OP_TOTAL] = {"total", 9, 5},    [OP_COUNT] = {"calls", 8, 3},   [OP_MEAN] = {"mean", 9, 4},
	[OP_P99] = {"p99", 9, 6},        [OP_LONGEST] = {"max", 9, 7},   [OP_PLANE] = {"process", PLANE_WIDTH, 8},
};

/* ---- Rows ---- */

/* What is left of a name without the number that tells calls and copies of one kind apart: "fusion.12", "Step#7". */
static struct slice kind_of(struct slice name)
{
	size_t length = name.length;
	while (length && name.data[length - 1] >= '0' && name.data[length - 1] <= '9')
		length--;
	bool numbered = length > 1 && length < name.length && strchr(".#:-", name.data[length - 1]) && name.data[length - 1];
	return numbered ? slice_make(name.data, length - 1) : name;
}

static struct op_row row_of(const struct profile *profile, uint32_t number, enum op_grouping grouping)
{
	const struct trace_op *op = &profile->ops.items[number];
	struct slice name = names_text(&profile->trace.names, op->name);
	struct op_row row = {.name = name, .op = number, .plane = op->plane, .count = op->count, .self = op->self,
	                     .total = op->total, .longest = op->longest, .p99 = profile->p99[number], .members = 1};
	if (grouping == OPS_KINDS)
		row.name = kind_of(name);
	else if (grouping == OPS_PLANES)
		row.name = names_text(&profile->trace.names, op->plane);
	return row;
}

static int by_name(const void *left, const void *right)
{
	const struct op_row *a = left, *b = right;
	int order = slice_compare(a->name, b->name);
	if (order)
		return order;
	return (a->op > b->op) - (a->op < b->op);
}

static void add_up(struct op_row *into, const struct op_row *row, const struct profile *profile)
{
	if (profile->rank[row->op] < profile->rank[into->op])
		into->op = row->op;
	into->plane = into->plane == row->plane ? into->plane : NAMES_NONE;
	into->count += row->count;
	into->self += row->self;
	into->total += row->total;
	into->longest = row->longest > into->longest ? row->longest : into->longest;
	into->p99 = -1;
	into->members++;
}

/* qsort has no context, and one table is sorted at a time, on the loop thread. */
static struct {
	enum op_column column;
	bool ascending;
	const struct names *names;
} order;

static int compare_times(picoseconds a, picoseconds b)
{
	return (a > b) - (a < b);
}

static int compare(const struct op_row *a, const struct op_row *b)
{
	switch (order.column) {
	case OP_NAME: return -slice_compare(a->name, b->name);
	case OP_TOTAL: return compare_times(a->total, b->total);
	case OP_COUNT: return (a->count > b->count) - (a->count < b->count);
	case OP_MEAN: return compare_times(a->total / (picoseconds)a->count, b->total / (picoseconds)b->count);
	case OP_P99: return (a->p99 > b->p99) - (a->p99 < b->p99);
	case OP_LONGEST: return compare_times(a->longest, b->longest);
	case OP_PLANE: return (a->plane < b->plane) - (a->plane > b->plane);
	default: return compare_times(a->self, b->self);
	}
}

static int by_order(const void *left, const void *right)
{
	int found = compare(left, right);
	if (!found)
		return by_name(left, right);
	return order.ascending ? found : -found;
}

static void make_rows(struct op_table *table)
{
	const struct profile *profile = table->profile;
	struct pattern pattern = {0};
	size_t kept = 0;
	table->rows = xrealloc(table->rows, (profile->ops.count + 1) * sizeof *table->rows);
	pattern_set(&pattern, str_text(&table->filter));
	for (uint32_t i = 0; i < profile->ops.count; i++)
		if (!table->filter.length || pattern_matches(&pattern, names_text(&profile->trace.names, profile->ops.items[i].name)))
			table->rows[kept++] = row_of(profile, i, table->grouping);
	pattern_fini(&pattern);
	table->count = kept;
	if (kept)
		qsort(table->rows, kept, sizeof *table->rows, by_name);
	if (table->grouping != OPS_SINGLE && kept) {
		table->count = 1;
		for (size_t i = 1; i < kept; i++) {
			struct op_row *last = &table->rows[table->count - 1];
			if (slice_equal(last->name, table->rows[i].name))
				add_up(last, &table->rows[i], profile);
			else
				table->rows[table->count++] = table->rows[i];
		}
	}
	order.column = table->sort;
	order.ascending = table->ascending;
	if (table->count)
		qsort(table->rows, table->count, sizeof *table->rows, by_order);
	table->stale = false;
}

void op_table_open(struct op_table *table, const struct profile *profile)
{
	op_table_fini(table);
	*table = (struct op_table){.profile = profile, .sort = OP_SELF, .column = OP_SELF, .stale = true};
}

void op_table_fini(struct op_table *table)
{
	free(table->rows);
	str_fini(&table->filter);
	*table = (struct op_table){0};
}

const struct op_row *op_table_row(const struct op_table *table)
{
	return (size_t)table->list.cursor < table->count ? &table->rows[table->list.cursor] : NULL;
}

/* ---- Preparing ---- */

static bool shown(const struct op_table *table, enum op_column column)
{
	return table->width[column] > 0;
}

/* As many columns as leave a name room, the most telling ones. */
static void lay_columns(struct op_table *table)
{
	int room = table->area.width - 2 - NAME_LEAST, most = 0;
	for (int rank = 1; rank < OP_COLUMNS; rank++)
		for (int i = 1; i < OP_COLUMNS; i++)
			if (columns[i].rank == rank && room >= columns[i].width + 1 && (i != OP_PLANE || table->grouping != OPS_PLANES)) {
				room -= columns[i].width + 1;
				most = rank;
			}
	int x = table->area.x + table->area.width;
	for (int i = OP_COLUMNS - 1; i > 0; i--) {
		bool fits = columns[i].rank <= most && (i != OP_PLANE || table->grouping != OPS_PLANES);
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
		make_rows(table);
	table->area = area;
	table->foot = rect_take_bottom(&area, area.height >= FOOT_FROM ? 1 : 0);
	table->head = rect_take_top(&area, area.height > 1);
	table->body = area;
	lay_columns(table);
	if (!shown(table, table->column))
		table->column = OP_SELF;
	list_fit(&table->list, (int)table->count, area.height > 0 ? area.height : 1);
}

/* ---- Painting ---- */

static void say_time(struct label *out, picoseconds time)
{
	struct str text = {0};
	picoseconds_short(&text, time);
	label_format(out, "%s", str_text(&text));
	str_fini(&text);
}

static void say_cell(const struct op_table *table, const struct op_row *row, enum op_column column, struct label *out)
{
	char text[NUMBER_SIZE];
	double all = (double)table->profile->self;
	switch (column) {
	case OP_NAME: label_name(out, row->name, table->width[OP_NAME]); break;
	case OP_SELF: say_time(out, row->self); break;
	case OP_SHARE: label_format(out, "%.1f %%", all > 0 ? 100 * (double)row->self / all : 0.0); break;
	case OP_TOTAL: say_time(out, row->total); break;
	case OP_COUNT:
		number_count(text, (int64_t)row->count);
		label_format(out, "%s", text);
		break;
	case OP_MEAN: say_time(out, row->total / (picoseconds)row->count); break;
	case OP_P99:
		label_format(out, "—");
		if (row->p99 >= 0)
			say_time(out, (picoseconds)row->p99);
		break;
	case OP_LONGEST: say_time(out, row->longest); break;
	case OP_PLANE:
		label_format(out, "several");
		if (row->plane != NAMES_NONE)
			label_name(out, names_text(&table->profile->trace.names, row->plane), PLANE_WIDTH);
		break;
	case OP_COLUMNS: break;
	}
}

static const char *const grouping_names[OP_GROUPINGS] = {"operation", "kind", "process"};

static void paint_head(const struct op_table *table, struct canvas *canvas)
{
	for (int i = 0; i < OP_COLUMNS; i++) {
		struct label text;
		const char *name = i == OP_NAME ? grouping_names[table->grouping] : columns[i].name;
		bool chosen = table->column == (enum op_column)i, sorted = table->sort == (enum op_column)i;
		enum role role = chosen ? ROLE_CURSOR : sorted ? ROLE_STRONG : ROLE_DIM;
		label_format(&text, "%s%s", sorted ? table->ascending ? "▲" : "▼" : "", name);
		if (!shown(table, (enum op_column)i))
			continue;
		if (i == OP_NAME || i == OP_PLANE)
			canvas_text(canvas, table->x[i], table->head.y, table->width[i], label_slice(&text), role, chosen ? CELL_UNDERLINE : 0);
		else
			canvas_text_right(canvas, table->x[i], table->head.y, table->width[i], label_slice(&text), role, chosen ? CELL_UNDERLINE : 0);
	}
}

/* A bar of the share lies behind the name. */
static void paint_row(const struct op_table *table, struct canvas *canvas, const struct op_row *row, int y)
{
	const struct profile *profile = table->profile;
	bool here = row == op_table_row(table);
	enum role hue = timeline_role(profile, profile->ops.items[row->op].name);
	canvas_put(canvas, table->area.x, y, 0x25A0, hue, 0);
	for (int i = 0; i < OP_COLUMNS; i++) {
		struct label text;
		if (!shown(table, (enum op_column)i))
			continue;
		say_cell(table, row, (enum op_column)i, &text);
		enum role role = i == OP_PLANE ? ROLE_DIM : ROLE_TEXT;
		if (i == OP_NAME || i == OP_PLANE)
			canvas_text(canvas, table->x[i], y, table->width[i], label_slice(&text), role, 0);
		else
			canvas_text_right(canvas, table->x[i], y, table->width[i], label_slice(&text), role, 0);
	}
	if (here)
		canvas_paint(canvas, (struct rect){table->area.x + 2, y, table->area.width - 2, 1}, ROLE_SELECTED, 0);
}

static void paint_foot(const struct op_table *table, struct canvas *canvas)
{
	static const char *const grouped[OP_GROUPINGS] = {"each operation", "by kind: names without their numbers", "by process"};
	struct label line = {0}, text;
	char count[NUMBER_SIZE];
	number_grouped(count, (int64_t)table->count);
	line_add(&line, table->foot.width, "%s row%s", count, table->count == 1 ? "" : "s");
	line_add(&line, table->foot.width, "%s", grouped[table->grouping]);
	if (table->filter.length) {
		label_set(&text, str_slice(&table->filter), 30, TEXT_CUT_END);
		line_add(&line, table->foot.width, "/%s/", text.text);
	}
	say_time(&text, table->profile->self);
	line_add(&line, table->foot.width, "all by themselves %s", text.text);
	canvas_text(canvas, table->foot.x, table->foot.y, table->foot.width, label_slice(&line), ROLE_DIM, 0);
}

void op_table_paint(const struct op_table *table, struct canvas *canvas)
{
	if (table->head.height)
		paint_head(table, canvas);
	for (int y = 0; y < table->body.height && (size_t)(table->list.top + y) < table->count; y++)
		paint_row(table, canvas, &table->rows[table->list.top + y], table->body.y + y);
	if (!table->count)
		box_paint(canvas, table->body, "operations", "no operation matches the filter: / changes it, Esc clears it", ROLE_DIM);
	if (table->foot.height)
		paint_foot(table, canvas);
}

static double microseconds(picoseconds time)
{
	return (double)time / 1e6;
}

static void append_row(const struct op_table *table, const struct op_row *row, struct rows *out)
{
	double all = (double)table->profile->self;
	rows_text(out, row->name);
	rows_number(out, microseconds(row->self));
	rows_number(out, all > 0 ? (double)row->self / all : 0);
	rows_number(out, microseconds(row->total));
	rows_integer(out, row->count < INT64_MAX ? (int64_t)row->count : INT64_MAX);
	rows_number(out, microseconds(row->total / (picoseconds)row->count));
	rows_known(out, row->p99 >= 0 ? row->p99 / 1e6 : NAN);
	rows_number(out, microseconds(row->longest));
	if (row->plane == NAMES_NONE)
		rows_none(out);
	else
		rows_text(out, names_text(&table->profile->trace.names, row->plane));
}

void op_table_rows(const struct op_table *table, struct rows *out)
{
	static const char *const names[OP_COLUMNS] = {"operation", "self_us", "share", "total_us", "calls", "mean_us",
	                                              "p99_us", "max_us", "process"};
	for (int i = 0; i < OP_COLUMNS; i++)
		rows_column(out, slice_of(names[i]));
	for (size_t k = 0; k < table->count; k++)
		append_row(table, &table->rows[k], out);
}

/* ---- Acting ---- */

static void filter(struct op_table *table, const struct input *input, struct asks *out)
{
	if (!input->text && input->phase == INPUT_WHOLE) {
		ask_prompt(out, ACTION_FILTER, "operations /", str_text(&table->filter));
		return;
	}
	str_clear(&table->filter);
	if (input->phase != INPUT_CANCEL && input->text)
		str_append_text(&table->filter, input->text);
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
	table->ascending = table->sort == column && !table->ascending;
	table->sort = column;
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
	if (!table->filter.length)
		return false;
	str_clear(&table->filter);
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
		table->grouping = (enum op_grouping)typed_next(input, grouping_names, OP_GROUPINGS, (int)table->grouping, out);
		table->stale = true;
		break;
	case ACTION_BACK: return back(table);
	case ACTION_MOUSE: mouse(table, &input->event, out); break;
	default: return list_act(&table->list, input->action, (int)table->count, table->body.height);
	}
	return true;
}
