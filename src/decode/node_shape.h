/* The shape and the type of what a node gives, as numbers: NodeDef's attributes (event-format 3.5). Pure. */
#ifndef TBTOP_DECODE_NODE_SHAPE_H
#define TBTOP_DECODE_NODE_SHAPE_H

#include "base/str.h"

#include <stdint.h>

#define NODE_RANK_MOST 8

struct node_shape {
	bool known;
	bool open;             /* a size is not told (-1): it counts as 1, as TensorBoard has it */
	int rank;
	uint64_t sizes[NODE_RANK_MOST];
	uint32_t dtype;        /* data/dtype.h; 0: not told */
	bool transpose_a;
};

/*
 * Of the first output: `_output_shapes`, else `shape`, else that of the constant `value`. `declared`: `shape` alone, which is
 * what a variable holds. Unknown where it has too many sizes.
 */
void node_shape_of(struct slice node, bool declared, struct node_shape *out);
/* The product of the sizes; UINT64_MAX where it is beyond. */
uint64_t node_shape_elements(const struct node_shape *shape);

#endif
