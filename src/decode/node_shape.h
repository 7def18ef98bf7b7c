/* The shape and the type of what a node gives, as numbers: NodeDef's attributes (event-format 3.5). Pure. */
#ifndef TBTOP_DECODE_NODE_SHAPE_H
#define TBTOP_DECODE_NODE_SHAPE_H

#include "base/str.h"

#include <stdint.h>

#define NODE_RANK_MOST 8

/* What a constant that is one of PyTorch's says: "{ value : 0}". */
enum node_flag { FLAG_NOT_TOLD, FLAG_FALSE, FLAG_TRUE };

struct node_shape {
	bool known;
	bool open;             /* a size is not told (-1): it counts as 1, as TensorBoard has it */
	int rank;
	uint64_t sizes[NODE_RANK_MOST];
	bool unknown[NODE_RANK_MOST]; /* sizes that are not told */
	uint32_t outputs;      /* as many as `_output_shapes` has */
	bool others_known;     /* the shapes of all outputs but the first are */
	bool others_open;      /* a size of theirs is not told */
	uint64_t others;       /* elements of those; UINT64_MAX where they are beyond */
	uint32_t dtype;        /* data/dtype.h; 0: not told */
	bool transpose_a, transpose_b;
	enum node_flag flag;
	struct slice equation; /* of an Einsum; borrowed from the node */
};

/*
 * Of the first output: `_output_shapes`, else `shape`, else that of the constant `value`. `declared`: `shape` alone, which is
 * what a variable holds. Unknown where it has too many sizes.
 */
void node_shape_of(struct slice node, bool declared, struct node_shape *out);
/* The product of the sizes; UINT64_MAX where it is beyond. */
uint64_t node_shape_elements(const struct node_shape *shape);

#endif
