#include "decode/graph_nodes.h"

#include "base/alloc.h"
#include "decode/graph.h"
#include "decode/keras_layers.h"
#include "decode/keras_metadata.h"
#include "decode/saved_model.h"
#include "decode/tensor_spec.h"
#include "decode/values.h"
#include "graph.pb-c.h"
#include "read/wire.h"

#include <stdlib.h>
#include <string.h>

/* Nodes have some twenty fields each, and graphs of gigabytes exist. */
#define GRAPH_LIMITS ((struct wire_limits){.depth = 100, .fields = 1u << 30})
#define NODES_MOST ((uint32_t)1 << 27)

enum { GRAPH_NODE = 1, GRAPH_LIBRARY = 2, LIBRARY_FUNCTION = 1 };
enum { NODE_NAME = 1, NODE_OP = 2, NODE_INPUT = 3, NODE_DEVICE = 4, NODE_ATTR = 5 };
enum { FUNCTION_SIGNATURE = 1, FUNCTION_NODE = 3, FUNCTION_RET = 4, SIGNATURE_NAME = 1, SIGNATURE_INPUT = 2, ARG_NAME = 1 };
enum { ENTRY_KEY = 1, ENTRY_VALUE = 2, ATTR_SHAPE = 7, ATTR_FUNC = 10, FUNC_NAME = 1 };
enum { RUN_FUNCTION_GRAPHS = 4, FUNCTION_PRE_OPTIMIZATION = 2, MODEL_META_GRAPH = 2, META_INFO = 1, META_GRAPH = 2, INFO_TAG = 4 };

struct filling {
	struct graph *graph;
	const uint8_t *bytes; /* that places are reckoned from */
	uint32_t graphs;      /* that are made one; several are told apart by a prefix of their names, as TensorBoard does */
	struct str prefix;
	struct str name;
};

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

static struct slice bytes_of(const struct wire_field *field)
{
	return slice_make(field->bytes, field->length);
}

/* A name of a node with what comes before it. */
static uint32_t prefixed(struct filling *filling, struct slice name)
{
	if (!filling->prefix.length)
		return graph_text(filling->graph, name);
	str_clear(&filling->name);
	str_append_slice(&filling->name, str_slice(&filling->prefix));
	str_append_slice(&filling->name, name);
	return graph_text(filling->graph, str_slice(&filling->name));
}

static bool text(struct filling *filling, struct slice bytes, uint32_t *out)
{
	*out = graph_text(filling->graph, bytes);
	return *out != NAMES_NONE;
}

/* ---- Inputs ---- */

static uint32_t number_of(struct slice digits)
{
	uint32_t number = 0;
	for (size_t i = 0; i < digits.length && number < 100000; i++)
		number = digits.data[i] >= '0' && digits.data[i] <= '9' ? number * 10 + (uint32_t)(digits.data[i] - '0') : number;
	return number;
}

/* "^name", "name", "name:1"; in the body of a function "name:output:1". */
static bool add_input(struct filling *filling, struct slice written)
{
	struct graph *graph = filling->graph;
	bool control = written.length && written.data[0] == '^';
	struct slice name = control ? slice_make(written.data + 1, written.length - 1) : written;
	const char *colon = name.length ? memchr(name.data, ':', name.length) : NULL;
	uint32_t slot = 0;
	if (colon) {
		size_t last = name.length;
		while (name.data[last - 1] != ':')
			last--;
		slot = number_of(slice_make(name.data + last, name.length - last));
		name.length = (size_t)(colon - name.data);
	}
	if (graph->input_count >= UINT32_MAX - 1 ||
	    !array_reserve(&graph->inputs, &graph->input_capacity, graph->input_count + 1))
		return false;
	uint32_t number = prefixed(filling, name);
	graph->inputs[graph->input_count++] = (struct graph_input){NODE_NONE, number, slot, control};
	return number != NAMES_NONE;
}

/* ---- Nodes ---- */

static void take_entry(struct wire entry, struct slice *key, struct wire *value)
{
	struct wire_field field;
	*key = slice_make(NULL, 0);
	*value = wire_of(NULL, 0);
	while (wire_next(&entry, &field)) {
		if (wire_is(&field, ENTRY_KEY, WIRE_BYTES))
			*key = bytes_of(&field);
		else if (wire_is(&field, ENTRY_VALUE, WIRE_BYTES))
			*value = inside(&field);
	}
}

static bool holds_a_variable(const struct graph *graph, const struct graph_node *node)
{
	static const char *const ops[] = {"VarHandleOp", "VariableV2", "Variable"};
	for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
		if (slice_equal(names_text(&graph->texts, node->op), slice_of(ops[i])))
			return true;
	return false;
}

static bool take_function_name(struct filling *filling, struct wire function, struct graph_node *node)
{
	struct wire_field field;
	while (wire_next(&function, &field))
		if (wire_is(&field, FUNC_NAME, WIRE_BYTES) && !text(filling, bytes_of(&field), &node->calls))
			return false;
	return true;
}

/* Of attributes only what tells of other nodes, and how large a variable is. */
static bool take_attribute(struct filling *filling, struct wire entry, bool variable, struct graph_node *node)
{
	struct slice key;
	struct wire value;
	struct wire_field field;
	take_entry(entry, &key, &value);
	while (wire_next(&value, &field)) {
		if (wire_is(&field, ATTR_FUNC, WIRE_BYTES) && !node->calls && !take_function_name(filling, inside(&field), node))
			return false;
		if (!variable || !wire_is(&field, ATTR_SHAPE, WIRE_BYTES) || !slice_equal(key, slice_of("shape")))
			continue;
		struct tensor_spec spec = {0};
		if (!tensor_spec_shape(inside(&field), &spec) || !tensor_spec_parameters(&spec, &node->parameters) ||
		    node->parameters > INT64_MAX)
			node->parameters = 0;
		tensor_spec_fini(&spec);
	}
	return true;
}

static bool take_attributes(struct filling *filling, struct wire message, struct graph_node *node)
{
	struct wire_field field;
	bool variable = holds_a_variable(filling->graph, node);
	while (wire_next(&message, &field))
		if (wire_is(&field, NODE_ATTR, WIRE_BYTES) && !take_attribute(filling, inside(&field), variable, node))
			return false;
	return true;
}

static struct graph_node *new_node(struct graph *graph)
{
	if (graph->node_count >= NODES_MOST ||
	    !array_reserve(&graph->nodes, &graph->node_capacity, (size_t)graph->node_count + 1))
		return NULL;
	struct graph_node *node = &graph->nodes[graph->node_count++];
	*node = (struct graph_node){.level = graph->level_count - 1, .first_input = (uint32_t)graph->input_count};
	return node;
}

static bool add_node(struct filling *filling, const struct wire_field *whole)
{
	struct wire message = inside(whole);
	struct wire_field field;
	struct graph_node *node = new_node(filling->graph);
	bool fine = node != NULL;
	while (fine && wire_next(&message, &field)) {
		if (field.type != WIRE_BYTES)
			continue;
		switch (field.id) {
		case NODE_NAME:
			node->name = prefixed(filling, bytes_of(&field));
			fine = node->name != NAMES_NONE;
			break;
		case NODE_OP: fine = text(filling, bytes_of(&field), &node->op); break;
		case NODE_DEVICE: fine = text(filling, bytes_of(&field), &node->device); break;
		case NODE_INPUT:
			fine = add_input(filling, bytes_of(&field));
			node->input_count++;
			break;
		}
	}
	if (!fine)
		return false;
	node->at = (uint64_t)((const uint8_t *)whole->bytes - filling->bytes);
	node->length = (uint32_t)whole->length;
	return take_attributes(filling, inside(whole), node);
}

/* A node that stands for an argument of a function, or for what it returns. */
static bool add_end(struct filling *filling, struct slice name, const char *op, const struct slice *input)
{
	struct graph_node *node = new_node(filling->graph);
	if (!node || !text(filling, name, &node->name) || !text(filling, slice_of(op), &node->op))
		return false;
	node->input_count = input != NULL;
	return !input || add_input(filling, *input);
}

/* ---- Levels ---- */

static bool open_level(struct filling *filling, struct slice name)
{
	struct graph *graph = filling->graph;
	if (!array_reserve(&graph->levels, &graph->level_capacity, (size_t)graph->level_count + 1))
		return false;
	struct graph_level *level = &graph->levels[graph->level_count++];
	*level = (struct graph_level){.first = graph->node_count};
	return text(filling, name, &level->name);
}

static void close_level(struct graph *graph)
{
	struct graph_level *level = &graph->levels[graph->level_count - 1];
	level->count = graph->node_count - level->first;
}

static struct slice name_in(struct wire message, uint32_t id)
{
	struct slice name = {0};
	struct wire_field field;
	while (wire_next(&message, &field))
		if (wire_is(&field, id, WIRE_BYTES))
			name = bytes_of(&field);
	return name;
}

static bool add_arguments(struct filling *filling, struct wire signature)
{
	struct wire_field field;
	while (wire_next(&signature, &field))
		if (wire_is(&field, SIGNATURE_INPUT, WIRE_BYTES) &&
		    !add_end(filling, name_in(inside(&field), ARG_NAME), "argument", NULL))
			return false;
	return true;
}

static bool add_result(struct filling *filling, struct wire entry)
{
	struct slice key, input;
	struct wire_field field;
	key = name_in(entry, ENTRY_KEY);
	input = slice_make(NULL, 0);
	while (wire_next(&entry, &field))
		if (wire_is(&field, ENTRY_VALUE, WIRE_BYTES))
			input = bytes_of(&field);
	return add_end(filling, key, "result", &input);
}

static bool add_function(struct filling *filling, const struct wire_field *whole)
{
	struct wire message = inside(whole), again = message;
	struct wire_field field;
	struct wire signature = wire_of(NULL, 0);
	while (wire_next(&again, &field))
		if (wire_is(&field, FUNCTION_SIGNATURE, WIRE_BYTES))
			signature = inside(&field);
	bool fine = open_level(filling, name_in(signature, SIGNATURE_NAME)) && add_arguments(filling, signature);
	while (fine && wire_next(&message, &field)) {
		if (wire_is(&field, FUNCTION_NODE, WIRE_BYTES))
			fine = add_node(filling, &field);
		else if (wire_is(&field, FUNCTION_RET, WIRE_BYTES))
			fine = add_result(filling, inside(&field));
	}
	close_level(filling->graph);
	return fine;
}

/* ---- Graphs ---- */

static bool add_nodes(struct filling *filling, struct wire graph)
{
	struct wire_field field;
	while (wire_next(&graph, &field))
		if (wire_is(&field, GRAPH_NODE, WIRE_BYTES) && !add_node(filling, &field))
			return false;
	return true;
}

static bool add_functions(struct filling *filling, struct wire graph)
{
	struct wire_field field, part;
	while (wire_next(&graph, &field)) {
		if (!wire_is(&field, GRAPH_LIBRARY, WIRE_BYTES))
			continue;
		struct wire library = inside(&field);
		while (wire_next(&library, &part))
			if (wire_is(&part, LIBRARY_FUNCTION, WIRE_BYTES) && !add_function(filling, &part))
				return false;
	}
	return true;
}

static enum status end_filling(struct filling *filling, bool fine)
{
	fine = fine && graph_connect(filling->graph);
	str_fini(&filling->prefix);
	str_fini(&filling->name);
	if (fine)
		return STATUS_OK;
	graph_fini(filling->graph);
	return STATUS_NO_MEMORY;
}

static enum status of_graph(struct slice bytes, const uint8_t *record, struct graph *out)
{
	struct filling filling = {.graph = out, .bytes = record};
	struct wire graph = wire_of(bytes.data, bytes.length);
	enum status status = graph_check(bytes);
	if (status)
		return status;
	bool fine = graph_init(out) && open_level(&filling, slice_make(NULL, 0)) && add_nodes(&filling, graph);
	out->bytes = record;
	if (fine)
		close_level(out);
	return end_filling(&filling, fine && add_functions(&filling, graph));
}

/* ---- Function graphs ---- */

/* Each graph of them, and how many there are; `each` may be NULL. */
static uint32_t walk_graphs(struct slice bytes, struct filling *filling, bool (*each)(struct filling *filling, struct wire graph))
{
	struct wire message = wire_of(bytes.data, bytes.length);
	struct wire_field field, part;
	uint32_t count = 0;
	while (wire_next(&message, &field)) {
		if (!wire_is(&field, RUN_FUNCTION_GRAPHS, WIRE_BYTES))
			continue;
		struct wire graphs = inside(&field), graph = wire_of(NULL, 0);
		while (wire_next(&graphs, &part))
			if (wire_is(&part, FUNCTION_PRE_OPTIMIZATION, WIRE_BYTES))
				graph = inside(&part);
		if (filling) {
			str_clear(&filling->prefix);
			if (filling->graphs > 1 && each == add_nodes) /* not in the bodies of functions */
				str_printf(&filling->prefix, "graph_%u/", count);
			if (!each(filling, graph))
				return UINT32_MAX;
		}
		count++;
	}
	return count;
}

static enum status of_function_graphs(struct slice bytes, const uint8_t *record, struct graph *out)
{
	struct filling filling = {.graph = out, .bytes = record};
	enum status status = wire_check(&tb__run_metadata__descriptor, bytes.data, bytes.length, GRAPH_LIMITS);
	if (status)
		return status;
	bool fine = graph_init(out) && open_level(&filling, slice_make(NULL, 0));
	out->bytes = record;
	filling.graphs = walk_graphs(bytes, NULL, NULL);
	fine = fine && walk_graphs(bytes, &filling, add_nodes) != UINT32_MAX;
	if (fine)
		close_level(out);
	str_clear(&filling.prefix);
	fine = fine && walk_graphs(bytes, &filling, add_functions) != UINT32_MAX;
	return end_filling(&filling, fine);
}

/* ---- All sources ---- */

enum status graph_of_payload(const struct payload *payload, struct graph *out)
{
	struct values values;
	struct slice bytes;
	if (payload->form == ITEM_GRAPH)
		return of_graph(payload->bytes, payload->record, out);
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	if (!values.tensor.facts.text || !values_next_string(&values, &bytes))
		return STATUS_CORRUPT;
	if (slice_equal(payload->plugin, slice_of("graph_keras_model")))
		return keras_layers(bytes, out);
	return of_function_graphs(bytes, payload->record, out);
}

/* "serve": the tags of a meta graph. */
static uint32_t title_of(struct graph *graph, struct wire meta)
{
	struct str title = {0};
	struct wire_field field, part;
	while (wire_next(&meta, &field)) {
		if (!wire_is(&field, META_INFO, WIRE_BYTES))
			continue;
		struct wire info = inside(&field);
		while (wire_next(&info, &part))
			if (wire_is(&part, INFO_TAG, WIRE_BYTES)) {
				str_append_text(&title, title.length ? ", " : "");
				str_append_slice(&title, bytes_of(&part));
			}
	}
	uint32_t number = graph_text(graph, str_slice(&title));
	str_fini(&title);
	return number;
}

/* Without them there is a graph all the same. */
static void add_keras(struct drawn_graph *drawn, struct slice json)
{
	struct graph layers;
	if (!json.length || keras_layers(json, &layers))
		return;
	drawn->keras = xcalloc(1, sizeof *drawn->keras);
	*drawn->keras = layers;
}

static enum status add_meta_graph(struct graphs *graphs, const struct wire_field *field, struct slice keras)
{
	struct slice bytes = name_in(inside(field), META_GRAPH);
	if (!array_reserve(&graphs->items, &graphs->capacity, graphs->count + 1))
		return STATUS_NO_MEMORY;
	struct drawn_graph *drawn = xcalloc(1, sizeof *drawn);
	graphs->items[graphs->count++] = drawn;
	enum status status = of_graph(bytes, graphs->record, &drawn->graph);
	if (status)
		return status;
	drawn->title = title_of(&drawn->graph, inside(field));
	add_keras(drawn, keras.length ? keras_metadata_of_file(keras) : keras_metadata_of_graph(bytes_of(field)));
	return drawn->title != NAMES_NONE && graph_tree_make(&drawn->graph, &drawn->tree) ? STATUS_OK : STATUS_NO_MEMORY;
}

/* What it says of itself is no more than said beside its graphs. */
static void add_said(struct graphs *graphs, struct slice bytes)
{
	if (saved_model_decode(bytes, &graphs->model))
		return;
	for (size_t i = 0; i < graphs->count && i < graphs->model.count; i++)
		graphs->items[i]->said = &graphs->model.graphs[i];
}

enum status graphs_of_saved_model(struct slice bytes, struct slice keras, struct graphs **out)
{
	struct graphs *graphs = xcalloc(1, sizeof *graphs);
	struct wire message = wire_of(bytes.data, bytes.length);
	struct wire_field field;
	enum status status = STATUS_OK;
	graphs->record = (uint8_t *)bytes.data;
	*out = NULL;
	while (!status && wire_next(&message, &field))
		if (wire_is(&field, MODEL_META_GRAPH, WIRE_BYTES))
			status = add_meta_graph(graphs, &field, keras);
	if (!status && !wire_fine(&message))
		status = STATUS_CORRUPT;
	if (!status)
		add_said(graphs, bytes);
	if (status)
		graphs_free(graphs);
	else
		*out = graphs;
	return status;
}
