/* Models that Keras 2 saved: where their configuration is, and the layers that it tells of. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/graph_nodes.h"
#include "decode/keras.h"
#include "decode/keras_layers.h"
#include "decode/keras_metadata.h"
#include "unit/read/build.h"

#include <stdlib.h>

/* As Keras 2.15 writes it, without what nobody asks for. */
static const char functional[] =
	"{\"class_name\":\"Functional\",\"config\":{\"name\":\"model\",\"input_layers\":[[\"image\",0,0]],\"layers\":["
	"{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"image\",\"batch_input_shape\":{\"class_name\":\"__tuple__\",\"items\":[null,8]}}},"
	"{\"class_name\":\"Dense\",\"config\":{\"name\":\"left\",\"units\":16,\"use_bias\":true},\"inbound_nodes\":[[[\"image\",0,0,{}]]]},"
	"{\"class_name\":\"Dense\",\"config\":{\"name\":\"right\",\"units\":4,\"use_bias\":false},\"inbound_nodes\":[[[\"image\",0,0,{}]]]},"
	"{\"class_name\":\"Concatenate\",\"config\":{\"name\":\"both\",\"axis\":-1},\"inbound_nodes\":[[[\"left\",0,0,{}],[\"right\",0,0,{}]]]},"
	"{\"class_name\":\"Dense\",\"config\":{\"name\":\"head\",\"units\":3,\"use_bias\":true},\"inbound_nodes\":[[[\"both\",0,0,{}]]]},"
	"{\"class_name\":\"Dense\",\"config\":{\"name\":\"late\",\"units\":3,\"use_bias\":true},\"inbound_nodes\":[[[\"nobody\",0,0,{}]]]}]}}";

static void expect(const struct graph *graph, size_t place, const char *shape, int64_t parameters)
{
	const struct graph_layer *layer = &graph->layers[place];
	assert_string_equal(layer->shape ? names_text(&graph->texts, layer->shape).data : "?", shape);
	assert_int_equal(layer->counted ? (int64_t)layer->parameters : -1, parameters);
}

/* Axes that there are not, one of them 2^32 + 1. */
static const char no_axis[] =
	"{\"class_name\":\"Functional\",\"config\":{\"name\":\"model\",\"layers\":["
	"{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"image\",\"batch_input_shape\":[null,8]}},"
	"{\"class_name\":\"Concatenate\",\"config\":{\"name\":\"far\",\"axis\":4294967297},\"inbound_nodes\":[[[\"image\",0,0,{}],[\"image\",0,0,{}]]]},"
	"{\"class_name\":\"Concatenate\",\"config\":{\"name\":\"low\",\"axis\":-9223372036854775808},\"inbound_nodes\":[[[\"nobody\",0,0,{}],[\"image\",0,0,{}]]]},"
	"{\"class_name\":\"Concatenate\",\"config\":{\"name\":\"lower\",\"axis\":-2147483648},\"inbound_nodes\":[[[\"nobody\",0,0,{}],[\"image\",0,0,{}]]]}]}}";

static void joined_along_no_axis(void **state)
{
	struct graph graph;
	assert_int_equal(keras_layers(slice_of(no_axis), &graph), STATUS_OK);
	assert_int_equal(graph.layer_count, 4);
	for (size_t i = 1; i < 4; i++)
		expect(&graph, i, "?", 0);
	graph_fini(&graph);
}

/* Each layer is fed with what the one that it names puts out, not with what is written before it. */
static void layers_of_a_functional_model(void **state)
{
	struct graph graph;
	assert_int_equal(keras_layers(slice_of(functional), &graph), STATUS_OK);
	assert_int_equal(graph.layer_count, 6);
	expect(&graph, 0, "(None, 8)", 0);
	expect(&graph, 1, "(None, 16)", 8 * 16 + 16);
	expect(&graph, 2, "(None, 4)", 8 * 4);
	expect(&graph, 3, "(None, 20)", 0);
	expect(&graph, 4, "(None, 3)", 20 * 3 + 3);
	assert_int_equal(graph.layers[5].counted, false);
	graph_fini(&graph);
}

/* A model in a model has a row of its own above its layers', as in model.summary(expand_nested=True); the input of a
   Sequential model has none. */
static void models_in_models(void **state)
{
	static const char nested[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"name\":\"outer\",\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"image\",\"batch_input_shape\":[null,8]}},"
		"{\"class_name\":\"Sequential\",\"config\":{\"name\":\"inner\",\"layers\":["
		"{\"class_name\":\"Dense\",\"config\":{\"name\":\"a\",\"units\":16,\"use_bias\":true}},"
		"{\"class_name\":\"Dense\",\"config\":{\"name\":\"b\",\"units\":2,\"use_bias\":false}}]}},"
		"{\"class_name\":\"Dense\",\"config\":{\"name\":\"head\",\"units\":3,\"use_bias\":true}}]}}";
	struct graph graph;
	assert_int_equal(keras_layers(slice_of(nested), &graph), STATUS_OK);
	assert_int_equal(graph.layer_count, 4);
	assert_int_equal(graph.node_count, 4);
	expect(&graph, 0, "(None, 2)", 8 * 16 + 16 + 16 * 2);
	assert_true(graph.layers[0].model);
	assert_string_equal(names_text(&graph.texts, graph.layers[0].type).data, "Sequential");
	assert_string_equal(names_text(&graph.texts, graph.layers[0].feeds).data, "image");
	assert_int_equal(graph.layers[0].depth, 0);
	assert_int_equal(graph.layers[1].depth, 1);
	expect(&graph, 3, "(None, 3)", 2 * 3 + 3);
	assert_string_equal(names_text(&graph.texts, graph.layers[3].feeds).data, "inner");
	graph_fini(&graph);
}

/* The input of a Sequential model has no row that one of the same number could share. */
static void a_number_of_an_input(void **state)
{
	static const char twice[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"name\":\"model\",\"layers\":["
		"{\"class_name\":\"InputLayer\",\"shared_object_id\":1,\"config\":{\"name\":\"image\",\"batch_input_shape\":[null,8]}},"
		"{\"class_name\":\"Dense\",\"shared_object_id\":1,\"config\":{\"name\":\"a\",\"units\":16,\"use_bias\":true}}]}}";
	struct graph graph;
	assert_int_equal(keras_layers(slice_of(twice), &graph), STATUS_OK);
	assert_int_equal(graph.layer_count, 1);
	expect(&graph, 0, "(None, 16)", 8 * 16 + 16);
	assert_int_equal(graph.layers[0].shared, 0);
	graph_fini(&graph);
}

static struct str node_of(const char *path, const char *identifier, const char *json)
{
	struct str node = {0};
	build_text(&node, 3, path);
	build_text(&node, 4, identifier);
	build_text(&node, 5, json);
	return node;
}

static void a_file_beside_the_model(void **state)
{
	struct str file = {0}, node = node_of("root.layer-0", "_tf_keras_model", "{}");
	build_message(&file, 1, &node);
	str_fini(&node);
	assert_int_equal(keras_metadata_of_file(str_slice(&file)).length, 0);
	node = node_of("root", "_tf_keras_network", functional);
	build_message(&file, 1, &node);
	str_fini(&node);
	assert_int_equal(keras_metadata_of_file(str_slice(&file)).length, sizeof functional - 1);
	for (size_t cut = 0; cut < file.length; cut += 7) /* whatever is in it */
		keras_metadata_of_file(slice_make(file.data, cut));
	str_fini(&file);
}

/* In the object graph, up to TensorFlow 2.4; a SavedModel with it has layers beside its graph. */
static void inside_the_model(void **state)
{
	struct str user = {0}, object = {0}, objects = {0}, meta = {0}, model = {0};
	struct graphs *graphs;
	build_text(&user, 1, "_tf_keras_model");
	build_text(&user, 3, functional);
	build_message(&object, 4, &user);
	build_message(&objects, 1, &object);
	build_message(&meta, 7, &objects);
	assert_int_equal(keras_metadata_of_graph(str_slice(&meta)).length, sizeof functional - 1);
	build_message(&model, 2, &meta);
	assert_int_equal(graphs_of_saved_model(slice_make(model.data, model.length), (struct slice){0}, &graphs), STATUS_OK);
	assert_int_equal(drawn_layers(graphs->items[0])->layer_count, 6);
	assert_int_equal(graphs->items[0]->graph.node_count, 0);
	assert_non_null(graphs->items[0]->said);
	graphs_free(graphs);
	str_fini(&user);
	str_fini(&object);
	str_fini(&objects);
	str_fini(&meta);
}

/* Models in models, so many that a tree of their JSON would be too deep; a text that only looks so is none. */
static void nesting_has_a_limit(void **state)
{
	static const char open[] = "{\"class_name\":\"Sequential\",\"config\":{\"layers\":[", close[] = "]}}";
	for (int models = 66; models <= 67; models++) {
		struct str text = {0};
		struct graph graph;
		struct graph_totals totals;
		graph_totals_init(&totals);
		enum status wanted = models == 66 ? STATUS_OK : STATUS_TOO_DEEP;
		for (int i = 0; i < models; i++)
			str_append_text(&text, open);
		str_append_text(&text, "{\"class_name\":\"Dense\",\"config\":{\"name\":\"[[[[[[\\\"[[[[\",\"units\":3}}");
		for (int i = 0; i < models; i++)
			str_append_text(&text, close);
		assert_int_equal(keras_layers(str_slice(&text), &graph), wanted);
		assert_int_equal(keras_graph(str_slice(&text), &totals), wanted);
		if (!wanted)
			graph_fini(&graph);
		graph_totals_fini(&totals);
		str_fini(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layers_of_a_functional_model), cmocka_unit_test(models_in_models),
		cmocka_unit_test(a_number_of_an_input), cmocka_unit_test(joined_along_no_axis),
		cmocka_unit_test(a_file_beside_the_model), cmocka_unit_test(inside_the_model),
		cmocka_unit_test(nesting_has_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
