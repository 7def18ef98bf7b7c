/* The network that is trained, as a graph: an embedding, blocks of attention and two dense layers each, a head. */
#ifndef TBTOP_DEMO_NETWORK_H
#define TBTOP_DEMO_NETWORK_H

#include "demo/plan.h"
#include "write/record.h"

/* Records the graph of the plan's width and depth; as tbr_graph_nodes. */
int network_record(struct tbr_writer *writer, const struct plan *plan);

#endif
