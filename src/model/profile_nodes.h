/*
 * What a profile says of the nodes of graphs: of each name of an operation the
 * time in it, on devices where any of them ran it, else on hosts. What ran
 * within it has time of its own, so that those of nodes add up. Pure.
 */
#ifndef TBTOP_MODEL_PROFILE_NODES_H
#define TBTOP_MODEL_PROFILE_NODES_H

#include "data/node_stats.h"
#include "data/trace.h"

/* Of a finished trace whose spans are called by nodes. False, and nothing in `out`, when out of memory. */
bool profile_nodes_make(const struct trace *trace, struct node_stats *out);

#endif
