/*
 * The variables in a checkpoint, from its index (`variables/variables.index`;
 * tensorflow/core/util/tensor_bundle): for models of TensorFlow 1, which don't
 * declare any. Pure.
 */
#ifndef TBTOP_DECODE_CHECKPOINT_H
#define TBTOP_DECODE_CHECKPOINT_H

#include "base/status.h"
#include "data/saved_model.h"

/* Adds them, by name. What came before damage stays. */
enum status checkpoint_add_variables(struct slice index, struct meta_graph *graph);

#endif
