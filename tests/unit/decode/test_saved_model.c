/* A SavedModel built field by field: what counts, in which order, and every cut of it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/saved_model.h"
#include "unit/read/build.h"

#include <string.h>

static struct str tensor_info(uint32_t dtype, int64_t size)
{
	struct str info = {0}, shape = {0}, dim = {0};
	build_number(&info, 2, dtype);
	build_number(&dim, 1, (uint64_t)size);
	build_message(&shape, 2, &dim);
	build_message(&info, 3, &shape);
	str_fini(&dim);
	str_fini(&shape);
	return info;
}

static void add_entry(struct str *to, uint32_t id, const char *key, struct str *value)
{
	struct str entry = {0};
	build_text(&entry, 1, key);
	build_message(&entry, 2, value);
	build_message(to, id, &entry);
	str_fini(&entry);
}

/* Inputs b, a and a again: of one key the last counts. */
static void add_signature(struct str *graph)
{
	struct str signature = {0}, b = tensor_info(1, -1), a = tensor_info(9, 2), again = tensor_info(3, 5);
	add_entry(&signature, 1, "b", &b);
	add_entry(&signature, 1, "a", &a);
	add_entry(&signature, 1, "a", &again);
	build_text(&signature, 3, "predict");
	add_entry(graph, 5, "serve", &signature);
	str_fini(&a);
	str_fini(&b);
	str_fini(&again);
	str_fini(&signature);
}

/* An object that is a variable, and one that was set to be something else afterwards. */
static void add_objects(struct str *graph)
{
	struct str objects = {0}, object = {0}, variable = {0}, shape = {0}, dim = {0}, other = {0};
	build_number(&dim, 1, 6);
	build_message(&shape, 2, &dim);
	build_number(&variable, 1, 1);
	build_message(&variable, 2, &shape);
	build_number(&variable, 3, 1);
	build_text(&variable, 6, "w");
	struct str copy = {0};
	str_append_slice(&copy, str_slice(&variable));
	build_message(&object, 7, &variable);
	build_message(&objects, 1, &object);
	str_clear(&object);
	build_message(&object, 7, &copy);
	build_message(&object, 4, &other);
	build_message(&objects, 1, &object);
	build_message(graph, 7, &objects);
	str_fini(&copy);
	str_fini(&dim);
	str_fini(&shape);
	str_fini(&variable);
	str_fini(&object);
	str_fini(&objects);
}

static struct str small_model(void)
{
	struct str model = {0}, graph = {0}, info = {0};
	build_text(&info, 4, "serve");
	build_text(&info, 4, "gpu");
	build_text(&info, 5, "2.21.0");
	build_message(&graph, 1, &info);
	add_signature(&graph);
	add_objects(&graph);
	build_message(&model, 2, &graph);
	str_fini(&info);
	str_fini(&graph);
	return model;
}

static void parts_are_found(void **state)
{
	struct str bytes = small_model();
	struct saved_model model;
	uint64_t parameters;
	assert_int_equal(saved_model_decode(str_slice(&bytes), &model), STATUS_OK);
	assert_int_equal(model.count, 1);
	const struct meta_graph *graph = model.graphs;
	assert_int_equal(graph->tag_count, 2);
	assert_true(slice_equal(graph->tags[1], slice_of("gpu")));
	assert_true(slice_equal(graph->tensorflow_version, slice_of("2.21.0")));
	assert_int_equal(graph->signature_count, 1);
	const struct tensor_specs *inputs = &graph->signatures[0].inputs;
	assert_int_equal(inputs->count, 2);
	assert_true(slice_equal(inputs->items[0].name, slice_of("a")));
	assert_int_equal(inputs->items[0].dtype, 3);
	assert_int_equal(inputs->items[0].sizes[0], 5);
	assert_false(tensor_spec_parameters(&inputs->items[1], &parameters));
	assert_true(graph->declares_variables);
	assert_int_equal(graph->variable_count, 1);
	assert_true(slice_equal(graph->variables[0].tensor.name, slice_of("w")));
	assert_int_equal(graph->variables[0].trainable, TRAINABLE_YES);
	assert_true(tensor_spec_parameters(&graph->variables[0].tensor, &parameters) && parameters == 6);
	saved_model_fini(&model);
	str_fini(&bytes);
}

/* Its nodes are counted; one that is no GraphDef is damage. */
static void graphs_are_counted(void **state)
{
	struct str model = {0}, graph = {0}, nodes = {0}, node = {0};
	struct saved_model out;
	for (int i = 0; i < 3; i++) {
		build_text(&node, 1, "n");
		build_text(&node, 2, i ? "Add" : "Const");
		build_message(&nodes, 1, &node);
	}
	build_bytes(&graph, 2, nodes.data, nodes.length);
	build_message(&model, 2, &graph);
	assert_int_equal(saved_model_decode(str_slice(&model), &out), STATUS_OK);
	assert_int_equal(out.graphs->graph.nodes, 3);
	assert_int_equal(out.graphs->graph.ops.count, 2);
	saved_model_fini(&out);
	str_clear(&model);
	build_bytes(&graph, 2, nodes.data, nodes.length - 1);
	build_message(&model, 2, &graph);
	assert_int_equal(saved_model_decode(str_slice(&model), &out), STATUS_CORRUPT);
	str_fini(&model);
	str_fini(&graph);
	str_fini(&nodes);
	str_fini(&node);
}

static void a_cut_model_is_none(void **state)
{
	struct str bytes = small_model();
	struct saved_model model;
	for (size_t length = 1; length < bytes.length; length++)
		assert_int_equal(saved_model_decode(slice_make(bytes.data, length), &model), STATUS_CORRUPT);
	str_fini(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_found),
		cmocka_unit_test(graphs_are_counted),
		cmocka_unit_test(a_cut_model_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
