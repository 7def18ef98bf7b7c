#include "data/graph_tree.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_NUMBER 12 /* digits */

struct making {
	struct graph_tree *out;
	uint32_t *slots;      /* of (parent, part): item + 1; open addressing */
	size_t slot_count;
};

static struct slice part_of(const struct graph_tree *tree, const struct tree_item *item)
{
	return slice_make(names_text(&tree->graph->texts, item->text).data + item->begin, item->length);
}

static uint32_t add_item(struct graph_tree *out, const struct tree_item *item)
{
	if (out->count == NODE_NONE || !array_reserve(&out->items, &out->capacity, (size_t)out->count + 1))
		return NODE_NONE;
	out->items[out->count] = *item;
	return out->count++;
}

static void link_child(struct graph_tree *out, uint32_t parent, uint32_t child)
{
	struct tree_item *above = &out->items[parent];
	out->items[child].parent = parent;
	out->items[child].sibling = NODE_NONE;
	if (above->child == NODE_NONE)
		above->child = child;
	else
		out->items[above->last].sibling = child;
	above->last = child;
}

/* ---- Scopes ---- */

/* FNV-1a from a start that nobody knows. */
static uint64_t mix(const struct graph_tree *tree, uint32_t parent, struct slice part)
{
	uint64_t hash = (UINT64_C(14695981039346656037) ^ tree->graph->texts.seed) + parent;
	for (size_t i = 0; i < part.length; i++)
		hash = (hash ^ (unsigned char)part.data[i]) * UINT64_C(1099511628211);
	return hash ^ hash >> 29;
}

static bool grow_slots(struct making *making)
{
	size_t count = making->slot_count ? 2 * making->slot_count : 1024;
	uint32_t *slots = data_alloc(count, sizeof *slots);
	if (!slots)
		return false;
	memset(slots, 0, count * sizeof *slots);
	for (size_t i = 0; i < making->slot_count; i++) {
		if (!making->slots[i])
			continue;
		const struct tree_item *item = &making->out->items[making->slots[i] - 1];
		size_t at = (size_t)mix(making->out, item->parent, part_of(making->out, item)) & (count - 1);
		while (slots[at])
			at = (at + 1) & (count - 1);
		slots[at] = making->slots[i];
	}
	free(making->slots);
	making->slots = slots;
	making->slot_count = count;
	return true;
}

/* The item of that part below `parent`, new as a scope when it isn't there; NODE_NONE when out of memory. */
static uint32_t below(struct making *making, uint32_t parent, uint32_t text, size_t begin, size_t length)
{
	struct graph_tree *out = making->out;
	struct slice part = slice_make(names_text(&out->graph->texts, text).data + begin, length);
	if (2 * (size_t)out->count >= making->slot_count && !grow_slots(making))
		return NODE_NONE;
	size_t at = (size_t)mix(out, parent, part) & (making->slot_count - 1);
	for (; making->slots[at]; at = (at + 1) & (making->slot_count - 1)) {
		uint32_t item = making->slots[at] - 1;
		if (out->items[item].parent == parent && slice_equal(part_of(out, &out->items[item]), part))
			return item;
	}
	uint32_t item = add_item(out, &(struct tree_item){.what = TREE_SCOPE, .node = NODE_NONE, .text = text,
		.begin = (uint32_t)begin, .length = (uint32_t)length, .child = NODE_NONE, .last = NODE_NONE});
	if (item == NODE_NONE)
		return NODE_NONE;
	making->slots[at] = item + 1;
	link_child(out, parent, item);
	return item;
}

static bool put_node(struct making *making, uint32_t number)
{
	struct graph_tree *out = making->out;
	const struct graph_node *node = &out->graph->nodes[number];
	struct slice name = names_text(&out->graph->texts, node->name);
	uint32_t item = node->level;
	size_t begin = 0;
	for (int depth = 0;; depth++) {
		const char *slash = depth < TREE_DEPTH && begin < name.length ? memchr(name.data + begin, '/', name.length - begin) : NULL;
		size_t end = slash ? (size_t)(slash - name.data) : name.length;
		item = below(making, item, node->name, begin, end - begin);
		if (item == NODE_NONE)
			return false;
		if (!slash)
			break;
		begin = end + 1;
	}
	out->of_node[number] = item;
	if (out->items[item].node == NODE_NONE)
		out->items[item].node = number;
	return true;
}

/* Nodes of one name lie beside one another, in their order; names of inputs mean the first. */
static bool part_namesakes(struct graph_tree *out)
{
	for (uint32_t node = out->graph->node_count; node-- > 0;) {
		uint32_t first = out->of_node[node];
		if (out->items[first].node == node)
			continue;
		struct tree_item own = out->items[first];
		own.node = node;
		uint32_t added = add_item(out, &own);
		if (added == NODE_NONE)
			return false;
		out->items[first].sibling = added;
		if (own.sibling == NODE_NONE)
			out->items[own.parent].last = added;
		out->of_node[node] = added;
	}
	return true;
}

/* A node without children is no scope; one with children is the first of them. */
static bool settle(struct graph_tree *out)
{
	uint32_t count = out->count;
	for (uint32_t i = out->graph->level_count; i < count; i++) {
		struct tree_item *item = &out->items[i];
		if (item->child == NODE_NONE) {
			item->what = TREE_NODE;
			continue;
		}
		if (item->node == NODE_NONE)
			continue;
		struct tree_item own = *item;
		own.what = TREE_NODE;
		own.parent = i;
		own.sibling = item->child;
		own.child = own.last = NODE_NONE;
		uint32_t added = add_item(out, &own);
		if (added == NODE_NONE)
			return false;
		out->items[i].child = added;
	}
	for (uint32_t node = 0; node < out->graph->node_count; node++) {
		uint32_t item = out->of_node[node];
		if (out->items[item].what == TREE_SCOPE)
			out->of_node[node] = out->items[item].child;
	}
	return part_namesakes(out);
}

/* Parents have smaller numbers than their children, but for series, which come later. */
static void add_up(struct graph_tree *out)
{
	for (uint32_t i = out->count; i-- > out->graph->level_count;) {
		struct tree_item *item = &out->items[i];
		if (item->what == TREE_NODE) {
			item->nodes = 1;
			item->parameters = out->graph->nodes[item->node].parameters;
		}
		out->items[item->parent].nodes += item->nodes;
		out->items[item->parent].parameters = graph_parameters_sum(out->items[item->parent].parameters, item->parameters);
	}
}

/* ---- Series ---- */

/* A child whose name counts: what comes before and behind the number, and what it is. */
struct counting {
	struct slice before, behind;
	uint64_t number;
	uint32_t item, place; /* its place among its siblings */
	uint32_t alike;       /* of nodes their type, of scopes how many nodes are in them */
	uint32_t number_begin, number_length;
};

/* "layer_3_out" counts by its last digits; "dense" without any is the first of "dense_1" …. */
static struct counting counting_of(const struct graph_tree *tree, uint32_t number, uint32_t place)
{
	const struct tree_item *item = &tree->items[number];
	struct slice part = part_of(tree, item);
	struct counting out = {.item = number, .place = place};
	size_t end = part.length, begin;
	while (end && !(part.data[end - 1] >= '0' && part.data[end - 1] <= '9'))
		end--;
	if (!end) {
		end = part.length;
		begin = part.length;
	} else {
		begin = end - 1;
		while (begin && part.data[begin - 1] >= '0' && part.data[begin - 1] <= '9')
			begin--;
	}
	for (size_t i = begin; i < end && i < begin + LONGEST_NUMBER; i++)
		out.number = out.number * 10 + (uint64_t)(part.data[i] - '0');
	out.behind = slice_make(part.data + end, part.length - end);
	out.number_begin = (uint32_t)begin;
	out.number_length = (uint32_t)(end - begin);
	size_t before = begin;
	while (before && part.data[before - 1] == '_')
		before--;
	out.before = slice_make(part.data, before);
	out.alike = item->what == TREE_NODE ? tree->graph->nodes[item->node].op : item->nodes;
	return out;
}

static bool of_one_series(const struct graph_tree *tree, const struct counting *a, const struct counting *b)
{
	return slice_equal(a->before, b->before) && slice_equal(a->behind, b->behind) && a->alike == b->alike &&
	       tree->items[a->item].what == tree->items[b->item].what;
}

static int by_series(const void *left, const void *right)
{
	const struct counting *a = left, *b = right;
	int order = slice_compare(a->before, b->before);
	if (!order)
		order = slice_compare(a->behind, b->behind);
	if (order)
		return order;
	if (a->alike != b->alike)
		return a->alike < b->alike ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static int by_place(const void *left, const void *right)
{
	const struct counting *a = left, *b = right;
	return (a->place > b->place) - (a->place < b->place);
}

/* Numbers that follow on one another, from `from` on; returns the first behind them. */
static size_t run_of(const struct graph_tree *tree, const struct counting *all, size_t from, size_t count)
{
	size_t to = from + 1;
	while (to < count && of_one_series(tree, &all[from], &all[to]) && all[to].number == all[to - 1].number + 1)
		to++;
	return to;
}

/* A series in the place of the first of its members, whose place all of them get. */
static bool make_series(struct graph_tree *out, struct counting *members, size_t count)
{
	struct counting *first = members;
	for (size_t i = 1; i < count; i++)
		if (members[i].place < first->place)
			first = &members[i];
	struct tree_item series = out->items[members[count - 1].item];
	series.what = TREE_SERIES;
	series.node = series.child = series.last = NODE_NONE;
	series.first = members[0].number;
	series.end = members[count - 1].number;
	series.number_begin = members[count - 1].number_begin;
	series.number_length = members[count - 1].number_length;
	series.nodes = 0;
	series.parameters = 0;
	uint32_t number = add_item(out, &series);
	if (number == NODE_NONE)
		return false;
	for (size_t i = 0; i < count; i++) {
		out->items[number].nodes += out->items[members[i].item].nodes;
		out->items[number].parameters = graph_parameters_sum(out->items[number].parameters, out->items[members[i].item].parameters);
		link_child(out, number, members[i].item);
	}
	uint32_t place = first->place;
	for (size_t i = 0; i < count; i++)
		members[i].item = NODE_NONE;
	members[0].item = number;
	members[0].place = place;
	return true;
}

static void relink(struct graph_tree *out, uint32_t parent, const struct counting *children, size_t count)
{
	out->items[parent].child = out->items[parent].last = NODE_NONE;
	for (size_t i = 0; i < count; i++)
		if (children[i].item != NODE_NONE)
			link_child(out, parent, children[i].item);
}

struct room {
	struct counting *items;
	size_t capacity;
};

static bool fold_children(struct graph_tree *out, uint32_t parent, struct room *room)
{
	size_t count = 0;
	bool any = false;
	for (uint32_t child = out->items[parent].child; child != NODE_NONE; child = out->items[child].sibling) {
		if (!array_reserve(&room->items, &room->capacity, count + 1))
			return false;
		room->items[count] = counting_of(out, child, (uint32_t)count);
		count++;
	}
	if (count < SERIES_LEAST)
		return true;
	qsort(room->items, count, sizeof *room->items, by_series);
	for (size_t from = 0, to; from < count; from = to) {
		to = run_of(out, room->items, from, count);
		if (to - from < SERIES_LEAST)
			continue;
		any = true;
		if (!make_series(out, room->items + from, to - from))
			return false;
	}
	if (!any)
		return true;
	qsort(room->items, count, sizeof *room->items, by_place);
	relink(out, parent, room->items, count);
	return true;
}

static bool fold_series(struct graph_tree *out)
{
	struct room room = {0};
	uint32_t count = out->count;
	bool fine = true;
	for (uint32_t i = 0; fine && i < count; i++)
		if (out->items[i].child != NODE_NONE)
			fine = fold_children(out, i, &room);
	free(room.items);
	return fine;
}

/* ---- All ---- */

static bool make(struct making *making)
{
	struct graph_tree *out = making->out;
	const struct graph *graph = out->graph;
	out->of_node = data_alloc(graph->node_count, sizeof *out->of_node);
	bool fine = out->of_node != NULL;
	for (uint32_t i = 0; fine && i < graph->level_count; i++)
		fine = add_item(out, &(struct tree_item){.what = TREE_SCOPE, .node = NODE_NONE, .text = graph->levels[i].name,
			.length = (uint32_t)names_text(&graph->texts, graph->levels[i].name).length,
			.parent = NODE_NONE, .child = NODE_NONE, .last = NODE_NONE, .sibling = NODE_NONE}) != NODE_NONE;
	for (uint32_t i = 0; fine && i < graph->node_count; i++)
		fine = put_node(making, i);
	if (!fine || !settle(out))
		return false;
	add_up(out);
	return fold_series(out);
}

bool graph_tree_make(const struct graph *graph, struct graph_tree *out)
{
	struct making making = {.out = out};
	*out = (struct graph_tree){.graph = graph};
	bool fine = make(&making);
	free(making.slots);
	if (!fine)
		graph_tree_fini(out);
	return fine;
}

void graph_tree_fini(struct graph_tree *tree)
{
	free(tree->items);
	free(tree->of_node);
	*tree = (struct graph_tree){0};
}

void graph_tree_name(const struct graph_tree *tree, uint32_t number, struct str *out)
{
	const struct tree_item *item = &tree->items[number];
	struct slice part = part_of(tree, item);
	bool inside = item->what == TREE_NODE && item->parent != NODE_NONE && tree->items[item->parent].what == TREE_SCOPE &&
	              tree->items[item->parent].node != NODE_NONE && tree->items[item->parent].begin == item->begin;
	if (item->what == TREE_SERIES) {
		size_t behind = item->number_begin + item->number_length;
		str_append(out, part.data, item->number_begin);
		str_printf(out, "[%" PRIu64 "-%" PRIu64 "]", item->first, item->end);
		str_append(out, part.data + behind, part.length - behind);
		return;
	}
	if (inside)
		str_append_char(out, '(');
	str_append_slice(out, part);
	if (inside)
		str_append_char(out, ')');
}

size_t graph_tree_memory(const struct graph_tree *tree)
{
	return tree->capacity * sizeof *tree->items + (tree->graph ? tree->graph->node_count * sizeof *tree->of_node : 0);
}

const struct graph *drawn_layers(const struct drawn_graph *drawn)
{
	return drawn->graph.layer_count ? &drawn->graph : drawn->keras;
}

void graphs_free(struct graphs *graphs)
{
	if (!graphs)
		return;
	for (size_t i = 0; i < graphs->count; i++) {
		graph_tree_fini(&graphs->items[i]->tree);
		graph_fini(&graphs->items[i]->graph);
		if (graphs->items[i]->keras)
			graph_fini(graphs->items[i]->keras);
		free(graphs->items[i]->keras);
		free(graphs->items[i]);
	}
	saved_model_fini(&graphs->model);
	free(graphs->items);
	free(graphs->record);
	free(graphs);
}
