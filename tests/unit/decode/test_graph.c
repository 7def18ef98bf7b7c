/* Graphs, function graphs and Keras models, counted as TensorBoard has them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/graph.h"
#include "decode/keras.h"
#include "unit/decode/payloads.h"

static void add_node(struct str *graph, const char *op, const char *const *inputs)
{
	struct str node = {0};
	build_text(&node, 1, "n");
	build_text(&node, 2, op);
	for (; *inputs; inputs++)
		build_text(&node, 3, *inputs);
	build_message(graph, 1, &node);
	str_fini(&node);
}

/* Three nodes, three edges, a function whose own node doesn't count. */
static struct str small_graph(uint64_t producer)
{
	struct str graph = {0}, function = {0}, library = {0}, node = {0}, versions = {0};
	add_node(&graph, "Add", (const char *const[]){"a", "^b", NULL});
	add_node(&graph, "Const", (const char *const[]){NULL});
	add_node(&graph, "Add", (const char *const[]){"c", NULL});
	build_text(&node, 2, "Mul");
	build_message(&function, 3, &node);
	build_message(&library, 1, &function);
	build_message(&graph, 2, &library);
	build_number(&versions, 1, producer);
	build_message(&graph, 4, &versions);
	str_fini(&function);
	str_fini(&library);
	str_fini(&node);
	str_fini(&versions);
	return graph;
}

static uint64_t count_of(const struct graph_totals *graph, const char *op)
{
	uint32_t number = names_find(&graph->ops, slice_of(op));
	return number == NAMES_NONE ? 0 : graph->counts[number];
}

static void test_a_graph_is_counted(void **state)
{
	struct str graph = small_graph(7), meta = {0};
	struct asset *asset;
	build_bytes(&meta, 2, graph.data, graph.length);
	struct slice inside = graph_of_meta_graph(str_slice(&meta));
	assert_true(slice_equal(inside, str_slice(&graph)));
	str_fini(&meta);
	assert_int_equal(decode_built(KIND_GRAPH, (struct payload){.form = ITEM_GRAPH}, &graph, &asset), STATUS_OK);
	assert_int_equal(asset->graph.nodes, 3);
	assert_int_equal(asset->graph.edges, 3);
	assert_int_equal(asset->graph.functions, 1);
	assert_int_equal(count_of(&asset->graph, "Add"), 2);
	assert_int_equal(count_of(&asset->graph, "Mul"), 0);
	asset_free(asset);
	graph = small_graph(7);
	graph.length -= 3;
	assert_int_equal(decode_built(KIND_GRAPH, (struct payload){.form = ITEM_GRAPH}, &graph, &asset), STATUS_CORRUPT);
}

static enum status tagged(const char *plugin, const char *content, const struct str *bytes, struct asset **out)
{
	struct str tensor = tensor_begin(DTYPE_STRING, NULL, 0);
	build_bytes(&tensor, 8, bytes->data, bytes->length);
	return decode_built(KIND_GRAPH, (struct payload){
		.form = ITEM_TENSOR, .plugin = slice_of(plugin), .content = slice_of(content)}, &tensor, out);
}

static struct str run_metadata(uint64_t first, uint64_t second)
{
	struct str metadata = {0}, graphs = {0}, graph = small_graph(first);
	build_message(&graphs, 2, &graph);
	build_message(&metadata, 4, &graphs);
	str_fini(&graph);
	graph = small_graph(second);
	build_message(&graphs, 1, &graph); /* a partition: not among them */
	str_fini(&graph);
	graph = small_graph(second);
	build_message(&graphs, 2, &graph);
	build_message(&metadata, 4, &graphs);
	str_fini(&graph);
	str_fini(&graphs);
	return metadata;
}

static void test_function_graphs_become_one(void **state)
{
	struct str metadata = run_metadata(5, 5), none = {0};
	struct asset *asset;
	assert_int_equal(tagged("graph_run_metadata_graph", "1", &metadata, &asset), STATUS_OK);
	assert_int_equal(asset->graph.nodes, 6);
	assert_int_equal(asset->graph.edges, 6);
	assert_int_equal(asset->graph.functions, 2);
	asset_free(asset);
	assert_int_equal(tagged("graph_run_metadata_graph", "2", &metadata, &asset), STATUS_UNSUPPORTED);
	str_fini(&metadata);
	metadata = run_metadata(5, 6);
	assert_int_equal(tagged("graph_run_metadata_graph", "1", &metadata, &asset), STATUS_CORRUPT);
	str_fini(&metadata);
	assert_int_equal(tagged("graph_run_metadata", "1", &none, &asset), STATUS_OK);
	assert_int_equal(asset->graph.nodes, 0);
	asset_free(asset);
}

static enum status keras(const char *json, struct graph_totals *out)
{
	graph_totals_init(out);
	return keras_graph(slice_of(json), out);
}

#define TENSOR(name) "{\"class_name\":\"t\",\"config\":{\"keras_history\":[\"" name "\",0,0]}}"
#define LAYER(class, name, inbound) \
	"{\"class_name\":\"" class "\",\"config\":{\"name\":\"" name "\"},\"inbound_nodes\":[" inbound "]}"

static void expect_keras(const char *json, uint64_t nodes, uint64_t edges)
{
	struct graph_totals totals;
	assert_int_equal(keras(json, &totals), STATUS_OK);
	assert_int_equal(totals.nodes, nodes);
	assert_int_equal(totals.edges, edges);
	graph_totals_fini(&totals);
}

/* keras_util.py, executed on the same models. */
static void test_keras_models_become_graphs(void **state)
{
	expect_keras("{\"config\":{\"name\":\"s\",\"layers\":[{\"config\":{\"name\":\"a\"}},{\"config\":{\"name\":\"b\"}},"
	             "{\"config\":{\"name\":\"c\"}}]}}", 3, 2);
	expect_keras("{\"config\":{\"name\":\"m\",\"input_layers\":[\"i\",0,0],\"output_layers\":[\"o\",0,0],\"layers\":["
	             LAYER("InputLayer", "i", "") "," LAYER("Dense", "d", "{\"args\":[" TENSOR("i") "]}") ","
	             LAYER("Add", "o", "{\"args\":[[" TENSOR("d") "," TENSOR("i") "]]}") "]}}", 3, 3);
	/* A model within: its input is fed by what feeds the model. */
	expect_keras("{\"config\":{\"name\":\"m\",\"layers\":[" LAYER("InputLayer", "i", "") ","
	             "{\"config\":{\"name\":\"n\",\"input_layers\":[\"j\",0,0],\"output_layers\":[\"e\",0,0],\"layers\":["
	             LAYER("InputLayer", "j", "") "," LAYER("Dense", "e", "{\"args\":[" TENSOR("j") "]}")
	             "]},\"inbound_nodes\":[{\"args\":[" TENSOR("i") "]}]}," LAYER("Dense", "o", "{\"args\":[" TENSOR("n") "]}")
	             "]}}", 4, 3);
}

/* What TensorBoard 2.15 makes of it: a layer called twice, two joined, a model in a model in the model. */
static void test_keras_2_models_become_graphs(void **state)
{
	expect_keras("{\"config\":{\"name\":\"towers\",\"input_layers\":[[\"left\",0,0],[\"right\",0,0]],\"output_layers\":[[\"head\",0,0]],"
	             "\"layers\":[" LAYER("InputLayer", "left", "") "," LAYER("InputLayer", "right", "") ","
	             LAYER("Dense", "both", "[[\"left\",0,0,{}]],[[\"right\",0,0,{}]]") ","
	             LAYER("Concatenate", "cat", "[[\"both\",0,0,{}],[\"both\",1,0,{}]]") ","
	             "{\"config\":{\"name\":\"deep\",\"input_layers\":[[\"in\",0,0]],\"output_layers\":[[\"inner\",1,0]],\"layers\":["
	             LAYER("InputLayer", "in", "") "," LAYER("Dense", "both", "[[\"in\",0,0,{}]]") ","
	             "{\"config\":{\"name\":\"inner\",\"layers\":[{\"config\":{\"name\":\"a_input\"}},{\"config\":{\"name\":\"a\"}},"
	             "{\"config\":{\"name\":\"b\"}}]},\"inbound_nodes\":[[[\"both\",0,0,{}]]]}"
	             "]},\"inbound_nodes\":[[[\"left\",0,0,{}]]]},"
	             LAYER("Dense", "head", "[[\"cat\",0,0,{}]]") "," LAYER("Dense", "other", "[\"deep\",1,0,{}]") "]}}", 11, 10);
	expect_keras(LAYER("Dense", "odd", "[],[1],[[]],[[\"short\"]],3,null"), 1, 0);
}

static void test_what_tensorboard_cannot_convert_is_refused(void **state)
{
	static const char *const odd[] = {
		"", "[]", "{}", "{\"config\":[]}", "{\"config\":{\"layers\":[]}}", "{\"config\":{\"layers\":[1]}}",
		"{\"config\":{\"name\":\"x\"},\"inbound_nodes\":[{\"args\":[2.0]}]}", "{\"config\":",
	};
	struct graph_totals totals;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		assert_int_equal(keras(odd[i], &totals), STATUS_CORRUPT);
		graph_totals_fini(&totals);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_graph_is_counted),
		cmocka_unit_test(test_function_graphs_become_one),
		cmocka_unit_test(test_keras_models_become_graphs),
		cmocka_unit_test(test_keras_2_models_become_graphs),
		cmocka_unit_test(test_what_tensorboard_cannot_convert_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
