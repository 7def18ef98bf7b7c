/* What nodes compute and give, by hand; run metadata laid on a graph. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/graph_costs.h"
#include "model/graph_times.h"
#include "model/profile_nodes.h"
#include "unit/model/drawn.h"
#include "unit/model/traces.h"

#define SHAPE(...) (const int64_t[]){__VA_ARGS__}, (int)(sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static void add(struct str *graph, const char *name, const char *op, const char *inputs, const int64_t *sizes, int rank)
{
	struct str node = drawn_node(name, op, inputs);
	if (rank >= 0)
		drawn_gives(&node, sizes, rank);
	drawn_type(&node, "T", DTYPE_FLOAT);
	drawn_add(graph, &node);
}

static struct asset *network(void)
{
	struct str graph = {0}, node, value = {0};
	add(&graph, "x", "Placeholder", "", SHAPE(32, 128));
	add(&graph, "w", "Const", "", SHAPE(128, 64));
	add(&graph, "fc/product", "MatMul", "x w", SHAPE(32, 64));
	add(&graph, "fc/act", "Relu", "fc/product", SHAPE(32, 64));
	add(&graph, "rows", "Placeholder", "", SHAPE(100, 7));
	node = drawn_node("turned", "MatMul", "rows rows");
	drawn_gives(&node, SHAPE(7, 7));
	build_number(&value, 5, 1);
	drawn_attribute(&node, "transpose_a", &value);
	drawn_add(&graph, &node);
	add(&graph, "picture", "Placeholder", "", SHAPE(-1, 28, 28, 16));
	add(&graph, "filter", "Const", "", SHAPE(3, 3, 16, 32));
	add(&graph, "held", "Identity", "filter", NULL, -1); /* passes on what it takes */
	add(&graph, "conv", "Conv2D", "picture held", SHAPE(-1, 26, 26, 32));
	add(&graph, "lost", "Conv2D", "picture nowhere", SHAPE(-1, 26, 26, 32));
	add(&graph, "huge", "Mul", "x x", SHAPE(INT64_MAX, INT64_MAX));
	node = drawn_node("half", "Cast", "x");
	drawn_gives(&node, SHAPE(32, 128));
	drawn_type(&node, "DstT", DTYPE_HALF);
	drawn_type(&node, "T", DTYPE_FLOAT);
	drawn_add(&graph, &node);
	add(&graph, "same", "Equal", "x x", SHAPE(32, 128));
	node = drawn_node("odd", "Relu", "x"); /* a shape that is no message */
	build_number(&value, 7, UINT64_MAX);
	drawn_attribute(&node, "shape", &value);
	drawn_add(&graph, &node);
	add(&graph, "deep", "Relu", "x", SHAPE(1, 1, 1, 1, 1, 1, 1, 1, 2)); /* more sizes than are looked at */
	return drawn_make(&graph);
}

static void by_shapes(void **state)
{
	struct asset *asset = network();
	const struct drawn_graph *drawn = &asset->drawn;
	struct graph_costs costs;
	assert_true(graph_costs_open(&costs, &drawn->tree));
	for (int i = 0; !costs.done; i++) {
		assert_true(i < 10);
		graph_costs_on(&costs, 4);
	}
	assert_int_equal(costs.flops[drawn_item(drawn, "fc/product")], 2 * 32 * 64 * 128);
	assert_int_equal(costs.bytes[drawn_item(drawn, "fc/product")], 4 * 32 * 64);
	uint32_t scope = drawn->tree.items[drawn_item(drawn, "fc/product")].parent;
	assert_int_equal(costs.flops[scope], 2 * 32 * 64 * 128 + 32 * 64);
	assert_int_equal(costs.flops[drawn_item(drawn, "turned")], 2 * 7 * 7 * 100);
	assert_int_equal(costs.flops[drawn_item(drawn, "conv")], 2 * 26 * 26 * 32 * 3 * 3 * 16);
	assert_int_equal(costs.flops[drawn_item(drawn, "lost")], 0);
	assert_int_equal(costs.untold[drawn_item(drawn, "lost")], 1);
	assert_int_equal(costs.untold[0], 3); /* and the one that is too deep, and the odd one */
	assert_true(costs.open[drawn_item(drawn, "conv")] && costs.open[0]);
	assert_false(costs.open[scope]);
	assert_true(costs.flops[drawn_item(drawn, "huge")] == UINT64_MAX && costs.flops[0] == UINT64_MAX);
	assert_int_equal(costs.bytes[drawn_item(drawn, "half")], 2 * 32 * 128);
	assert_int_equal(costs.bytes[drawn_item(drawn, "same")], 32 * 128);
	graph_costs_fini(&costs);
	asset_free(asset);
}

/* ---- What doesn't tell all ---- */

static void several(struct str *graph, const char *name, const char *op)
{
	struct str node = drawn_node(name, op, "x"), list = {0}, value = {0};
	for (int i = 0; i < 2; i++) {
		struct str shape = drawn_shape(SHAPE(4, 5));
		build_message(&list, 7, &shape);
		str_fini(&shape);
	}
	build_message(&value, 1, &list);
	str_fini(&list);
	drawn_attribute(&node, "_output_shapes", &value);
	drawn_type(&node, "T", DTYPE_FLOAT);
	drawn_add(graph, &node);
}

static void what_is_not_told(void **state)
{
	struct str graph = {0}, node;
	add(&graph, "x", "Placeholder", "", SHAPE(32, -1));
	add(&graph, "w", "Const", "", SHAPE(128, 64));
	add(&graph, "v", "Const", "", SHAPE(-1, 64));
	add(&graph, "told", "MatMul", "x w", SHAPE(32, 64)); /* by the other matrix */
	add(&graph, "guess", "MatMul", "x v", SHAPE(32, 64));
	add(&graph, "filter", "Const", "", SHAPE(3, -1, 8, 8));
	add(&graph, "conv", "Conv2D", "x filter", SHAPE(1, 9, 9, 8));
	add(&graph, "recurrent", "CudnnRNNV3", "x", SHAPE(1, 9));
	several(&graph, "alike", "Split");
	several(&graph, "mixed", "TopKV2");
	node = drawn_node("names", "Const", "");
	drawn_gives(&node, SHAPE(3));
	drawn_type(&node, "dtype", DTYPE_STRING);
	drawn_add(&graph, &node);
	add(&graph, "nothing", "NoOp", "", NULL, -1);
	struct asset *asset = drawn_make(&graph);
	const struct drawn_graph *drawn = &asset->drawn;
	struct graph_costs costs;
	assert_true(graph_costs_open(&costs, &drawn->tree));
	graph_costs_on(&costs, UINT32_MAX);
	assert_int_equal(costs.flops[drawn_item(drawn, "told")], 2 * 32 * 64 * 128);
	assert_int_equal(costs.flops[drawn_item(drawn, "guess")] + costs.flops[drawn_item(drawn, "conv")], 0);
	assert_int_equal(costs.untold[0], 3);
	assert_int_equal(costs.bytes[drawn_item(drawn, "alike")], 2 * 4 * 20);
	assert_int_equal(costs.bytes[drawn_item(drawn, "mixed")], 4 * 20);
	assert_int_equal(costs.unsized[drawn_item(drawn, "mixed")], 1);
	assert_int_equal(costs.unsized[drawn_item(drawn, "names")], 1);
	assert_int_equal(costs.unsized[0], 2);
	graph_costs_fini(&costs);
	asset_free(asset);
}

/* ---- Run metadata ---- */

static void ran(struct str *device, const char *name, uint64_t start, uint64_t length, uint64_t bytes)
{
	struct str node = {0}, memory = {0};
	build_text(&node, 1, name);
	build_number(&node, 2, start);
	build_number(&node, 5, length);
	build_number(&memory, 2, bytes);
	build_message(&node, 6, &memory);
	build_message(device, 2, &node);
	str_fini(&node);
	str_fini(&memory);
}

static struct asset *stats_of(struct str *device)
{
	struct str step = {0}, metadata = {0};
	struct asset *asset;
	build_message(&step, 1, device);
	build_message(&metadata, 1, &step);
	str_fini(device);
	str_fini(&step);
	struct payload how = {.form = ITEM_RUN_METADATA, .part = GRAPH_STATS};
	assert_int_equal(decode_built(KIND_RUN_METADATA, how, &metadata, &asset), STATUS_OK);
	return asset;
}

static void by_run_metadata(void **state)
{
	struct asset *asset = network();
	const struct drawn_graph *drawn = &asset->drawn;
	struct str device = {0};
	ran(&device, "fc/product", 1700000000000000, 20, 100);
	ran(&device, "fc/product", 1700000000000030, 10, 60); /* again: from the first start to the last end, the most bytes */
	ran(&device, "fc/act", 1700000000000050, 10, 5);
	ran(&device, "x/(x)", 1700000000000100, 3, 0);
	ran(&device, "nobody", 1, 1, 1 << 20);
	ran(&device, "rows", 0, 0, NODE_BYTES_MOST);
	ran(&device, "half", 0, 0, NODE_BYTES_MOST);
	ran(&device, "w", 1700000000000000, (uint64_t)-5, (uint64_t)-5); /* what is negative is nothing */
	struct asset *stats = stats_of(&device);
	struct graph_times times;
	assert_true(graph_times_make(&drawn->tree, &stats->stats, &times));
	const struct node_stat *product = &times.items[drawn_item(drawn, "fc/product")];
	assert_int_equal(product->end - product->start, 40000);
	assert_int_equal(product->bytes, 100);
	const struct node_stat *scope = &times.items[drawn->tree.items[drawn_item(drawn, "fc/product")].parent];
	assert_int_equal(scope->end - scope->start, 60000); /* an envelope, no sum */
	assert_int_equal(scope->bytes, 105);
	assert_int_equal(times.items[0].end - times.items[0].start, 103000);
	assert_int_equal(times.items[drawn_item(drawn, "w")].end, times.items[drawn_item(drawn, "w")].start);
	assert_int_equal(times.items[drawn_item(drawn, "w")].bytes, 0);
	assert_int_equal(times.matched, 6);
	assert_int_equal(times.items[0].bytes, NODE_BYTES_MOST);
	graph_times_fini(&times);
	asset_free(stats);
	asset_free(asset);
}

/* ---- Profiles ---- */

#define NANOSECONDS(item) (times.items[drawn_item(drawn, item)].end - times.items[drawn_item(drawn, item)].start)

/* Operations by node, on a device where one ran them; what is within another is not counted twice. */
static void by_profile(void **state)
{
	static const struct spec specs[] = {
		{"/host:CPU", "1", "fc/product:MatMul", 0, 100}, {"/host:CPU", "1", "fc/act:Relu", 20, 30},
		{"/host:CPU", "1", "fc/act:_Fused", 200, 5}, {"/host:CPU", "2", "x", 0, 7},
		{"/host:CPU", "2", "Executor::Process", 50, 7}, {"/host:CPU", "2", "conv:Conv2D", 60, 1000},
		{"/device:GPU:0", "1", "conv:Conv2D", 0, 11}, {"/device:GPU:0", "TensorFlow Ops", "conv:Conv2D", 0, 11},
		{"/host:CPU", "2", "graph_0:x", 2000, 1}, {"/host:CPU", "2", "inner:Add", 2100, 3}, {"/host:CPU", "2", "twice:Add", 2200, 3},
	};
	struct str graph = {0};
	struct asset *asset = network();
	const struct drawn_graph *drawn = &asset->drawn;
	struct trace trace = make_trace(specs, sizeof specs / sizeof *specs);
	struct node_stats stats;
	struct graph_times times;
	assert_true(profile_nodes_make(&trace, &stats));
	assert_true(graph_times_make(&drawn->tree, &stats, &times));
	assert_int_equal(NANOSECONDS("fc/product"), 70);
	assert_int_equal(NANOSECONDS("fc/act"), 35);
	uint32_t scope = drawn->tree.items[drawn_item(drawn, "fc/act")].parent;
	assert_int_equal(times.items[scope].end, 105); /* a sum, no envelope */
	assert_int_equal(NANOSECONDS("conv"), 11);
	assert_int_equal(NANOSECONDS("x"), 7);
	assert_int_equal(times.matched, 4);
	graph_times_fini(&times);
	asset_free(asset);
	/* Functions that were made one graph. */
	add(&graph, "graph_0/inner", "Add", "", NULL, -1);
	add(&graph, "graph_0/twice", "Add", "", NULL, -1);
	add(&graph, "graph_12/twice", "Add", "", NULL, -1);
	add(&graph, "graph_x/x", "Add", "", NULL, -1);
	asset = drawn_make(&graph);
	drawn = &asset->drawn;
	assert_true(graph_times_make(&drawn->tree, &stats, &times));
	assert_int_equal(NANOSECONDS("graph_0/inner"), 3);
	assert_int_equal(times.matched, 1); /* nobody knows which of those that are called twice it was */
	graph_times_fini(&times);
	asset_free(asset);
	node_stats_fini(&stats);
	trace_fini(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(by_shapes), cmocka_unit_test(what_is_not_told), cmocka_unit_test(by_run_metadata), cmocka_unit_test(by_profile)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
