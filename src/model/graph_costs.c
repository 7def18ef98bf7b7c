#include "model/graph_costs.h"

#include "base/alloc.h"
#include "data/dtype.h"
#include "decode/node_shape.h"

#include <stdlib.h>
#include <string.h>

#define PASSES_MOST 8 /* nodes that pass on what they take, one behind the other */

/* ---- Types ---- */

enum rule { COSTS_NOTHING, SUMS_OVER_ROWS, CONVOLVES, CONVOLVES_BY_CHANNEL, TRANSFORMS, EACH_ELEMENT };

static const struct { const char *op; enum rule rule; } rules[] = {
	{"MatMul", SUMS_OVER_ROWS},      {"BatchMatMul", SUMS_OVER_ROWS}, {"BatchMatMulV2", SUMS_OVER_ROWS}, {"BatchMatMulV3", SUMS_OVER_ROWS},
	{"_FusedMatMul", SUMS_OVER_ROWS}, {"aten::matmul", SUMS_OVER_ROWS}, {"aten::mm", SUMS_OVER_ROWS},     {"aten::bmm", SUMS_OVER_ROWS},
	{"aten::linear", SUMS_OVER_ROWS}, {"Gemm", SUMS_OVER_ROWS},
	{"Conv1D", CONVOLVES},           {"Conv2D", CONVOLVES},           {"Conv3D", CONVOLVES},             {"_FusedConv2D", CONVOLVES},
	{"DepthwiseConv2dNative", CONVOLVES_BY_CHANNEL},
	{"aten::_convolution", TRANSFORMS}, {"aten::conv1d", TRANSFORMS}, {"aten::conv2d", TRANSFORMS},      {"aten::conv3d", TRANSFORMS},
	{"aten::convolution", TRANSFORMS}, {"Conv", TRANSFORMS},
	{"Add", EACH_ELEMENT},           {"AddV2", EACH_ELEMENT},         {"Sub", EACH_ELEMENT},             {"Mul", EACH_ELEMENT},
	{"Div", EACH_ELEMENT},           {"RealDiv", EACH_ELEMENT},       {"BiasAdd", EACH_ELEMENT},         {"Maximum", EACH_ELEMENT},
	{"Minimum", EACH_ELEMENT},       {"Neg", EACH_ELEMENT},           {"Square", EACH_ELEMENT},          {"Sqrt", EACH_ELEMENT},
	{"Rsqrt", EACH_ELEMENT},         {"Exp", EACH_ELEMENT},           {"Log", EACH_ELEMENT},             {"Relu", EACH_ELEMENT},
	{"Relu6", EACH_ELEMENT},         {"Elu", EACH_ELEMENT},           {"Tanh", EACH_ELEMENT},            {"Sigmoid", EACH_ELEMENT},
	{"Gelu", EACH_ELEMENT},          {"aten::add", EACH_ELEMENT},     {"aten::add_", EACH_ELEMENT},      {"aten::sub", EACH_ELEMENT},
	{"aten::mul", EACH_ELEMENT},     {"aten::div", EACH_ELEMENT},     {"aten::relu", EACH_ELEMENT},      {"aten::relu_", EACH_ELEMENT},
	{"aten::gelu", EACH_ELEMENT},    {"aten::silu", EACH_ELEMENT},    {"aten::sigmoid", EACH_ELEMENT},   {"aten::tanh", EACH_ELEMENT},
};

static enum rule rule_of(struct slice op)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (slice_equal(op, slice_of(rules[i].op)))
			return rules[i].rule;
	return COSTS_NOTHING;
}

static unsigned size_of_element(struct slice op, uint32_t dtype)
{
	static const char *const tells_whether[] = {"Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual"};
	for (size_t i = 0; i < sizeof tells_whether / sizeof *tells_whether; i++)
		if (slice_equal(op, slice_of(tells_whether[i])))
			return 1;
	if (slice_equal(op, slice_of("VarHandleOp"))) /* a name of what it holds */
		return 0;
	switch (dtype) {
	case DTYPE_UINT8: case DTYPE_INT8: case DTYPE_BOOL: case DTYPE_QINT8: case DTYPE_QUINT8: return 1;
	case DTYPE_INT16: case DTYPE_UINT16: case DTYPE_HALF: case DTYPE_BFLOAT16: case DTYPE_QINT16: case DTYPE_QUINT16: return 2;
	case DTYPE_FLOAT: case DTYPE_INT32: case DTYPE_UINT32: case DTYPE_QINT32: return 4;
	case DTYPE_DOUBLE: case DTYPE_INT64: case DTYPE_UINT64: case DTYPE_COMPLEX64: return 8;
	case DTYPE_COMPLEX128: return 16;
	default: return 0;
	}
}

/* ---- Shapes ---- */

static bool op_is(const struct graph *graph, const struct graph_node *node, const char *op)
{
	return slice_equal(names_text(&graph->texts, node->op), slice_of(op));
}

/* A node without a shape that passes on what it takes has that of its input. */
static bool shape_of(const struct graph *graph, uint32_t number, struct node_shape *out)
{
	for (int i = 0; i < PASSES_MOST && number != NODE_NONE; i++) {
		const struct graph_node *node = &graph->nodes[number];
		node_shape_of(slice_make(graph->bytes ? graph->bytes + node->at : NULL, graph->bytes ? node->length : 0),
		              op_is(graph, node, "VarHandleOp"), out);
		bool passes = op_is(graph, node, "Identity") || op_is(graph, node, "ReadVariableOp") || op_is(graph, node, "Enter");
		if (out->known || !passes || !node->input_count)
			return out->known;
		number = graph->inputs[node->first_input].node;
	}
	return false;
}

static bool input_shape(const struct graph *graph, const struct graph_node *node, uint32_t place, struct node_shape *out)
{
	return place < node->input_count && graph->inputs[node->first_input + place].node != NODE_NONE &&
	       !graph->inputs[node->first_input + place].slot && shape_of(graph, graph->inputs[node->first_input + place].node, out);
}

static uint64_t times(uint64_t a, uint64_t b)
{
	return a && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

static uint64_t product(const struct node_shape *shape, int from, int to)
{
	uint64_t all = 1;
	for (int i = from; i < to && i < shape->rank; i++)
		all = times(all, shape->sizes[i]);
	return all;
}

/* What an element of the output takes; 0 where the shapes don't tell. */
static uint64_t flops_an_element(const struct graph *graph, const struct graph_node *node, bool transposed)
{
	struct node_shape shape;
	switch (rule_of(names_text(&graph->texts, node->op))) {
	case SUMS_OVER_ROWS:
		if (!input_shape(graph, node, 0, &shape) || !shape.rank)
			return 0;
		return times(2, shape.sizes[transposed && shape.rank > 1 ? shape.rank - 2 : shape.rank - 1]);
	case CONVOLVES: return input_shape(graph, node, 1, &shape) && shape.rank > 1 ? times(2, product(&shape, 0, shape.rank - 1)) : 0;
	case CONVOLVES_BY_CHANNEL: return input_shape(graph, node, 1, &shape) && shape.rank > 2 ? times(2, product(&shape, 0, shape.rank - 2)) : 0;
	case TRANSFORMS: return input_shape(graph, node, 1, &shape) && shape.rank > 1 ? times(2, product(&shape, 1, shape.rank)) : 0;
	case EACH_ELEMENT: return 1;
	default: return 0;
	}
}

/* ---- All ---- */

bool graph_costs_open(struct graph_costs *costs, const struct graph_tree *tree)
{
	*costs = (struct graph_costs){.tree = tree};
	costs->flops = data_alloc(tree->count, sizeof *costs->flops);
	costs->bytes = data_alloc(tree->count, sizeof *costs->bytes);
	costs->untold = data_alloc(tree->count, sizeof *costs->untold);
	costs->open = data_alloc(tree->count, sizeof *costs->open);
	if (!costs->flops || !costs->bytes || !costs->untold || !costs->open) {
		graph_costs_fini(costs);
		return false;
	}
	memset(costs->flops, 0, tree->count * sizeof *costs->flops);
	memset(costs->bytes, 0, tree->count * sizeof *costs->bytes);
	memset(costs->untold, 0, tree->count * sizeof *costs->untold);
	memset(costs->open, 0, tree->count * sizeof *costs->open);
	return true;
}

void graph_costs_fini(struct graph_costs *costs)
{
	free(costs->flops);
	free(costs->bytes);
	free(costs->untold);
	free(costs->open);
	*costs = (struct graph_costs){0};
}

static uint64_t plus(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static void add(struct graph_costs *costs, uint32_t number)
{
	const struct graph *graph = costs->tree->graph;
	const struct graph_node *node = &graph->nodes[number];
	struct slice op = names_text(&graph->texts, node->op);
	struct node_shape shape;
	uint64_t flops = 0, bytes = 0;
	bool open = false;
	if (shape_of(graph, number, &shape)) {
		uint64_t elements = node_shape_elements(&shape);
		flops = times(elements, flops_an_element(graph, node, shape.transpose_a));
		bytes = times(elements, size_of_element(op, shape.dtype));
		open = shape.open && (flops || bytes);
	}
	bool untold = !flops && rule_of(op) != COSTS_NOTHING && !(shape.known && !node_shape_elements(&shape));
	for (uint32_t item = costs->tree->of_node[number]; item != NODE_NONE; item = costs->tree->items[item].parent) {
		costs->flops[item] = plus(costs->flops[item], flops);
		costs->bytes[item] = plus(costs->bytes[item], bytes);
		costs->untold[item] += untold;
		costs->open[item] |= open;
	}
}

void graph_costs_on(struct graph_costs *costs, uint32_t nodes)
{
	uint32_t count = costs->tree->graph->node_count;
	for (; nodes && costs->next < count; nodes--)
		add(costs, costs->next++);
	costs->done = costs->next == count;
}
