/* When nodes ran, laid on a graph: by node and, of run metadata as TensorBoard adds up (event-format 8.6), by scope. Pure. */
#ifndef TBTOP_MODEL_GRAPH_TIMES_H
#define TBTOP_MODEL_GRAPH_TIMES_H

#include "data/graph_tree.h"
#include "data/node_stats.h"

struct graph_times {
	struct node_stat *items; /* by item of the tree: from the first start in it to the last end, or the sum of times (node_stats.h); the sum of bytes */
	uint32_t matched;        /* nodes that it tells something of */
	bool timed, sized;       /* any time, any bytes */
};

/* Names that no node has are passed over; of sums also those without the "graph_1/" of functions that were made one graph are known; "A/(A)" is the node A. False when out of memory. */
bool graph_times_make(const struct graph_tree *tree, const struct node_stats *stats, struct graph_times *out);
void graph_times_fini(struct graph_times *times);

#endif
