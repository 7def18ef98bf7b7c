/*
 * A Keras model as JSON, as the table of its layers that people know from
 * model.summary(), and as a graph of them (event-format 8.1). Shapes and
 * parameters are reckoned where the configuration tells enough; the others are
 * said not to be known.
 */
#ifndef TBTOP_DECODE_KERAS_LAYERS_H
#define TBTOP_DECODE_KERAS_LAYERS_H

#include "data/nodes.h"

enum status keras_layers(struct slice json, struct graph *out);

#endif
