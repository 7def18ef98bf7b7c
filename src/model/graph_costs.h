/*
 * What the nodes of a graph compute and give, by their shapes: floating point
 * operations of one step, bytes of outputs. Sums for scopes. A size that is
 * not told counts as 1, so that what is per example is told per example.
 *
 *   MatMul and its like   2 · elements of the output · the size that is summed over
 *   Conv2D and its like   2 · elements of the output · the filter's sizes but for the outputs
 *   elementwise           1 an element of the output
 *
 * (multiplications and additions each count, as TensorFlow's profiler has it). Types that are not known count for
 * nothing. Goes on so many nodes at a time.
 */
#ifndef TBTOP_MODEL_GRAPH_COSTS_H
#define TBTOP_MODEL_GRAPH_COSTS_H

#include "data/graph_tree.h"

struct graph_costs {
	const struct graph_tree *tree;
	uint64_t *flops, *bytes; /* by item */
	uint32_t *untold;        /* by item: nodes that compute, how much the shapes don't tell */
	bool *open;              /* by item: a size somewhere was not told */
	uint32_t next;           /* node */
	bool done;
};

/* False when out of memory. The tree must outlive it. */
bool graph_costs_open(struct graph_costs *costs, const struct graph_tree *tree);
void graph_costs_on(struct graph_costs *costs, uint32_t nodes);
void graph_costs_fini(struct graph_costs *costs);

#endif
