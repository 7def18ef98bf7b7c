#include "model/trace_flame.h"

#include "base/alloc.h"
#include "model/trace_nesting.h"

#include <stdlib.h>

struct growing {
	struct trace_flame *out;
	uint32_t *stands_for;     /* by name: the first that is the same */
	struct trace_nesting nesting;
	uint32_t *slots;          /* of (parent, name): node + 1; open addressing */
	size_t slot_count, nodes_most;
	uint32_t open[FLAME_DEPTH + 1]; /* the node of each span that is open, behind the root */
};

static size_t slot_of(const struct growing *growing, uint32_t parent, uint32_t name)
{
	uint64_t mixed = ((uint64_t)parent << 32 | name) * UINT64_C(0x9e3779b97f4a7c15);
	size_t slot = (size_t)(mixed >> 20) & (growing->slot_count - 1);
	while (growing->slots[slot]) {
		const struct flame_node *node = &growing->out->nodes[growing->slots[slot] - 1];
		if (node->parent == parent && node->name == name)
			break;
		slot = (slot + 1) & (growing->slot_count - 1);
	}
	return slot;
}

static uint32_t add_node(struct trace_flame *out, uint32_t parent, uint32_t name)
{
	if (!array_reserve(&out->nodes, &out->capacity, out->count + 1))
		return FLAME_NONE;
	out->nodes[out->count] = (struct flame_node){name, parent, FLAME_NONE, FLAME_NONE, 0, 0, 0};
	return (uint32_t)out->count++;
}

/* FLAME_NONE when out of memory; the parent where there is no room for more paths. */
static uint32_t child_of(struct growing *growing, uint32_t parent, uint32_t name)
{
	struct trace_flame *out = growing->out;
	size_t slot = slot_of(growing, parent, name);
	if (growing->slots[slot])
		return growing->slots[slot] - 1;
	if (out->count >= growing->nodes_most) {
		out->cut = true;
		return parent;
	}
	uint32_t node = add_node(out, parent, name);
	if (node != FLAME_NONE)
		growing->slots[slot] = node + 1;
	return node;
}

static size_t level(const struct growing *growing, size_t depth)
{
	return depth < FLAME_DEPTH ? depth : FLAME_DEPTH;
}

/* Time on a path that has no node is its parent's own. */
static void on_closed(void *context, const struct trace_span *span, picoseconds self)
{
	struct growing *growing = context;
	growing->out->nodes[growing->open[level(growing, growing->nesting.depth + 1)]].self += self;
}

/* Of which what lies in [start, end) counts. */
static bool open_span(struct growing *growing, const struct trace_span *span, picoseconds start, picoseconds end)
{
	struct trace_flame *out = growing->out;
	if (!trace_nest_part(&growing->nesting, span, start, end, on_closed, growing))
		return false;
	size_t depth = growing->nesting.depth;
	if (depth > FLAME_DEPTH) {
		out->cut = true;
		return true;
	}
	uint32_t parent = growing->open[depth - 1], node = child_of(growing, parent, growing->stands_for[span->name]);
	if (node == FLAME_NONE)
		return false;
	growing->open[depth] = node;
	if (node == parent)
		return true;
	out->nodes[node].count++;
	out->nodes[node].total += end - start;
	return true;
}

static bool grow_line(struct growing *growing, const struct trace_line *line, uint32_t *root)
{
	*root = add_node(growing->out, FLAME_NONE, NAMES_NONE);
	growing->open[0] = *root;
	bool fine = *root != FLAME_NONE;
	for (size_t i = 0; fine && i < line->count; i++) {
		struct trace_span span = trace_span_at(line, i);
		fine = open_span(growing, &span, trace_start(&span), trace_end(&span));
	}
	if (fine)
		trace_nest_end(&growing->nesting, on_closed, growing);
	growing->nesting.depth = 0;
	return fine;
}

/* ---- Order ---- */

struct keyed {
	uint32_t parent, node;
	picoseconds total;
};

static int by_parent(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	if (a->total != b->total)
		return a->total < b->total ? -1 : 1;
	return (a->node < b->node) - (a->node > b->node);
}

/* Linked from the smallest, so that the largest comes first. */
static bool link_children(struct trace_flame *out)
{
	struct keyed *sorted = data_alloc(out->count, sizeof *sorted);
	if (!sorted)
		return false;
	for (uint32_t i = 0; i < out->count; i++)
		sorted[i] = (struct keyed){out->nodes[i].parent, i, out->nodes[i].total};
	qsort(sorted, out->count, sizeof *sorted, by_parent);
	for (size_t i = 0; i < out->count && sorted[i].parent != FLAME_NONE; i++) {
		struct flame_node *parent = &out->nodes[sorted[i].parent];
		out->nodes[sorted[i].node].sibling = parent->child;
		parent->child = sorted[i].node;
		if (parent->name == NAMES_NONE)
			parent->total += sorted[i].total;
	}
	free(sorted);
	return true;
}

struct slice flame_name(struct slice name)
{
	size_t length = name.length;
	while (length && name.data[length - 1] >= '0' && name.data[length - 1] <= '9')
		length--;
	bool numbered = length > 1 && length < name.length && name.data[length - 1] == '#';
	return numbered ? slice_make(name.data, length - 1) : name;
}

/* Which names are the same, on the way. */
struct joining {
	struct names names;
	uint32_t *first;     /* by name here: the first of the trace's */
	uint32_t *stands_for;
	uint32_t next;
};

static bool join_start(struct joining *joining, const struct trace *trace)
{
	*joining = (struct joining){.first = data_alloc(trace->names.count, sizeof *joining->first)};
	joining->stands_for = data_alloc(trace->names.count, sizeof *joining->stands_for);
	names_init(&joining->names);
	return joining->first && joining->stands_for;
}

/* The next `count` names; false when out of memory. */
static bool join_some(struct joining *joining, const struct trace *trace, uint32_t count)
{
	for (; count && joining->next < trace->names.count; count--, joining->next++) {
		uint32_t i = joining->next, before = joining->names.count;
		uint32_t number = names_intern(&joining->names, flame_name(names_text(&trace->names, i)));
		if (number == NAMES_NONE)
			return false;
		if (number == before)
			joining->first[number] = i;
		joining->stands_for[i] = joining->first[number];
	}
	return true;
}

static void join_end(struct joining *joining)
{
	names_fini(&joining->names);
	free(joining->first);
	free(joining->stands_for);
	*joining = (struct joining){0};
}

/* A power of two, at most half of which is used: no trace has more paths than spans. */
static bool add_slots(struct growing *growing, const struct trace *trace, size_t nodes_most)
{
	growing->nodes_most = nodes_most;
	growing->slot_count = 16;
	while (growing->slot_count < nodes_most * 2 && growing->slot_count < trace->span_count * 2)
		growing->slot_count *= 2;
	growing->slots = data_alloc(growing->slot_count, sizeof *growing->slots);
	for (size_t i = 0; growing->slots && i < growing->slot_count; i++)
		growing->slots[i] = 0;
	return growing->slots != NULL;
}

bool trace_flame_make(const struct trace *trace, struct trace_flame *out)
{
	struct growing growing = {.out = out};
	struct joining joining;
	*out = (struct trace_flame){.roots = data_alloc(trace->line_count, sizeof *out->roots)};
	bool fine = join_start(&joining, trace) && join_some(&joining, trace, UINT32_MAX) && out->roots &&
	            add_slots(&growing, trace, FLAME_NODES);
	growing.stands_for = joining.stands_for;
	for (size_t i = 0; fine && i < trace->line_count; i++)
		fine = grow_line(&growing, &trace->lines[i], &out->roots[i]);
	fine = fine && link_children(out);
	trace_nesting_fini(&growing.nesting);
	free(growing.slots);
	join_end(&joining);
	if (!fine)
		trace_flame_fini(out);
	return fine;
}

/* ---- A stretch of a line ---- */

struct flame_range {
	const struct trace *trace;
	const struct trace_line *line;
	picoseconds from, to;
	size_t next; /* span */
	struct joining joining;
	struct growing growing;
	struct trace_flame flame;
	bool done, failed;
};

struct flame_range *flame_range_start(const struct trace *trace, uint32_t line, uint32_t first, picoseconds from, picoseconds to)
{
	struct flame_range *range = xcalloc(1, sizeof *range);
	*range = (struct flame_range){.trace = trace, .line = &trace->lines[line], .from = from, .to = to, .next = first};
	range->growing.out = &range->flame;
	if (join_start(&range->joining, trace) && add_slots(&range->growing, trace, FLAME_RANGE_NODES) &&
	    add_node(&range->flame, FLAME_NONE, NAMES_NONE) != FLAME_NONE)
		return range;
	flame_range_free(range);
	return NULL;
}

/* What lies within counts, where it lies all of it tells; false when out of memory. */
static bool take_span(struct flame_range *range, const struct trace_span *span)
{
	picoseconds start = trace_start(span), end = trace_end(span);
	if (end <= range->from && start < range->from)
		return true;
	start = start > range->from ? start : range->from;
	return open_span(&range->growing, span, start, end < range->to ? end : range->to);
}

static void finish(struct flame_range *range, bool fine)
{
	if (fine)
		trace_nest_end(&range->growing.nesting, on_closed, &range->growing);
	range->failed = !fine || !link_children(&range->flame);
	range->done = true;
}

bool flame_range_go_on(struct flame_range *range, uint32_t count)
{
	bool fine = true;
	if (!range->done && range->joining.next < range->trace->names.count) {
		fine = join_some(&range->joining, range->trace, count);
		range->growing.stands_for = range->joining.stands_for;
		if (!fine)
			finish(range, false);
		return range->done;
	}
	for (; !range->done && count; count--, range->next++) {
		struct trace_span span;
		bool more = range->next < range->line->count;
		if (more)
			span = trace_span_at(range->line, range->next);
		if (!more || trace_start(&span) >= range->to)
			finish(range, true);
		else if (!take_span(range, &span))
			finish(range, false);
	}
	return range->done;
}

const struct trace_flame *flame_range_done(const struct flame_range *range)
{
	return range->done && !range->failed ? &range->flame : NULL;
}

void flame_range_free(struct flame_range *range)
{
	if (!range)
		return;
	trace_nesting_fini(&range->growing.nesting);
	free(range->growing.slots);
	join_end(&range->joining);
	trace_flame_fini(&range->flame);
	free(range);
}

void trace_flame_fini(struct trace_flame *flame)
{
	free(flame->nodes);
	free(flame->roots);
	*flame = (struct trace_flame){0};
}
