#include "demo/network.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUTS 3
#define RANK 3
#define TOKENS 128
#define CLASSES 10
#define VOCABULARY 8192

struct network {
	struct tbr_node *nodes;
	size_t count, capacity;
	const char *device;
};

static const char *joined(const char *scope, const char *name)
{
	size_t length = strlen(scope) + 1 + strlen(name) + 1;
	char *text = xmalloc(length);
	snprintf(text, length, *scope ? "%s/%s" : "%s%s", scope, name);
	return text;
}

/* A node of `width` numbers for each token; the sources are names of nodes, NULL behind the last. Returns its name. */
static const char *add(struct network *network, const char *scope, const char *name, const char *op, int width,
                       const char *const sources[INPUTS])
{
	if (network->count == network->capacity) {
		network->capacity = network->capacity ? 2 * network->capacity : 64;
		network->nodes = xrealloc(network->nodes, network->capacity * sizeof *network->nodes);
	}
	struct tbr_node *node = &network->nodes[network->count++];
	const char **inputs = xcalloc(INPUTS, sizeof *inputs);
	int64_t *shape = xmalloc(RANK * sizeof *shape);
	*node = (struct tbr_node){.name = joined(scope, name), .op = op, .device = network->device, .inputs = inputs,
		.shape = shape, .rank = RANK};
	shape[0] = -1;
	shape[1] = TOKENS;
	shape[2] = width;
	while (node->input_count < INPUTS && sources[node->input_count]) {
		inputs[node->input_count] = sources[node->input_count];
		node->input_count++;
	}
	return node->name;
}

#define FROM(...) ((const char *const[INPUTS]){__VA_ARGS__})

static const char *add_dense(struct network *network, const char *scope, const char *name, const char *source,
                             int width)
{
	const char *inner = joined(scope, name);
	const char *kernel = add(network, inner, "kernel", "VarHandleOp", width, FROM(NULL));
	const char *bias = add(network, inner, "bias", "VarHandleOp", width, FROM(NULL));
	const char *product = add(network, inner, "MatMul", "MatMul", width, FROM(source, kernel));
	const char *sum = add(network, inner, "BiasAdd", "BiasAdd", width, FROM(product, bias));
	free((char *)inner);
	return sum;
}

static const char *add_attention(struct network *network, const char *block, const char *source, int width)
{
	const char *scope = joined(block, "attention");
	const char *normed = add(network, scope, "norm", "LayerNorm", width, FROM(source));
	const char *query = add_dense(network, scope, "query", normed, width);
	const char *key = add_dense(network, scope, "key", normed, width);
	const char *value = add_dense(network, scope, "value", normed, width);
	const char *scores = add(network, scope, "scores", "BatchMatMulV2", TOKENS, FROM(query, key));
	const char *weights = add(network, scope, "softmax", "Softmax", TOKENS, FROM(scores));
	const char *mixed = add(network, scope, "mixed", "BatchMatMulV2", width, FROM(weights, value));
	const char *out = add_dense(network, scope, "out", mixed, width);
	const char *sum = add(network, scope, "add", "AddV2", width, FROM(source, out));
	free((char *)scope);
	return sum;
}

static const char *add_block(struct network *network, int number, const char *source, int width)
{
	char block[24];
	snprintf(block, sizeof block, "block%d", number);
	const char *attended = add_attention(network, block, source, width);
	const char *scope = joined(block, "mlp");
	const char *normed = add(network, scope, "norm", "LayerNorm", width, FROM(attended));
	const char *wide = add_dense(network, scope, "dense1", normed, 4 * width);
	const char *bent = add(network, scope, "gelu", "Gelu", 4 * width, FROM(wide));
	const char *narrow = add_dense(network, scope, "dense2", bent, width);
	const char *sum = add(network, scope, "add", "AddV2", width, FROM(attended, narrow));
	free((char *)scope);
	return sum;
}

static void build(struct network *network, const struct plan *plan)
{
	int width = plan->setting->width;
	network->device = "/device:CPU:0";
	const char *tokens = add(network, "input", "tokens", "Placeholder", 1, FROM(NULL));
	const char *labels = add(network, "input", "labels", "Placeholder", 1, FROM(NULL));
	network->device = "/device:GPU:0";
	const char *table = add(network, "embed", "table", "VarHandleOp", VOCABULARY, FROM(NULL));
	const char *at = add(network, "embed", "lookup", "ResourceGather", width, FROM(table, tokens));
	const char *places = add(network, "embed", "positions", "VarHandleOp", width, FROM(NULL));
	at = add(network, "embed", "add", "AddV2", width, FROM(at, places));
	for (int i = 0; i < plan->setting->depth; i++)
		at = add_block(network, i, at, width);
	at = add(network, "head", "norm", "LayerNorm", width, FROM(at));
	at = add(network, "head", "mean", "Mean", width, FROM(at));
	at = add_dense(network, "head", "logits", at, CLASSES);
	at = add(network, "loss", "cross_entropy", "SparseSoftmaxCrossEntropyWithLogits", 1, FROM(at, labels));
	add(network, "loss", "mean", "Mean", 1, FROM(at));
}

int network_record(struct tbr_writer *writer, const struct plan *plan)
{
	struct network network = {0};
	build(&network, plan);
	int error = tbr_graph_nodes(writer, network.nodes, network.count);
	for (size_t i = 0; i < network.count; i++) {
		free((char *)network.nodes[i].name);
		free((const char **)network.nodes[i].inputs);
		free((int64_t *)network.nodes[i].shape);
	}
	free(network.nodes);
	return error;
}
