/*
 * Graphs as TensorFlow writes them (tensorflow/core/framework/graph.proto): found,
 * checked and counted without being taken apart. Pure; slices are borrowed from
 * what is given.
 */
#ifndef TBTOP_DECODE_GRAPH_H
#define TBTOP_DECODE_GRAPH_H

#include "base/status.h"
#include "data/graph.h"

/* The GraphDef in a MetaGraphDef; empty without. */
struct slice graph_of_meta_graph(struct slice bytes);
/* Whether a GraphDef is well-formed. */
enum status graph_check(struct slice bytes);
/*
 * Adds a GraphDef, which was found well-formed, to the totals, and the nodes in
 * the bodies of its functions to others. False when out of memory.
 */
bool graph_count(struct slice graph, struct graph_totals *out, struct graph_totals *bodies);

#endif
