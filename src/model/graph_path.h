/* The shortest way between two nodes of a graph. Pure. */
#ifndef TBTOP_MODEL_GRAPH_PATH_H
#define TBTOP_MODEL_GRAPH_PATH_H

#include "data/nodes.h"

#define GRAPH_PATH_MOST ((uint32_t)1 << 20) /* nodes of a graph: in a larger one no way is looked for */

struct graph_path {
	uint32_t *nodes; /* from the one to the other, both with them */
	size_t count;    /* 0: there is no way */
	bool back;       /* against the edges: the second one feeds the first */
};

/* Along edges, control edges too; where there is no way, against them. False when out of memory. */
bool graph_path_find(const struct graph *graph, uint32_t from, uint32_t to, struct graph_path *out);
void graph_path_fini(struct graph_path *path);

#endif
