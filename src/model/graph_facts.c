#include "model/graph_facts.h"

#include "base/alloc.h"

#include <stdlib.h>

void graph_attributes(const struct graph *graph, uint32_t node, struct attributes *out)
{
	const struct graph_node *of = &graph->nodes[node];
	attributes_of(slice_make(graph->bytes ? graph->bytes + of->at : NULL, graph->bytes ? of->length : 0), out);
}

static bool attribute_matches(const struct graph *graph, uint32_t node, const struct pattern *pattern)
{
	struct attributes attributes;
	struct str text = {0};
	bool found = false;
	graph_attributes(graph, node, &attributes);
	for (int i = 0; i < attributes.count && !found; i++) {
		str_clear(&text);
		str_append_slice(&text, attributes.items[i].key);
		str_append_char(&text, '=');
		str_append_slice(&text, str_slice(&attributes.items[i].value));
		found = pattern_matches(pattern, str_slice(&text));
	}
	attributes_fini(&attributes);
	str_fini(&text);
	return found;
}

bool graph_node_matches(const struct graph *graph, uint32_t node, const struct pattern *pattern, bool attributes)
{
	const struct graph_node *of = &graph->nodes[node];
	return pattern_matches(pattern, names_text(&graph->texts, of->name)) ||
	       pattern_matches(pattern, names_text(&graph->texts, of->op)) ||
	       (attributes && attribute_matches(graph, node, pattern));
}

uint32_t graph_namesakes(const struct graph *graph, uint32_t node, uint32_t *place)
{
	const struct graph_level *level = &graph->levels[graph->nodes[node].level];
	uint32_t count = 0;
	for (uint32_t i = level->first; i < level->first + level->count; i++) {
		count += graph->nodes[i].name == graph->nodes[node].name;
		if (i == node)
			*place = count;
	}
	return count;
}

bool graph_is_below(const struct graph_tree *tree, uint32_t item, uint32_t above)
{
	while (item != NODE_NONE && item != above)
		item = tree->items[item].parent;
	return item == above;
}

bool graph_walk(const struct graph_tree *tree, uint32_t item, bool (*each)(void *context, uint32_t node), void *context)
{
	uint32_t at = item;
	while (at != NODE_NONE) {
		const struct tree_item *now = &tree->items[at];
		if (now->what == TREE_NODE && !each(context, now->node))
			return false;
		if (now->child != NODE_NONE) {
			at = now->child;
			continue;
		}
		while (at != item && tree->items[at].sibling == NODE_NONE)
			at = tree->items[at].parent;
		if (at == item)
			break;
		at = tree->items[at].sibling;
	}
	return true;
}

/* ---- Types ---- */

struct tallying {
	const struct graph *graph;
	uint32_t *of_text; /* the tally of each text + 1 */
	struct op_tally *items;
	size_t count, capacity;
};

static bool tally(void *context, uint32_t node)
{
	struct tallying *self = context;
	uint32_t op = self->graph->nodes[node].op;
	if (!self->of_text[op]) {
		if (!array_reserve(&self->items, &self->capacity, self->count + 1))
			return false;
		self->items[self->count++] = (struct op_tally){op, 0};
		self->of_text[op] = (uint32_t)self->count;
	}
	self->items[self->of_text[op] - 1].count++;
	return true;
}

static int by_count(const void *left, const void *right)
{
	const struct op_tally *a = left, *b = right;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return (a->op > b->op) - (a->op < b->op);
}

struct op_tally *graph_tally(const struct graph_tree *tree, uint32_t item, size_t *count)
{
	struct tallying self = {.graph = tree->graph};
	self.of_text = calloc(tree->graph->texts.count, sizeof *self.of_text);
	bool fine = self.of_text && array_reserve(&self.items, &self.capacity, 1) && graph_walk(tree, item, tally, &self);
	free(self.of_text);
	*count = fine ? self.count : 0;
	if (!fine) {
		free(self.items);
		return NULL;
	}
	if (self.count)
		qsort(self.items, self.count, sizeof *self.items, by_count);
	return self.items;
}
