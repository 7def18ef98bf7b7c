/* What a graph has, counted (tbtop-export(1), --kind graph). */
#ifndef TBTOP_DATA_GRAPH_H
#define TBTOP_DATA_GRAPH_H

#include "base/names.h"

struct graph_totals {
	uint64_t nodes, edges; /* edges: entries in the nodes' inputs, control inputs too */
	uint64_t functions;    /* in the library */
	struct names ops;      /* op types, valid UTF-8 */
	uint64_t *counts;      /* by number of the op: its nodes outside of functions */
	size_t count_capacity;
};

void graph_totals_init(struct graph_totals *totals);
void graph_totals_fini(struct graph_totals *totals);
/* One more node of that type. False when out of memory. */
bool graph_count_op(struct graph_totals *totals, struct slice op);

#endif
