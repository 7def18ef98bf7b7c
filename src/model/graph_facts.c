#include "model/graph_facts.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void graph_attributes(const struct graph *graph, uint32_t node, struct attributes *out)
{
	const struct graph_node *of = &graph->nodes[node];
	attributes_of(slice_make(graph->bytes ? graph->bytes + of->at : NULL, graph->bytes ? of->length : 0), out);
}

/* Without regard to its `!`, which is about all that is said of a node. */
static bool says(const struct pattern *pattern, struct slice text)
{
	return pattern_matches(pattern, text) != pattern->inverted;
}

static bool attribute_says(const struct graph *graph, uint32_t node, const struct pattern *pattern)
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
		found = says(pattern, str_slice(&text));
	}
	attributes_fini(&attributes);
	str_fini(&text);
	return found;
}

bool graph_node_matches(const struct graph *graph, uint32_t node, const struct pattern *pattern, bool attributes)
{
	const struct graph_node *of = &graph->nodes[node];
	bool any = says(pattern, names_text(&graph->texts, of->name)) || says(pattern, names_text(&graph->texts, of->op)) ||
	           (of->device && says(pattern, names_text(&graph->texts, of->device))) ||
	           (attributes && attribute_says(graph, node, pattern));
	return any != pattern->inverted;
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

/* ---- Types and devices ---- */

struct tallying {
	const struct graph *graph;
	enum tally_of of;
	uint32_t *of_text; /* the tally of each text + 1 */
	struct text_tally *items;
	size_t count, capacity;
};

static bool tally(void *context, uint32_t node)
{
	struct tallying *self = context;
	const struct graph_node *is = &self->graph->nodes[node];
	uint32_t text = self->of == TALLY_OPS ? is->op : is->device;
	if (self->of == TALLY_DEVICES && !text)
		return true;
	if (!self->of_text[text]) {
		if (!array_reserve(&self->items, &self->capacity, self->count + 1))
			return false;
		self->items[self->count++] = (struct text_tally){text, 0};
		self->of_text[text] = (uint32_t)self->count;
	}
	self->items[self->of_text[text] - 1].count++;
	return true;
}

static int by_count(const void *left, const void *right)
{
	const struct text_tally *a = left, *b = right;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return (a->text > b->text) - (a->text < b->text);
}

struct text_tally *graph_tally(const struct graph_tree *tree, uint32_t item, enum tally_of of, size_t *count)
{
	struct tallying self = {.graph = tree->graph, .of = of};
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

uint32_t *graph_devices(const struct graph_tree *tree)
{
	uint32_t *of = data_alloc(tree->count, sizeof *of);
	if (!of)
		return NULL;
	memset(of, 0, tree->count * sizeof *of);
	for (uint32_t node = 0; node < tree->graph->node_count; node++) {
		uint32_t device = tree->graph->nodes[node].device;
		/* Where an item lies on it, or on several, those above it do. */
		for (uint32_t item = tree->of_node[node]; device && item != NODE_NONE && of[item] != device && of[item] != NODE_NONE;
		     item = tree->items[item].parent)
			of[item] = of[item] ? NODE_NONE : device;
	}
	return of;
}
