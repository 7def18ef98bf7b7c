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

/* Where the values of a variable lie (BundleEntryProto, BundleHeaderProto): in PREFIX.data-SHARD-of-SHARDS, plain. */
struct checkpoint_entry {
	uint32_t dtype, shard, shards;
	uint64_t offset, size;
	uint32_t rank;
	int64_t dims[2]; /* the first of them */
};
/* STATUS_NOT_FOUND when no variable is called so. */
enum status checkpoint_find(struct slice index, struct slice name, struct checkpoint_entry *out);

#endif
