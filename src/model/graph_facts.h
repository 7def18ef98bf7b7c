/* What is said of a node or a scope of a graph when it is looked at. Pure. */
#ifndef TBTOP_MODEL_GRAPH_FACTS_H
#define TBTOP_MODEL_GRAPH_FACTS_H

#include "data/graph_tree.h"
#include "decode/attributes.h"
#include "model/pattern.h"

/* Freed by attributes_fini. Of a node without bytes, such as a layer, there are none. */
void graph_attributes(const struct graph *graph, uint32_t node, struct attributes *out);
/* Whether its name, its type or its device matches, or with `attributes` any "key=value"; of one with `!` that none does. */
bool graph_node_matches(const struct graph *graph, uint32_t node, const struct pattern *pattern, bool attributes);

/* How many nodes of its level have its name, itself with them, and how many of those are not behind it. Names of inputs mean the first. */
uint32_t graph_namesakes(const struct graph *graph, uint32_t node, uint32_t *place);

/* How many nodes of a type, or on a device, there are. */
enum tally_of { TALLY_OPS, TALLY_DEVICES };
struct text_tally {
	uint32_t text, count; /* text: of the graph */
};
/* Types, or devices as far as they are named, of the nodes below an item, the most frequent first; freed by the caller. NULL when out of memory. */
struct text_tally *graph_tally(const struct graph_tree *tree, uint32_t item, enum tally_of of, size_t *count);
/*
 * By item the device, a text, of all nodes below it that name one; 0 where none
 * does, NODE_NONE where they lie on several. Freed by the caller; NULL when out of memory.
 */
uint32_t *graph_devices(const struct graph_tree *tree);
/*
 * Calls `each` for the nodes below an item, in the order of the tree, until it
 * is false.
 */
bool graph_walk(const struct graph_tree *tree, uint32_t item, bool (*each)(void *context, uint32_t node), void *context);
/* Whether an item is `above`, or below it. */
bool graph_is_below(const struct graph_tree *tree, uint32_t item, uint32_t above);

#endif
