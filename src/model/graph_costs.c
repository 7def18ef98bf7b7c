#include "model/graph_costs.h"

#include "base/alloc.h"
#include "data/dtype.h"
#include "model/graph_flops.h"

#include <stdlib.h>
#include <string.h>

/* ---- Bytes ---- */

static bool is_one_of(struct slice op, const char *const *ops)
{
	for (; *ops; ops++)
		if (slice_equal(op, slice_of(*ops)))
			return true;
	return false;
}

/* Some tell what they take, but always give the same. */
static uint32_t type_given(struct slice op, uint32_t dtype)
{
	static const char *const tells_whether[] = {"Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual", "LogicalAnd",
		"LogicalOr", "LogicalNot", "IsNan", "IsInf", "IsFinite", "All", "Any", "VarIsInitializedOp", NULL};
	static const char *const numbers[] = {"Rank", NULL}, *const places[] = {"Where", NULL};
	return is_one_of(op, tells_whether) ? DTYPE_BOOL : is_one_of(op, numbers) ? DTYPE_INT32 : is_one_of(op, places) ? DTYPE_INT64 : dtype;
}

/* False where the type is not told, or its values have no size of their own. */
static bool size_of_element(uint32_t dtype, unsigned *out)
{
	switch (dtype) {
	case DTYPE_UINT8: case DTYPE_INT8: case DTYPE_BOOL: case DTYPE_QINT8: case DTYPE_QUINT8: *out = 1; return true;
	case DTYPE_INT16: case DTYPE_UINT16: case DTYPE_HALF: case DTYPE_BFLOAT16: case DTYPE_QINT16: case DTYPE_QUINT16: *out = 2; return true;
	case DTYPE_FLOAT: case DTYPE_INT32: case DTYPE_UINT32: case DTYPE_QINT32: *out = 4; return true;
	case DTYPE_DOUBLE: case DTYPE_INT64: case DTYPE_UINT64: case DTYPE_COMPLEX64: *out = 8; return true;
	case DTYPE_COMPLEX128: *out = 16; return true;
	default: return false;
	}
}

/* What it gives is no more than a name of something else. */
static bool gives_handle(struct slice op, uint32_t dtype)
{
	return slice_equal(op, slice_of("VarHandleOp")) || dtype == DTYPE_RESOURCE || dtype == DTYPE_VARIANT;
}

/* All that these give is of one type. */
static bool gives_alike(struct slice op)
{
	static const char *const ops[] = {"Split", "SplitV", "Unpack", "Switch", "RefSwitch", "SoftmaxCrossEntropyWithLogits",
		"SparseSoftmaxCrossEntropyWithLogits", "BroadcastGradientArgs", "ConcatOffset", "Meshgrid", "LSTMBlockCell", NULL};
	return is_one_of(op, ops);
}

struct given {
	uint64_t bytes;
	bool unsized, open;
};

/* `taken`: whether anything takes what it gives; of a node without outputs nothing is missed. */
static struct given given_by(struct slice op, const struct node_shape *shape, bool taken)
{
	unsigned size;
	uint32_t dtype = type_given(op, shape->dtype);
	if (gives_handle(op, dtype))
		return (struct given){0};
	if (!shape->known || !size_of_element(dtype, &size))
		return (struct given){.unsized = taken || shape->known};
	struct given out = {.bytes = graph_times_most(node_shape_elements(shape), size), .open = shape->open};
	if (shape->outputs < 2)
		return out;
	if (!gives_alike(op) || !shape->others_known) {
		out.unsized = true;
		return out;
	}
	out.bytes = graph_plus_most(out.bytes, graph_times_most(shape->others, size));
	out.open |= shape->others_open;
	return out;
}

/* ---- Nodes ---- */

static bool clear(void *array, size_t count, size_t size)
{
	void *bytes = data_alloc(count, size);
	memcpy(array, &bytes, sizeof bytes);
	if (bytes)
		memset(bytes, 0, count * size);
	return bytes != NULL;
}

bool graph_costs_open(struct graph_costs *costs, const struct graph_tree *tree)
{
	const struct graph *graph = tree->graph;
	*costs = (struct graph_costs){.tree = tree};
	bool fine = clear(&costs->flops, tree->count, sizeof *costs->flops) && clear(&costs->bytes, tree->count, sizeof *costs->bytes) &&
	            clear(&costs->untold, tree->count, sizeof *costs->untold) && clear(&costs->unsized, tree->count, sizeof *costs->unsized) &&
	            clear(&costs->open, tree->count, sizeof *costs->open) && clear(&costs->taken, graph->node_count, sizeof *costs->taken);
	if (!fine) {
		graph_costs_fini(costs);
		return false;
	}
	for (size_t i = 0; i < graph->input_count; i++)
		if (graph->inputs[i].node != NODE_NONE && !graph->inputs[i].control)
			costs->taken[graph->inputs[i].node] = true;
	return true;
}

void graph_costs_fini(struct graph_costs *costs)
{
	free(costs->flops);
	free(costs->bytes);
	free(costs->untold);
	free(costs->unsized);
	free(costs->open);
	free(costs->taken);
	*costs = (struct graph_costs){0};
}

static void add_work(struct graph_costs *costs, uint32_t node, uint64_t flops, uint32_t untold, bool open)
{
	for (uint32_t item = costs->tree->of_node[node]; item != NODE_NONE; item = costs->tree->items[item].parent) {
		costs->flops[item] = graph_plus_most(costs->flops[item], flops);
		costs->untold[item] = untold > UINT32_MAX - costs->untold[item] ? UINT32_MAX : costs->untold[item] + untold;
		costs->open[item] |= open;
	}
}

static void add(struct graph_costs *costs, uint32_t number)
{
	const struct graph *graph = costs->tree->graph;
	struct node_shape shape;
	struct graph_work work = graph_work_of(graph, number);
	graph_shape(graph, number, &shape);
	struct given given = given_by(names_text(&graph->texts, graph->nodes[number].op), &shape, costs->taken[number]);
	add_work(costs, number, work.flops, work.untold, (work.open && work.flops) || (given.open && given.bytes));
	for (uint32_t item = costs->tree->of_node[number]; item != NODE_NONE; item = costs->tree->items[item].parent) {
		costs->bytes[item] = graph_plus_most(costs->bytes[item], given.bytes);
		costs->unsized[item] += given.unsized;
	}
}

/* ---- Calls ---- */

enum visit { NOT_YET, ON_THE_WAY, ADDED };

/* A level whose calls are being added, as far as a node. */
struct visited {
	uint32_t level, next;
};

struct calling {
	struct graph_costs *costs;
	unsigned char *visits; /* by level */
	struct visited *way;   /* levels that call one another */
	uint32_t length;
};

/* Once, and whatever happens. */
static bool calls_plainly(const struct graph *graph, const struct graph_node *node)
{
	static const char *const ops[] = {"PartitionedCall", "StatefulPartitionedCall", NULL};
	return is_one_of(names_text(&graph->texts, node->op), ops);
}

/* What is called is added up already, or is a ring. */
static void add_call(struct calling *calling, uint32_t number)
{
	struct graph_costs *costs = calling->costs;
	const struct graph *graph = costs->tree->graph;
	uint32_t called = graph->nodes[number].calls;
	if (calling->visits[called] == ON_THE_WAY)
		add_work(costs, number, 0, 1, false);
	else if (calls_plainly(graph, &graph->nodes[number]))
		add_work(costs, number, costs->flops[called], costs->untold[called], costs->open[called] && costs->flops[called]);
	else if (costs->flops[called] || costs->untold[called])
		add_work(costs, number, 0, 1, false);
}

static void enter(struct calling *calling, uint32_t level)
{
	calling->visits[level] = ON_THE_WAY;
	calling->way[calling->length++] = (struct visited){level, calling->costs->tree->graph->levels[level].first};
}

/* What is called comes before what calls it. */
static void add_calls_of(struct calling *calling, uint32_t first)
{
	const struct graph *graph = calling->costs->tree->graph;
	enter(calling, first);
	while (calling->length) {
		struct visited *top = &calling->way[calling->length - 1];
		const struct graph_level *level = &graph->levels[top->level];
		if (top->next == level->first + level->count) {
			calling->visits[top->level] = ADDED;
			calling->length--;
			continue;
		}
		uint32_t called = graph->nodes[top->next].calls;
		if (called && calling->visits[called] == NOT_YET)
			enter(calling, called);
		else if (called)
			add_call(calling, top->next++);
		else
			top->next++;
	}
}

/* Out of memory the calls stay what they are alone: not told. */
static void add_calls(struct graph_costs *costs)
{
	const struct graph *graph = costs->tree->graph;
	struct calling calling = {.costs = costs};
	bool fine = clear(&calling.visits, graph->level_count, sizeof *calling.visits) &&
	            clear(&calling.way, graph->level_count, sizeof *calling.way);
	for (uint32_t i = 0; fine && i < graph->level_count; i++)
		if (calling.visits[i] == NOT_YET)
			add_calls_of(&calling, i);
	for (uint32_t i = 0; !fine && i < graph->node_count; i++)
		if (graph->nodes[i].calls)
			add_work(costs, i, 0, 1, false);
	free(calling.visits);
	free(calling.way);
}

void graph_costs_on(struct graph_costs *costs, uint32_t nodes)
{
	uint32_t count = costs->tree->graph->node_count;
	if (costs->done)
		return;
	for (; nodes && costs->next < count; nodes--)
		add(costs, costs->next++);
	costs->done = costs->next == count;
	if (costs->done)
		add_calls(costs);
}
