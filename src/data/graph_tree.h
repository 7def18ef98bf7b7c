/*
 * The nodes of a graph folded by the scopes of their names, as TensorBoard
 * groups them (event-format 8.2): "a/b/c" lies in b in a; a node whose name is
 * a scope, too, lies in it as "(a)"; five or more alike whose names count
 * lie in a series. Nodes of one name have an item each. Pure.
 */
#ifndef TBTOP_DATA_GRAPH_TREE_H
#define TBTOP_DATA_GRAPH_TREE_H

#include "data/nodes.h"
#include "data/saved_model.h"

#define SERIES_LEAST 5
#define TREE_DEPTH 200 /* what lies deeper in a name is one part */

enum tree_what { TREE_SCOPE, TREE_NODE, TREE_SERIES };

struct tree_item {
	enum tree_what what;
	uint32_t node;            /* of a node; of a scope the one that its name is, NODE_NONE without */
	uint32_t text, begin, length; /* its part of the name: bytes of a text of the graph */
	uint32_t parent, child, last, sibling; /* NODE_NONE for none; children in the order of nodes */
	uint32_t nodes;           /* in it; 1 for a node */
	uint64_t parameters;
	uint64_t first, end;      /* SERIES: the numbers that it goes through */
	uint32_t number_begin, number_length; /* SERIES: where the number is in its first member's part */
};

struct graph_tree {
	const struct graph *graph;
	struct tree_item *items;  /* roots of levels first, by level */
	uint32_t count;
	size_t capacity;
	uint32_t *of_node;        /* the item of each node */
};

/* Of a connected graph, which must outlive it. False when out of memory. */
bool graph_tree_make(const struct graph *graph, struct graph_tree *out);
void graph_tree_fini(struct graph_tree *tree);
/* Appends what it is called, as in the file (not cleaned): "dense", "(dense)", "layer_[0-11]". */
void graph_tree_name(const struct graph_tree *tree, uint32_t item, struct str *out);
size_t graph_tree_memory(const struct graph_tree *tree);

/* The meta graphs of a SavedModel. */
struct drawn_graph {
	struct graph graph;
	struct graph_tree tree;
	uint32_t title;              /* a text of the graph: its tags */
	const struct meta_graph *said; /* what a SavedModel says of itself; NULL for others */
	struct graph *keras;         /* owned: the layers of a model that Keras saved; NULL without */
};
/* The graph that has the layers of a Keras model; NULL for none. */
const struct graph *drawn_layers(const struct drawn_graph *drawn);
struct graphs {
	struct drawn_graph **items;
	size_t count, capacity;
	struct saved_model model;    /* each graph's `said` */
	uint8_t *record;             /* owned: what their `bytes`, and what the model says, point into */
};
void graphs_free(struct graphs *graphs); /* NULL is fine */

#endif
