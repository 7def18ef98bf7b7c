/*
 * What a node computes, by the shapes of what it takes and gives: floating point operations of one step, multiplications
 * and additions each, as TensorFlow's profiler has it. Pure.
 *
 *   MatMul and its like       2 · elements of the output · the size that is summed over
 *   Einsum of two             2 · elements of the output · the sizes that are summed over
 *   Conv2D and its like       2 · elements of the output · the filter's sizes but for the outputs
 *   its gradients, and transposed ones   as many as the Conv2D that they belong to
 *   attention                 its two products of matrices
 *   elementwise               1 an element of the output
 *
 * Types that are not known compute nothing.
 */
#ifndef TBTOP_MODEL_GRAPH_FLOPS_H
#define TBTOP_MODEL_GRAPH_FLOPS_H

#include "data/nodes.h"
#include "decode/node_shape.h"

/* What a node gives: by its attributes, or, where it only passes on what it takes, by those of its input. False where nothing tells. */
bool graph_shape(const struct graph *graph, uint32_t node, struct node_shape *out);

struct graph_work {
	uint64_t flops;  /* UINT64_MAX: at least as many */
	bool untold;     /* it computes, how much isn't told */
	bool open;       /* a size that isn't told, such as that of a batch, counted as 1 */
};

struct graph_work graph_work_of(const struct graph *graph, uint32_t node);
/* Products and sums that end at UINT64_MAX. */
uint64_t graph_times_most(uint64_t a, uint64_t b);
uint64_t graph_plus_most(uint64_t a, uint64_t b);

#endif
