#include "view/op_rows.h"

#include "base/alloc.h"
#include "model/pattern.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- What rows are called ---- */

static bool is_digit(char letter)
{
	return letter >= '0' && letter <= '9';
}

/* TensorFlow's "name:Type": where the type begins; 0 when the name is none of those. */
static size_t type_begins(struct slice name)
{
	size_t at = name.length;
	while (at && (isalnum((unsigned char)name.data[at - 1]) || name.data[at - 1] == '_'))
		at--;
	bool typed = at > 1 && at < name.length && name.data[at - 1] == ':' && name.data[at - 2] != ':' &&
	             isupper((unsigned char)name.data[at]);
	return typed ? at : 0;
}

/* What is left of a name without what tells operations of one type apart: fusion.12, Step#7, dense/MatMul:MatMul. */
static struct slice op_type(struct slice name)
{
	size_t length = name.length, type = type_begins(name);
	if (type)
		return slice_make(name.data + type, length - type);
	while (length && is_digit(name.data[length - 1]))
		length--;
	bool numbered = length > 1 && length < name.length && strchr(".#:-", name.data[length - 1]) && name.data[length - 1];
	return numbered ? slice_make(name.data, length - 1) : name;
}

bool op_grouping_parted(enum op_grouping grouping)
{
	return grouping == OPS_THREADS || grouping == OPS_STEPS || grouping == OPS_SHAPES;
}

const struct trace_parts *op_grouping_parts(const struct profile *profile, enum op_grouping grouping)
{
	return grouping == OPS_STEPS ? &profile->by_step : grouping == OPS_SHAPES ? &profile->by_shape : &profile->by_line;
}

static struct slice name_of_group(const struct profile *profile, enum op_grouping grouping, int64_t group)
{
	if (grouping == OPS_THREADS)
		return names_text(&profile->trace.names, profile->trace.lines[group].line);
	if (group == PART_OUTSIDE)
		return slice_of("outside of steps");
	return names_text(&profile->trace.names, profile->steps.items[group].span.name);
}

void op_row_name(const struct op_query *query, const struct op_row *row, struct str *out)
{
	bool numbered = row->name.length && is_digit(row->name.data[row->name.length - 1]);
	str_append_slice(out, row->name);
	if (row->group == PART_OUTSIDE)
		return;
	if (query->grouping == OPS_STEPS && !numbered && query->profile->steps.items[row->group].number >= 0)
		str_printf(out, " %" PRId64, query->profile->steps.items[row->group].number);
	if (query->grouping == OPS_SHAPES) {
		str_append_text(out, "  ");
		str_append_slice(out, names_text(&query->profile->trace.names, (uint32_t)row->group));
	}
}

/* ---- One row ---- */

static struct op_row row_of(const struct op_query *query, uint32_t number)
{
	const struct profile *profile = query->profile;
	const struct trace_op *op = &profile->ops.items[number];
	struct slice name = names_text(&profile->trace.names, op->name);
	struct op_row row = {.name = name, .op = number, .process = op->process, .count = op->count, .self = op->self,
	                     .total = op->total, .longest = op->longest, .first = op->first, .p99 = profile->p99[number],
	                     .group = OP_NO_GROUP};
	if (query->grouping == OPS_TYPES)
		row.name = op_type(name);
	else if (query->grouping == OPS_PROCESSES)
		row.name = names_text(&profile->trace.names, op->process);
	return row;
}

/* What an operation did in a part; named like the part when it is to be added up with others of it. */
static struct op_row row_of_part(const struct op_query *query, const struct trace_parts *parts, uint32_t number)
{
	const struct trace_part *part = &parts->items[number];
	struct op_row row = row_of(query, part->op);
	bool whole = part->count == row.count;
	row.part = number;
	row.count = part->count;
	row.self = part->self;
	row.total = part->total;
	row.longest = part->longest;
	row.first = part->first;
	row.p99 = whole ? row.p99 : -1;
	if (op_grouping_parted(query->grouping))
		row.group = part->group;
	if (query->grouping == OPS_THREADS || query->grouping == OPS_STEPS)
		row.name = name_of_group(query->profile, query->grouping, part->group);
	return row;
}

/* ---- Which rows ---- */

/* What rows are made of: parts where they tell more than operations do, NULL for these. */
static const struct trace_parts *source_of(const struct op_query *query)
{
	enum op_grouping of = op_grouping_parted(query->grouping) ? query->grouping : query->inside;
	const struct trace_parts *parts = op_grouping_parts(query->profile, of);
	if (op_grouping_parted(of))
		return parts;
	return query->grouping == OPS_SINGLE || parts->cut ? NULL : parts;
}

static bool is_inside(const struct op_query *query, const struct trace_part *part, uint32_t op)
{
	const struct profile *profile = query->profile;
	const struct trace_op *of = &profile->ops.items[op];
	switch (query->inside) {
	case OPS_TYPES: return slice_equal(op_type(names_text(&profile->trace.names, of->name)), query->inside_name);
	case OPS_PROCESSES: return slice_equal(names_text(&profile->trace.names, of->process), query->inside_name);
	case OPS_THREADS: case OPS_STEPS: return part && part->group == query->inside_group;
	default: return true;
	}
}

static bool passes(const struct op_query *query, const struct pattern *pattern, const struct op_row *row)
{
	const struct names *names = &query->profile->trace.names;
	if (!query->filter.length || pattern_matches(pattern, names_text(names, query->profile->ops.items[row->op].name)))
		return true;
	return query->grouping == OPS_SHAPES && row->group != PART_OUTSIDE && pattern_matches(pattern, names_text(names, (uint32_t)row->group));
}

/* Those of the filter, not added up yet. */
static void take_rows(const struct op_query *query, const struct trace_parts *parts, struct op_rows *rows)
{
	const struct profile *profile = query->profile;
	size_t count = parts ? parts->count : profile->ops.count;
	struct pattern pattern = {0};
	rows->items = xrealloc(rows->items, (count + 1) * sizeof *rows->items);
	rows->count = 0;
	rows->self = query->inside == OPS_SINGLE ? profile->self : 0;
	pattern_set(&pattern, str_text(&query->filter));
	for (uint32_t i = 0; i < count; i++) {
		uint32_t op = parts ? parts->items[i].op : i;
		if (!is_inside(query, parts ? &parts->items[i] : NULL, op))
			continue;
		struct op_row row = parts ? row_of_part(query, parts, i) : row_of(query, op);
		if (query->inside != OPS_SINGLE)
			rows->self += row.self;
		if (passes(query, &pattern, &row))
			rows->items[rows->count++] = row;
	}
	pattern_fini(&pattern);
}

/* ---- Added up ---- */

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
	into->process = into->process == row->process ? into->process : NAMES_NONE;
	into->count += row->count;
	into->self += row->self;
	into->total += row->total;
	into->longest = row->longest > into->longest ? row->longest : into->longest;
	into->first = row->first < into->first ? row->first : into->first;
}

/* Of few the longest is what all but one of a hundred stay within; of more their buckets tell. */
static void find_p99(struct op_rows *rows, const struct trace_parts *parts, struct quantiles_sum *sum, struct op_row *row)
{
	float about = parts ? quantiles_sum_p99(sum, &parts->spread) : -1, longest = (float)row->longest;
	if (row->count < 100)
		row->p99 = longest;
	else if (parts)
		row->p99 = about < longest ? about : longest;
	else
		row->p99 = -1;
	if (parts && row->count >= 100)
		rows->about = trace_quantiles_error(&parts->spread);
}

/* Neighbours of one name and group into one row. */
static void join_rows(const struct op_query *query, const struct trace_parts *parts, struct op_rows *rows)
{
	struct quantiles_sum sum;
	size_t kept = 0;
	quantiles_sum_init(&sum);
	for (size_t i = 0, end; i < rows->count; i = end) {
		struct op_row row = rows->items[i];
		bool alone = row.p99 >= 0;
		if (parts)
			quantiles_sum_add(&sum, &parts->spread, row.part);
		for (end = i + 1; end < rows->count && query->grouping != OPS_SINGLE && slice_equal(rows->items[end].name, row.name) &&
		                  rows->items[end].group == row.group; end++) {
			if (parts)
				quantiles_sum_add(&sum, &parts->spread, rows->items[end].part);
			add_up(&row, &rows->items[end], query->profile);
			alone = false;
		}
		if (!alone)
			find_p99(rows, parts, &sum, &row);
		else
			quantiles_sum_clear(&sum);
		rows->items[kept++] = row;
	}
	rows->count = kept;
	quantiles_sum_fini(&sum);
}

/* ---- Their order ---- */

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

/* What is of several comes last. */
static int compare_processes(uint32_t a, uint32_t b)
{
	if (a == b || a == NAMES_NONE || b == NAMES_NONE)
		return (a < b) - (a > b);
	return -slice_compare(names_text(order.names, a), names_text(order.names, b));
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
	case OP_PROCESS: return compare_processes(a->process, b->process);
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

/* ---- All ---- */

void op_rows_make(const struct op_query *query, struct op_rows *rows)
{
	const struct trace_parts *parts = source_of(query);
	take_rows(query, parts, rows);
	rows->about = 0;
	if (!rows->count)
		return;
	qsort(rows->items, rows->count, sizeof *rows->items, by_name);
	join_rows(query, parts, rows);
	order.column = query->sort;
	order.ascending = query->ascending;
	order.steps = query->grouping == OPS_STEPS;
	order.names = &query->profile->trace.names;
	qsort(rows->items, rows->count, sizeof *rows->items, by_order);
}

void op_rows_fini(struct op_rows *rows)
{
	free(rows->items);
	*rows = (struct op_rows){0};
}
