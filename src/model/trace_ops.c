#include "model/trace_ops.h"

#include "base/alloc.h"
#include "model/trace_nesting.h"

#include <stdlib.h>
#include <string.h>

/* ---- Which lines ---- */

bool trace_line_any(const struct trace *trace, const struct trace_line *line)
{
	return true;
}

static bool begins(struct slice text, const char *with)
{
	size_t length = strlen(with);
	return text.length >= length && !memcmp(text.data, with, length);
}

static bool is_one_of(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (slice_equal(name, slice_of(*names)))
			return true;
	return false;
}

static bool is_drawn_up(const struct trace *trace, const struct trace_line *line)
{
	static const char *const names[] = {"Steps", "XLA Modules", "Framework Name Scope", "Framework Ops",
	                                    "TensorFlow Name Scope", "TensorFlow Ops", "Source code", "Launch Stats", NULL};
	return begins(names_text(&trace->names, line->plane), "/device:") && is_one_of(names_text(&trace->names, line->line), names);
}

bool trace_line_of_work(const struct trace *trace, const struct trace_line *line)
{
	static const char *const own[] = {"Spans", "Traces", NULL};
	return !line->annotations && !is_drawn_up(trace, line) && !is_one_of(names_text(&trace->names, line->plane), own);
}

bool trace_line_of_device(const struct trace *trace, const struct trace_line *line)
{
	if (!begins(names_text(&trace->names, line->plane), "/device:"))
		return !line->annotations && begins(names_text(&trace->names, line->line), "stream ");
	return !is_drawn_up(trace, line);
}

/* ---- Adding up ---- */

/* Processes come one after the other, as lines are sorted by them. */
struct adding {
	struct trace_ops *out;
	uint32_t *by_name; /* the operation of each name in this process; TRACE_NO_OP */
	uint32_t process;
	bool failed;
};

static struct trace_op *op_of(struct adding *adding, const struct trace_span *span)
{
	struct trace_ops *out = adding->out;
	uint32_t *number = &adding->by_name[span->name];
	if (*number != TRACE_NO_OP)
		return &out->items[*number];
	if (out->count == TRACE_NO_OP || !array_reserve(&out->items, &out->capacity, out->count + 1))
		return NULL;
	*number = (uint32_t)out->count++;
	out->items[*number] = (struct trace_op){
		.process = adding->process, .name = span->name, .shortest = trace_duration(span), .first = trace_start(span)};
	return &out->items[*number];
}

static void add_span(void *context, const struct trace_span *span, picoseconds self)
{
	struct adding *adding = context;
	struct trace_op *op = op_of(adding, span);
	picoseconds duration = trace_duration(span), start = trace_start(span);
	if (!op) {
		adding->failed = true;
		return;
	}
	op->count++;
	op->total += duration;
	op->self += self;
	op->shortest = duration < op->shortest ? duration : op->shortest;
	op->longest = duration > op->longest ? duration : op->longest;
	op->first = start < op->first ? start : op->first;
}

static void forget_process(struct adding *adding)
{
	for (size_t i = adding->out->count; i-- > 0 && adding->out->items[i].process == adding->process;)
		adding->by_name[adding->out->items[i].name] = TRACE_NO_OP;
}

static void add_line(struct adding *adding, struct trace_nesting *nesting, const struct trace_line *line)
{
	if (line->process != adding->process)
		forget_process(adding);
	adding->process = line->process;
	for (size_t i = 0; i < line->count && !adding->failed; i++) {
		struct trace_span span = trace_span_at(line, i);
		adding->failed = !trace_nest(nesting, &span, add_span, adding);
	}
	trace_nest_end(nesting, add_span, adding);
}

/* ---- Order ---- */

struct keyed {
	struct slice process, name;
	struct trace_op op;
};

static int by_total(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	if (a->op.total != b->op.total)
		return a->op.total > b->op.total ? -1 : 1;
	int order = slice_compare(a->name, b->name);
	return order ? order : slice_compare(a->process, b->process);
}

static bool sort_ops(const struct trace *trace, struct trace_ops *ops)
{
	struct keyed *sorted = data_alloc(ops->count, sizeof *sorted);
	if (!sorted)
		return false;
	for (size_t i = 0; i < ops->count; i++)
		sorted[i] = (struct keyed){names_text(&trace->names, ops->items[i].process),
		                           names_text(&trace->names, ops->items[i].name), ops->items[i]};
	if (ops->count)
		qsort(sorted, ops->count, sizeof *sorted, by_total);
	for (size_t i = 0; i < ops->count; i++)
		ops->items[i] = sorted[i].op;
	free(sorted);
	return true;
}

static int by_process(const void *left, const void *right)
{
	const struct trace_op_place *a = left, *b = right;
	uint64_t one = (uint64_t)a->process << 32 | a->name, other = (uint64_t)b->process << 32 | b->name;
	return (one > other) - (one < other);
}

static bool place_ops(struct trace_ops *ops)
{
	ops->places = data_alloc(ops->count, sizeof *ops->places);
	for (size_t i = 0; ops->places && i < ops->count; i++)
		ops->places[i] = (struct trace_op_place){ops->items[i].process, ops->items[i].name, (uint32_t)i};
	if (ops->places && ops->count)
		qsort(ops->places, ops->count, sizeof *ops->places, by_process);
	return ops->places != NULL;
}

bool trace_ops_make(const struct trace *trace, trace_line_test *test, struct trace_ops *out)
{
	struct adding adding = {.out = out, .by_name = data_alloc(trace->names.count, sizeof *adding.by_name)};
	struct trace_nesting nesting = {0};
	*out = (struct trace_ops){0};
	adding.failed = !adding.by_name;
	for (uint32_t i = 0; !adding.failed && i < trace->names.count; i++)
		adding.by_name[i] = TRACE_NO_OP;
	for (size_t i = 0; i < trace->line_count && !adding.failed; i++)
		if (test(trace, &trace->lines[i]))
			add_line(&adding, &nesting, &trace->lines[i]);
	trace_nesting_fini(&nesting);
	free(adding.by_name);
	if (!adding.failed && sort_ops(trace, out) && place_ops(out))
		return true;
	trace_ops_fini(out);
	return false;
}

/* ---- Finding ---- */

/* The first place that does not come before that of a name of a process. */
static size_t lower(const struct trace_ops *ops, uint32_t process, uint32_t name)
{
	const struct trace_op_place key = {process, name, 0};
	size_t low = 0, high = ops->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (by_process(&ops->places[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t trace_ops_first(const struct trace_ops *ops, uint32_t process)
{
	size_t first = lower(ops, process, 0);
	return first < ops->count && ops->places[first].process == process ? first : ops->count;
}

uint32_t trace_ops_find(const struct trace_ops *ops, uint32_t process, uint32_t name)
{
	size_t at = lower(ops, process, name);
	bool there = at < ops->count && ops->places[at].process == process && ops->places[at].name == name;
	return there ? ops->places[at].op : TRACE_NO_OP;
}

void trace_ops_fini(struct trace_ops *ops)
{
	free(ops->items);
	free(ops->places);
	*ops = (struct trace_ops){0};
}
