#include "model/graph_flops.h"

#include <string.h>

#define PASSES_MOST 8 /* nodes that pass on what they take, one behind the other */
#define LABELS 128    /* letters of an equation */

/* ---- Types ---- */

enum rule {
	COMPUTES_NOTHING,
	MULTIPLIES,            /* inputs 0 and 1 are matrices */
	MULTIPLIES_AND_ADDS,   /* inputs 1 and 2 are */
	WEIGHS,                /* input 1 has a row an output */
	SUMS_BY_LABELS,
	CONVOLVES,             /* filters of input 1 have the outputs last */
	CONVOLVES_BY_CHANNEL,
	TRANSFORMS,            /* filters have the outputs first */
	MAY_TRANSFORM_BACK,    /* input 6 tells */
	TRANSFORMS_BACK,       /* every element of input 0 meets all of its filter */
	CONVOLVES_BACK,        /* input 2 is what a convolution gave, input 1 its filter */
	CONVOLVES_BACK_BY_CHANNEL,
	WEIGHS_FILTERS,        /* input 2 is what a convolution gave, the output is like its filter */
	WEIGHS_FILTERS_BY_CHANNEL,
	ATTENDS,
	ADDS_ALL,
	EACH_ELEMENT,
	COMPUTES_UNTOLD,
};

static const struct { const char *op; enum rule rule; } rules[] = {
	{"MatMul", MULTIPLIES},      {"BatchMatMul", MULTIPLIES},  {"BatchMatMulV2", MULTIPLIES}, {"BatchMatMulV3", MULTIPLIES},
	{"_FusedMatMul", MULTIPLIES}, {"Gemm", MULTIPLIES},
	{"aten::matmul", MULTIPLIES}, {"aten::mm", MULTIPLIES},    {"aten::bmm", MULTIPLIES},     {"aten::mv", MULTIPLIES},
	{"aten::addmm", MULTIPLIES_AND_ADDS}, {"aten::baddbmm", MULTIPLIES_AND_ADDS}, {"aten::linear", WEIGHS},
	{"Einsum", SUMS_BY_LABELS},
	{"Conv2D", CONVOLVES},       {"Conv3D", CONVOLVES},        {"_FusedConv2D", CONVOLVES},
	{"DepthwiseConv2dNative", CONVOLVES_BY_CHANNEL},
	{"Conv2DBackpropInput", CONVOLVES_BACK}, {"Conv3DBackpropInputV2", CONVOLVES_BACK},
	{"Conv2DBackpropFilter", WEIGHS_FILTERS}, {"Conv3DBackpropFilterV2", WEIGHS_FILTERS},
	{"DepthwiseConv2dNativeBackpropInput", CONVOLVES_BACK_BY_CHANNEL},
	{"DepthwiseConv2dNativeBackpropFilter", WEIGHS_FILTERS_BY_CHANNEL},
	{"aten::_convolution", MAY_TRANSFORM_BACK}, {"aten::convolution", MAY_TRANSFORM_BACK},
	{"aten::conv1d", TRANSFORMS}, {"aten::conv2d", TRANSFORMS}, {"aten::conv3d", TRANSFORMS}, {"Conv", TRANSFORMS},
	{"aten::conv_transpose1d", TRANSFORMS_BACK}, {"aten::conv_transpose2d", TRANSFORMS_BACK},
	{"aten::conv_transpose3d", TRANSFORMS_BACK}, {"ConvTranspose", TRANSFORMS_BACK},
	{"aten::scaled_dot_product_attention", ATTENDS},
	{"AddN", ADDS_ALL},
	{"Add", EACH_ELEMENT},       {"AddV2", EACH_ELEMENT},      {"Sub", EACH_ELEMENT},         {"Mul", EACH_ELEMENT},
	{"Div", EACH_ELEMENT},       {"RealDiv", EACH_ELEMENT},    {"BiasAdd", EACH_ELEMENT},     {"Maximum", EACH_ELEMENT},
	{"Minimum", EACH_ELEMENT},   {"Neg", EACH_ELEMENT},        {"Square", EACH_ELEMENT},      {"Sqrt", EACH_ELEMENT},
	{"Rsqrt", EACH_ELEMENT},     {"Exp", EACH_ELEMENT},        {"Log", EACH_ELEMENT},         {"Relu", EACH_ELEMENT},
	{"Relu6", EACH_ELEMENT},     {"Elu", EACH_ELEMENT},        {"Tanh", EACH_ELEMENT},        {"Sigmoid", EACH_ELEMENT},
	{"Gelu", EACH_ELEMENT},      {"Pow", EACH_ELEMENT},        {"SquaredDifference", EACH_ELEMENT}, {"Reciprocal", EACH_ELEMENT},
	{"DivNoNan", EACH_ELEMENT},  {"Softplus", EACH_ELEMENT},   {"Selu", EACH_ELEMENT},        {"LeakyRelu", EACH_ELEMENT},
	{"Erf", EACH_ELEMENT},       {"aten::add", EACH_ELEMENT},  {"aten::add_", EACH_ELEMENT},  {"aten::sub", EACH_ELEMENT},
	{"aten::mul", EACH_ELEMENT}, {"aten::mul_", EACH_ELEMENT}, {"aten::div", EACH_ELEMENT},   {"aten::div_", EACH_ELEMENT},
	{"aten::relu", EACH_ELEMENT}, {"aten::relu_", EACH_ELEMENT}, {"aten::gelu", EACH_ELEMENT}, {"aten::silu", EACH_ELEMENT},
	{"aten::sigmoid", EACH_ELEMENT}, {"aten::tanh", EACH_ELEMENT}, {"aten::exp", EACH_ELEMENT}, {"aten::log", EACH_ELEMENT},
	{"aten::sqrt", EACH_ELEMENT}, {"aten::rsqrt", EACH_ELEMENT}, {"aten::neg", EACH_ELEMENT}, {"aten::pow", EACH_ELEMENT},
	{"aten::lstm", COMPUTES_UNTOLD}, {"aten::gru", COMPUTES_UNTOLD}, {"aten::rnn_tanh", COMPUTES_UNTOLD},
	{"aten::rnn_relu", COMPUTES_UNTOLD}, {"aten::einsum", COMPUTES_UNTOLD}, {"aten::bilinear", COMPUTES_UNTOLD},
	{"aten::_native_multi_head_attention", COMPUTES_UNTOLD}, {"aten::_transformer_encoder_layer_fwd", COMPUTES_UNTOLD},
	{"LSTM", COMPUTES_UNTOLD},   {"GRU", COMPUTES_UNTOLD},     {"RNN", COMPUTES_UNTOLD},      {"CudnnRNN", COMPUTES_UNTOLD},
	{"CudnnRNNV2", COMPUTES_UNTOLD}, {"CudnnRNNV3", COMPUTES_UNTOLD}, {"BlockLSTM", COMPUTES_UNTOLD},
	{"BlockLSTMV2", COMPUTES_UNTOLD}, {"SparseTensorDenseMatMul", COMPUTES_UNTOLD}, {"SparseMatMul", COMPUTES_UNTOLD},
	{"QuantizedMatMul", COMPUTES_UNTOLD}, {"QuantizedConv2D", COMPUTES_UNTOLD}, {"XlaCallModule", COMPUTES_UNTOLD},
};

static enum rule rule_of(struct slice op)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (slice_equal(op, slice_of(rules[i].op)))
			return rules[i].rule;
	return COMPUTES_NOTHING;
}

uint64_t graph_times_most(uint64_t a, uint64_t b)
{
	return a && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

uint64_t graph_plus_most(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* ---- Shapes ---- */

static struct slice bytes_of(const struct graph *graph, const struct graph_node *node)
{
	return slice_make(graph->bytes ? graph->bytes + node->at : NULL, graph->bytes ? node->length : 0);
}

static bool op_is(const struct graph *graph, const struct graph_node *node, const char *op)
{
	return slice_equal(names_text(&graph->texts, node->op), slice_of(op));
}

/* The input that it only passes on; NODE_NONE for none. */
static uint32_t passed_on(const struct graph *graph, const struct graph_node *node)
{
	bool passes = op_is(graph, node, "Identity") || op_is(graph, node, "ReadVariableOp") || op_is(graph, node, "Enter");
	if (!passes || !node->input_count || graph->inputs[node->first_input].control || graph->inputs[node->first_input].slot)
		return NODE_NONE;
	return graph->inputs[node->first_input].node;
}

static void own_shape(const struct graph *graph, uint32_t number, struct node_shape *out)
{
	const struct graph_node *node = &graph->nodes[number];
	node_shape_of(bytes_of(graph, node), op_is(graph, node, "VarHandleOp"), out);
}

bool graph_shape(const struct graph *graph, uint32_t number, struct node_shape *out)
{
	own_shape(graph, number, out);
	for (int i = 1; i < PASSES_MOST && !out->known; i++) {
		struct node_shape shape;
		number = passed_on(graph, &graph->nodes[number]);
		if (number == NODE_NONE)
			return false;
		own_shape(graph, number, &shape);
		out->known = shape.known;
		out->open = shape.open;
		out->rank = shape.rank;
		memcpy(out->sizes, shape.sizes, sizeof out->sizes);
		memcpy(out->unknown, shape.unknown, sizeof out->unknown);
	}
	return out->known;
}

/* Of further outputs of a node nothing is kept. */
static bool input_shape(const struct graph *graph, const struct graph_node *node, uint32_t place, struct node_shape *out)
{
	const struct graph_input *input = &graph->inputs[node->first_input + place];
	return place < node->input_count && input->node != NODE_NONE && !input->control && !input->slot &&
	       graph_shape(graph, input->node, out);
}

/* Of the sizes from one place to another. False where one isn't told. */
static bool product(const struct node_shape *shape, int from, int to, uint64_t *out)
{
	*out = 1;
	for (int i = from; i < to; i++) {
		if (shape->unknown[i])
			return false;
		*out = graph_times_most(*out, shape->sizes[i]);
	}
	return true;
}

/* ---- What an element takes ---- */

struct looking {
	const struct graph *graph;
	const struct graph_node *node;
	struct node_shape gives;
};

/* The size that is summed over: of either matrix, whichever tells. */
static bool multiplied(const struct looking *at, uint32_t first, uint64_t *out)
{
	struct node_shape shape;
	if (input_shape(at->graph, at->node, first, &shape) && shape.rank) {
		int place = at->gives.transpose_a && shape.rank > 1 ? shape.rank - 2 : shape.rank - 1;
		if (product(&shape, place, place + 1, out))
			return true;
	}
	if (!input_shape(at->graph, at->node, first + 1, &shape) || !shape.rank)
		return false;
	int place = at->gives.transpose_b || shape.rank == 1 ? shape.rank - 1 : shape.rank - 2;
	return product(&shape, place, place + 1, out);
}

static bool weighed(const struct looking *at, uint64_t *out)
{
	struct node_shape shape;
	if (input_shape(at->graph, at->node, 1, &shape) && shape.rank && product(&shape, shape.rank - 1, shape.rank, out))
		return true;
	return input_shape(at->graph, at->node, 0, &shape) && shape.rank && product(&shape, shape.rank - 1, shape.rank, out);
}

/* Sizes of a filter, but for the first `before` and the last `behind`. */
static bool filter(const struct node_shape *shape, int before, int behind, uint64_t *out)
{
	return shape->rank > before + behind && product(shape, before, shape->rank - behind, out);
}

static bool input_filter(const struct looking *at, int before, int behind, uint64_t *out)
{
	struct node_shape shape;
	return input_shape(at->graph, at->node, 1, &shape) && filter(&shape, before, behind, out);
}

/* ---- Einsum ---- */

struct labels {
	uint64_t sizes[LABELS];
	bool known[LABELS];
};

static bool is_label(char letter)
{
	return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/* Letters before "..." count from the front, those behind it from the back. */
static void take_term(struct labels *labels, struct slice term, const struct node_shape *shape)
{
	int letters = 0, place = 0;
	bool dots = false;
	for (size_t i = 0; i < term.length; i++)
		letters += is_label(term.data[i]);
	for (size_t i = 0; i < term.length; i++) {
		if (term.data[i] == '.' && !dots) {
			dots = true;
			place += shape->rank - letters;
		}
		if (!is_label(term.data[i]))
			continue;
		unsigned char letter = (unsigned char)term.data[i];
		if (place >= 0 && place < shape->rank && !shape->unknown[place]) {
			uint64_t size = shape->sizes[place]; /* a size of 1 stretches to that of the other */
			labels->sizes[letter] = labels->known[letter] && labels->sizes[letter] > size ? labels->sizes[letter] : size;
			labels->known[letter] = true;
		}
		place++;
	}
}

/* "abc,cd->abd" of two: all that is not in the output is summed over. False where a size isn't told. */
static bool summed(const struct looking *at, uint64_t *out)
{
	struct labels labels = {0};
	struct slice equation = at->gives.equation;
	const char *end = equation.data ? memchr(equation.data, '-', equation.length) : NULL;
	const char *comma = end ? memchr(equation.data, ',', (size_t)(end - equation.data)) : NULL;
	bool seen[LABELS] = {0};
	if (!comma)
		return false;
	for (uint32_t i = 0; i < 2; i++) {
		struct node_shape shape;
		const char *from = i ? comma + 1 : equation.data;
		if (input_shape(at->graph, at->node, i, &shape))
			take_term(&labels, slice_make(from, (size_t)((i ? end : comma) - from)), &shape);
	}
	for (const char *letter = end; letter < equation.data + equation.length; letter++)
		if (is_label(*letter))
			seen[(unsigned char)*letter] = true;
	*out = 1;
	for (const char *letter = equation.data; letter < end; letter++) {
		unsigned char which = (unsigned char)*letter;
		if (!is_label(*letter) || seen[which])
			continue;
		if (!labels.known[which])
			return false;
		seen[which] = true;
		*out = graph_times_most(*out, labels.sizes[which]);
	}
	return true;
}

/* ---- All of a node ---- */

/* So many for each element of a shape. */
static struct graph_work for_each(const struct node_shape *shape, bool told, uint64_t flops)
{
	if (!shape->known || (!told && node_shape_elements(shape)))
		return (struct graph_work){.untold = true};
	return (struct graph_work){graph_times_most(node_shape_elements(shape), flops), false, shape->open};
}

static struct graph_work sums_for_each(const struct node_shape *shape, bool told, uint64_t summed_over)
{
	return for_each(shape, told, graph_times_most(2, summed_over));
}

/* For each element of an input. */
static struct graph_work sums_for_input(const struct looking *at, uint32_t place, bool told, uint64_t summed_over)
{
	struct node_shape shape;
	if (!input_shape(at->graph, at->node, place, &shape))
		return (struct graph_work){.untold = true};
	return sums_for_each(&shape, told, summed_over);
}

/* Queries against keys, and what comes of that against values. */
static struct graph_work attended(const struct looking *at)
{
	struct node_shape keys;
	uint64_t length = 0;
	bool told = input_shape(at->graph, at->node, 1, &keys) && keys.rank > 1 && product(&keys, keys.rank - 2, keys.rank - 1, &length);
	struct graph_work one = sums_for_input(at, 0, told, length), other = sums_for_each(&at->gives, told, length);
	return (struct graph_work){graph_plus_most(one.flops, other.flops), one.untold || other.untold, one.open || other.open};
}

/* Whether a convolution is transposed: what the constant holds that says so. False where it isn't told. */
static bool told_transposed(const struct looking *at, bool *transposed)
{
	const struct graph_input *input = &at->graph->inputs[at->node->first_input + 6];
	struct node_shape constant;
	if (at->node->input_count <= 6 || input->node == NODE_NONE)
		return false;
	node_shape_of(bytes_of(at->graph, &at->graph->nodes[input->node]), false, &constant);
	*transposed = constant.flag == FLAG_TRUE;
	return constant.flag != FLAG_NOT_TOLD;
}

static struct graph_work convolved(const struct looking *at)
{
	uint64_t size = 0;
	bool transposed = false, known = told_transposed(at, &transposed), told = input_filter(at, 1, 0, &size);
	return transposed ? sums_for_input(at, 0, told, size) : sums_for_each(&at->gives, known && told, size);
}

struct graph_work graph_work_of(const struct graph *graph, uint32_t number)
{
	struct looking at = {.graph = graph, .node = &graph->nodes[number]};
	enum rule rule = rule_of(names_text(&graph->texts, at.node->op));
	uint64_t size = 0;
	bool told;
	if (rule == COMPUTES_NOTHING)
		return (struct graph_work){0};
	graph_shape(graph, number, &at.gives);
	switch (rule) {
	case MULTIPLIES: told = multiplied(&at, 0, &size); return sums_for_each(&at.gives, told, size);
	case MULTIPLIES_AND_ADDS: told = multiplied(&at, 1, &size); return sums_for_each(&at.gives, told, size);
	case WEIGHS: told = weighed(&at, &size); return sums_for_each(&at.gives, told, size);
	case SUMS_BY_LABELS:
		if (at.node->input_count == 1) /* turns, or adds up without a product */
			return (struct graph_work){0};
		told = summed(&at, &size);
		return sums_for_each(&at.gives, told, size);
	case CONVOLVES: told = input_filter(&at, 0, 1, &size); return sums_for_each(&at.gives, told, size);
	case CONVOLVES_BY_CHANNEL: told = input_filter(&at, 0, 2, &size); return sums_for_each(&at.gives, told, size);
	case TRANSFORMS: told = input_filter(&at, 1, 0, &size); return sums_for_each(&at.gives, told, size);
	case MAY_TRANSFORM_BACK: return convolved(&at);
	case TRANSFORMS_BACK: told = input_filter(&at, 1, 0, &size); return sums_for_input(&at, 0, told, size);
	case CONVOLVES_BACK: told = input_filter(&at, 0, 1, &size); return sums_for_input(&at, 2, told, size);
	case CONVOLVES_BACK_BY_CHANNEL: told = input_filter(&at, 0, 2, &size); return sums_for_input(&at, 2, told, size);
	case WEIGHS_FILTERS: told = at.gives.known && filter(&at.gives, 0, 1, &size); return sums_for_input(&at, 2, told, size);
	case WEIGHS_FILTERS_BY_CHANNEL: told = at.gives.known && filter(&at.gives, 0, 2, &size); return sums_for_input(&at, 2, told, size);
	case ATTENDS: return attended(&at);
	case ADDS_ALL: return for_each(&at.gives, true, at.node->input_count ? at.node->input_count - 1 : 0);
	case EACH_ELEMENT: return for_each(&at.gives, true, 1);
	default: return (struct graph_work){.untold = true};
	}
}
