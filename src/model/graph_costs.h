/*
 * What the nodes of a graph compute and give, by their shapes: floating point
 * operations of one step (model/graph_flops), bytes of outputs. Sums for scopes.
 * A size that is not told counts as 1, so that what is per example is told per
 * example; what is summed over, and filters, must be told. A call computes what
 * its function does; how often a loop goes round, or which branch is taken, is
 * not told. Goes on so many nodes at a time.
 */
#ifndef TBTOP_MODEL_GRAPH_COSTS_H
#define TBTOP_MODEL_GRAPH_COSTS_H

#include "data/graph_tree.h"

struct graph_costs {
	const struct graph_tree *tree;
	uint64_t *flops, *bytes; /* by item */
	uint32_t *untold;        /* by item: nodes that compute, how much the shapes don't tell */
	uint32_t *unsized;       /* by item: nodes of whose outputs shapes or types are not told */
	bool *open;              /* by item: a size somewhere was not told */
	bool *taken;             /* by node: another one takes what it gives */
	uint32_t next;           /* node */
	bool done;
};

/* False when out of memory. The tree must outlive it. */
bool graph_costs_open(struct graph_costs *costs, const struct graph_tree *tree);
void graph_costs_on(struct graph_costs *costs, uint32_t nodes);
void graph_costs_fini(struct graph_costs *costs);

#endif
