#include "model/trace_flame.h"

#include "base/alloc.h"
#include "model/trace_nesting.h"

#include <stdlib.h>

struct growing {
	struct trace_flame *out;
	uint32_t *stands_for;     /* by name: the first that is the same */
	struct trace_nesting nesting;
	uint32_t *slots;          /* of (parent, name): node + 1; open addressing */
	size_t slot_count;
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
	if (out->count >= FLAME_NODES) {
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

static bool open_span(struct growing *growing, const struct trace_span *span)
{
	struct trace_flame *out = growing->out;
	if (!trace_nest(&growing->nesting, span, on_closed, growing))
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
	out->nodes[node].total += trace_duration(span);
	return true;
}

static bool grow_line(struct growing *growing, const struct trace_line *line, uint32_t *root)
{
	*root = add_node(growing->out, FLAME_NONE, NAMES_NONE);
	growing->open[0] = *root;
	bool fine = *root != FLAME_NONE;
	for (size_t i = 0; fine && i < line->count; i++) {
		struct trace_span span = trace_span_at(line, i);
		fine = open_span(growing, &span);
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

static bool join_names(struct growing *growing, const struct trace *trace)
{
	struct names names;
	uint32_t *first = data_alloc(trace->names.count, sizeof *first);
	growing->stands_for = data_alloc(trace->names.count, sizeof *growing->stands_for);
	bool fine = first && growing->stands_for;
	names_init(&names);
	for (uint32_t i = 0; fine && i < trace->names.count; i++) {
		uint32_t before = names.count, number = names_intern(&names, flame_name(names_text(&trace->names, i)));
		fine = number != NAMES_NONE;
		if (fine && number == before)
			first[number] = i;
		growing->stands_for[i] = fine ? first[number] : i;
	}
	names_fini(&names);
	free(first);
	return fine;
}

/* A power of two, at most half of which is used: no trace has more paths than spans. */
static size_t slots_for(const struct trace *trace)
{
	size_t slots = 16;
	while (slots < FLAME_NODES * 2 && slots < trace->span_count * 2)
		slots *= 2;
	return slots;
}

bool trace_flame_make(const struct trace *trace, struct trace_flame *out)
{
	struct growing growing = {.out = out, .slot_count = slots_for(trace)};
	*out = (struct trace_flame){.roots = data_alloc(trace->line_count, sizeof *out->roots)};
	growing.slots = data_alloc(growing.slot_count, sizeof *growing.slots);
	bool fine = out->roots && growing.slots && join_names(&growing, trace);
	for (size_t i = 0; fine && i < growing.slot_count; i++)
		growing.slots[i] = 0;
	for (size_t i = 0; fine && i < trace->line_count; i++)
		fine = grow_line(&growing, &trace->lines[i], &out->roots[i]);
	fine = fine && link_children(out);
	trace_nesting_fini(&growing.nesting);
	free(growing.slots);
	free(growing.stands_for);
	if (!fine)
		trace_flame_fini(out);
	return fine;
}

void trace_flame_fini(struct trace_flame *flame)
{
	free(flame->nodes);
	free(flame->roots);
	*flame = (struct trace_flame){0};
}
