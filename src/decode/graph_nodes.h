/*
 * Graphs with their nodes, for looking at (data/nodes.h): a GraphDef, function
 * graphs, a Keras model, a SavedModel (event-format 8). Pure.
 */
#ifndef TBTOP_DECODE_GRAPH_NODES_H
#define TBTOP_DECODE_GRAPH_NODES_H

#include "data/graph_tree.h"
#include "decode/decode.h"

/* What a graph's payload holds; what its nodes point into is the payload's record. On anything but STATUS_OK there is nothing in `out`. */
enum status graph_of_payload(const struct payload *payload, struct graph *out);
/*
 * The meta graphs of a SavedModel; takes the bytes, which are from malloc, in any case. `keras`: what is in
 * keras_metadata.pb beside it, or nothing.
 */
enum status graphs_of_saved_model(struct slice bytes, struct slice keras, struct graphs **out);

#endif
