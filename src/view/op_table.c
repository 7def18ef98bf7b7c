#include "view/op_table.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/box.h"
#include "view/timeline.h"
#include "view/typed.h"

#include <inttypes.h>
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
	row.group = OP_NO_GROUP;
	return row;
}

static bool is_parted(enum op_grouping grouping)
{
	return grouping == OPS_THREADS || grouping == OPS_STEPS;
}

static const struct trace_parts *parts_of(const struct op_table *table, enum op_grouping grouping)
{
	return grouping == OPS_STEPS ? &table->profile->by_step : &table->profile->by_line;
}

static struct slice name_of_part(const struct profile *profile, enum op_grouping grouping, uint32_t group)
{
	if (grouping == OPS_THREADS)
		return names_text(&profile->trace.names, profile->trace.lines[group].line);
	if (group == PART_OUTSIDE)
		return slice_of("outside of steps");
	return names_text(&profile->trace.names, profile->steps.items[group].span.name);
}

/* What an operation did in a part; named like the part when it is to be added up with others of it. */
static struct op_row row_of_part(const struct op_table *table, enum op_grouping parts, const struct trace_part *part)
{
	struct op_row row = row_of(table->profile, part->op, table->grouping);
	row.group = part->group;
	row.count = part->count;
	row.self = part->self;
	row.total = part->total;
	row.longest = part->longest;
	row.p99 = -1;
	if (is_parted(table->grouping))
		row.name = name_of_part(table->profile, parts, part->group);
	return row;
}

static int by_name(const void *left, const void *right)
{
	const struct op_row *a = left, *b = right;
	int order = slice_compare(a->name, b->name);
	if (order)
		return order;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
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
	bool ascending, steps; /* steps: a name is less than when it was */
	const struct names *names;
} order;

static int compare_times(picoseconds a, picoseconds b)
{
	return (a > b) - (a < b);
}

static int compare(const struct op_row *a, const struct op_row *b)
{
	switch (order.column) {
	case OP_NAME:
		if (order.steps && a->group != b->group)
			return a->group < b->group ? 1 : -1;
		return -slice_compare(a->name, b->name);
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

/* Those of the filter, not added up yet; returns how many. */
static size_t take_rows(struct op_table *table)
{
	const struct profile *profile = table->profile;
	enum op_grouping by = is_parted(table->grouping) ? table->grouping : table->parts;
	const struct trace_parts *parts = parts_of(table, by);
	size_t count = is_parted(by) ? parts->count : profile->ops.count, kept = 0;
	struct pattern pattern = {0};
	table->rows = xrealloc(table->rows, (count + 1) * sizeof *table->rows);
	table->self = is_parted(table->parts) ? 0 : profile->self;
	pattern_set(&pattern, str_text(&table->filter));
	for (uint32_t i = 0; i < count; i++) {
		uint32_t op = is_parted(by) ? parts->items[i].op : i;
		if (is_parted(table->parts) && parts->items[i].group != table->within)
			continue;
		if (is_parted(table->parts))
			table->self += parts->items[i].self;
		if (table->filter.length && !pattern_matches(&pattern, names_text(&profile->trace.names, profile->ops.items[op].name)))
			continue;
		table->rows[kept++] = is_parted(by) ? row_of_part(table, by, &parts->items[i]) : row_of(profile, op, table->grouping);
	}
	pattern_fini(&pattern);
	return kept;
}

static void make_rows(struct op_table *table)
{
	const struct profile *profile = table->profile;
	size_t kept = take_rows(table);
	table->count = kept;
	if (kept)
		qsort(table->rows, kept, sizeof *table->rows, by_name);
	if (table->grouping != OPS_SINGLE && kept) {
		table->count = 1;
		for (size_t i = 1; i < kept; i++) {
			struct op_row *last = &table->rows[table->count - 1];
			if (slice_equal(last->name, table->rows[i].name) && (!is_parted(table->grouping) || last->group == table->rows[i].group))
				add_up(last, &table->rows[i], profile);
			else
				table->rows[table->count++] = table->rows[i];
		}
	}
	order.column = table->sort;
	order.ascending = table->ascending;
	order.steps = table->grouping == OPS_STEPS;
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

/* A step that is called like all others by its number, too. */
static void append_name(const struct op_table *table, const struct op_row *row, struct str *out)
{
	const struct trace_step *step = NULL;
	if (table->grouping == OPS_STEPS && row->group != PART_OUTSIDE)
		step = &table->profile->steps.items[row->group];
	str_append_slice(out, row->name);
	bool numbered = row->name.length && row->name.data[row->name.length - 1] >= '0' && row->name.data[row->name.length - 1] <= '9';
	if (step && step->number >= 0 && !numbered)
		str_printf(out, " %" PRId64, step->number);
}

static void say_name(const struct op_table *table, const struct op_row *row, int width, struct label *out)
{
	struct str text = {0};
	append_name(table, row, &text);
	label_name(out, str_slice(&text), width);
	str_fini(&text);
}

static void say_cell(const struct op_table *table, const struct op_row *row, enum op_column column, struct label *out)
{
	char text[NUMBER_SIZE];
	double all = (double)table->self;
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
	case OP_PLANE:
		label_format(out, "several");
		if (row->plane != NAMES_NONE)
			label_name(out, names_text(&table->profile->trace.names, row->plane), PLANE_WIDTH);
		break;
	case OP_COLUMNS: break;
	}
}

static const char *const grouping_names[OP_GROUPINGS] = {"operation", "kind", "process", "thread", "step"};

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
	static const char *const grouped[OP_GROUPINGS] = {"each operation", "by kind: names without their numbers", "by process",
	                                                 "by thread", "by the step it begins in"};
	struct label line = {0}, text;
	char count[NUMBER_SIZE];
	number_grouped(count, (int64_t)table->count);
	line_add(&line, table->foot.width, "%s row%s", count, table->count == 1 ? "" : "s");
	line_add(&line, table->foot.width, "%s", grouped[table->grouping]);
	if (table->filter.length) {
		label_set(&text, str_slice(&table->filter), 30, TEXT_CUT_END);
		line_add(&line, table->foot.width, "/%s/", text.text);
	}
	if (is_parted(table->parts)) {
		label_name(&text, name_of_part(table->profile, table->parts, table->within), 30);
		line_add(&line, table->foot.width, "only of %s: Esc for all", text.text);
	}
	label_time(&text, table->self);
	line_add(&line, table->foot.width, "all by themselves %s", text.text);
	canvas_text(canvas, table->foot.x, table->foot.y, table->foot.width, label_slice(&line), ROLE_DIM, 0);
}

static const char *why_empty(const struct op_table *table)
{
	if (is_parted(table->grouping) && parts_of(table, table->grouping)->cut)
		return "too many operations to add them up so: T groups otherwise";
	if (table->grouping == OPS_STEPS && !table->profile->steps.count)
		return "no step is marked in this profile: T groups otherwise";
	return "no operation matches the filter: / changes it, Esc clears it";
}

void op_table_paint(const struct op_table *table, struct canvas *canvas)
{
	if (table->head.height)
		paint_head(table, canvas);
	for (int y = 0; y < table->body.height && (size_t)(table->list.top + y) < table->count; y++)
		paint_row(table, canvas, &table->rows[table->list.top + y], table->body.y + y);
	if (!table->count)
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
	double all = (double)table->self;
	struct str name = {0};
	append_name(table, row, &name);
	rows_text(out, str_slice(&name));
	str_fini(&name);
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
	if (table->filter.length) {
		str_clear(&table->filter);
	} else if (is_parted(table->parts)) {
		table->grouping = table->parts; /* back to where it was chosen */
		table->parts = OPS_SINGLE;
	} else {
		return false;
	}
	table->stale = true;
	return true;
}

bool op_table_enter(struct op_table *table)
{
	const struct op_row *row = op_table_row(table);
	if (!row || !is_parted(table->grouping))
		return false;
	table->parts = table->grouping;
	table->within = (uint32_t)row->group;
	table->grouping = OPS_SINGLE;
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
		table->grouping = (enum op_grouping)typed_next(input, grouping_names, OP_GROUPINGS, (int)table->grouping, out);
		if (is_parted(table->grouping))
			table->parts = OPS_SINGLE;
		table->stale = true;
		break;
	case ACTION_BACK: return back(table);
	case ACTION_MOUSE: mouse(table, &input->event, out); break;
	default: return list_act(&table->list, input->action, (int)table->count, table->body.height);
	}
	return true;
}
