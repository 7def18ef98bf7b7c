/*
 * What is different in another graph: nodes by their names (and the function
 * that they are in), each by its type, device, inputs and attributes as text.
 * Both parts go on so many nodes at a time, for a screen that must not wait.
 */
#ifndef TBTOP_MODEL_GRAPH_DIFF_H
#define TBTOP_MODEL_GRAPH_DIFF_H

#include "data/graph_tree.h"

enum look_part { LOOK_OP, LOOK_DEVICE, LOOK_INPUTS, LOOK_ATTRIBUTES, LOOK_PARTS };

/* A node as it is compared. */
struct node_look {
	struct str name;               /* "f() x" in the body of f */
	struct str parts[LOOK_PARTS];
};
/* Written over what is in `out`, which begins zeroed. */
void node_look(const struct graph *graph, uint32_t node, struct node_look *out);
void node_look_fini(struct node_look *look);

/* All nodes of a graph so, which may be gone by then. */
struct graph_looks {
	struct names names, texts;
	struct looks_item {
		uint32_t parts[LOOK_PARTS]; /* texts */
		uint32_t namesakes;         /* nodes of that name; the second one is called "x (2)" */
	} *items;                      /* by number of the name */
	size_t capacity;
	uint32_t next;                 /* node of the graph */
};
void graph_looks_init(struct graph_looks *looks);
void graph_looks_fini(struct graph_looks *looks);
/* Takes up to `nodes` more; false when out of memory. All are there once `next` is the count of nodes. */
bool graph_looks_on(struct graph_looks *looks, const struct graph *graph, uint32_t nodes);

enum graph_change_what { GRAPH_SAME, GRAPH_ADDED, GRAPH_CHANGED, GRAPH_REMOVED };
struct graph_change {
	enum graph_change_what what;
	uint32_t before;               /* name of the one before; NAMES_NONE when added */
	uint32_t node;                 /* of the other one; NODE_NONE when removed */
};

struct graph_diff {
	const struct graph_looks *before;
	const struct graph *after;
	struct graph_change *items;    /* once done: in the order of the one before, what was added behind */
	size_t count, capacity;
	uint32_t added, removed, changed;
	uint8_t *of_node;              /* enum graph_change_what */
	uint32_t *seen;                /* by name of the one before: how many there are now */
	uint32_t next;
	bool done;
};
/* Both must outlive it; all of the looks are there. False when out of memory. */
bool graph_diff_open(struct graph_diff *diff, const struct graph_looks *before, const struct graph *after);
/* Looks at up to `nodes` more; false when out of memory. */
bool graph_diff_on(struct graph_diff *diff, uint32_t nodes);
void graph_diff_fini(struct graph_diff *diff);
/* Appends the name; and what it was, and is by now: "type: A → B; inputs: …", of one that came or went its type. As in the files: not cleaned. */
void graph_diff_name(const struct graph_diff *diff, const struct graph_change *change, struct str *out);
void graph_diff_say(const struct graph_diff *diff, const struct graph_change *change, struct str *out);

#endif
