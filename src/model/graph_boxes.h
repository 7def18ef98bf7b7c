/*
 * A level of a graph as boxes and what flows between them: what lies directly
 * in a scope, and beside it those outside that feed it or take from it, by the
 * outermost scope that they don't share with it. Constants that one level's
 * boxes alone take are told by a number in these, as TensorBoard embeds them
 * (event-format 8.2). Pure.
 */
#ifndef TBTOP_MODEL_GRAPH_BOXES_H
#define TBTOP_MODEL_GRAPH_BOXES_H

#include "data/graph_tree.h"

#define GRAPH_BOXES_INSIDE 300 /* scopes and series before nodes, in the order of the tree */
#define GRAPH_BOXES_OUTSIDE 40 /* that feed it; and as many that take from it */
#define GRAPH_FLOWS 3000
#define GRAPH_CONTROL_MOST 4   /* control edges at a box: of more none is drawn, as at an init that waits for all */

enum graph_box_where { BOX_INSIDE, BOX_FEEDS, BOX_TAKES };

struct graph_box {
	uint32_t item;
	enum graph_box_where where;
	uint32_t constants;   /* that it takes and that have no box */
};

struct graph_flow {
	uint32_t from, to;    /* boxes */
	uint32_t data, control; /* edges of either kind */
};

struct graph_boxes {
	uint32_t root;        /* the item whose children they are */
	struct graph_box *items;
	uint32_t count;
	struct graph_flow *flows;
	uint32_t flow_count;
	uint32_t constants;   /* children that have no box, for that */
	uint32_t left_out;    /* other children that have none: too many */
	uint32_t outside_left_out; /* edges from or to outside without a box */
	uint32_t flows_left_out, control_left_out;
};

/* `constants`: these get boxes, too. False when out of memory. */
bool graph_boxes_make(const struct graph_tree *tree, uint32_t root, bool constants, struct graph_boxes *out);
void graph_boxes_fini(struct graph_boxes *boxes);
/* The box of an item inside; NODE_NONE when it has none. */
uint32_t graph_boxes_of(const struct graph_boxes *boxes, uint32_t item);

#endif
