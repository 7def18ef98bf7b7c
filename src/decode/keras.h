/*
 * A Keras model as JSON becomes a graph, counted as TensorBoard converts it
 * (plugins/graph/keras_util.py; event-format 8.1): a node a layer, its type the
 * layer's class. The only user of jansson.
 */
#ifndef TBTOP_DECODE_KERAS_H
#define TBTOP_DECODE_KERAS_H

#include "base/status.h"
#include "data/graph.h"

/* STATUS_CORRUPT where TensorBoard can't convert it either. */
enum status keras_graph(struct slice json, struct graph_totals *out);

#endif
