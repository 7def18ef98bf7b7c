#include "decode/keras_layers.h"

#include "base/alloc.h"
#include "decode/json_scan.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define KERAS_MOST ((size_t)64 << 20)
#define RANK_MOST 8
#define SIZE_MOST ((int64_t)1 << 40) /* of one dimension, so that products of three fit */

struct shape {
	int rank;                /* -1: not known */
	int64_t sizes[RANK_MOST]; /* -1: any */
};

struct layers {
	struct graph *graph;
	struct shape before;     /* what the layer before puts out, in a Sequential model */
	uint32_t previous;       /* its name; 0 without */
	int depth;
	bool sequential;         /* the model that is walked is a Sequential one */
	struct shape *of_names;  /* what layers and models put out, by the text that their name is */
	size_t name_count, name_capacity;
	uint32_t *of_objects;    /* the row + 1 of each layer, by the number that Keras gave it; 0 without */
	size_t object_count, object_capacity;
	struct first *firsts;    /* by the text that the name of layers is, of those without such a number */
	size_t first_count, first_capacity;
};

/* The first layer of a name. */
struct first {
	uint32_t row;            /* + 1; 0 without */
	const json_t *config;
};

/* ---- What the configuration tells ---- */

static const char *text_in(const json_t *config, const char *key)
{
	const char *text = json_string_value(json_object_get(config, key));
	return text ? text : "";
}

static int64_t number_in(const json_t *config, const char *key, int64_t otherwise)
{
	const json_t *value = json_object_get(config, key);
	int64_t number = json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
	return number < 0 || number > SIZE_MOST ? otherwise : number;
}

/* Keras 2 writes a tuple as {"class_name": "__tuple__", "items": […]}. */
static const json_t *list_of(const json_t *value)
{
	return json_is_object(value) ? json_object_get(value, "items") : value;
}

/* The number, or the one at `place` of a list. */
static int64_t number_at(const json_t *config, const char *key, size_t place, int64_t otherwise)
{
	const json_t *value = list_of(json_object_get(config, key));
	if (!json_is_array(value))
		return number_in(config, key, otherwise);
	value = json_array_get(value, place);
	int64_t number = json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
	return number < 0 || number > SIZE_MOST ? otherwise : number;
}

static bool is_true(const json_t *config, const char *key)
{
	const json_t *value = json_object_get(config, key);
	return !value || json_is_true(value);
}

static struct shape unknown(void)
{
	return (struct shape){.rank = -1};
}

static struct shape shape_of(const json_t *written)
{
	const json_t *sizes = list_of(written);
	struct shape shape = {.rank = (int)json_array_size(sizes)};
	if (!json_is_array(sizes) || shape.rank > RANK_MOST)
		return unknown();
	for (int i = 0; i < shape.rank; i++) {
		const json_t *size = json_array_get(sizes, (size_t)i);
		if (json_is_array(size) || json_is_object(size)) /* several inputs */
			return unknown();
		int64_t number = json_is_integer(size) ? (int64_t)json_integer_value(size) : -1;
		shape.sizes[i] = number < 0 || number > SIZE_MOST ? -1 : number;
	}
	return shape;
}

/* ---- Shapes ---- */

static int64_t last(const struct shape *shape)
{
	return shape->rank > 0 ? shape->sizes[shape->rank - 1] : -1;
}

static struct shape with_last(struct shape shape, int64_t size)
{
	if (shape.rank > 0)
		shape.sizes[shape.rank - 1] = size;
	return shape;
}

/* Of a window that goes along a dimension in steps. */
static int64_t along(int64_t size, int64_t window, int64_t step, bool same)
{
	if (size < 0 || window < 1 || step < 1)
		return -1;
	if (same)
		return (size + step - 1) / step;
	return size < window ? 0 : (size - window) / step + 1;
}

static struct shape slide(struct shape in, const json_t *config, const char *window, const char *step, int64_t channels)
{
	bool same = !strcmp(text_in(config, "padding"), "same");
	if (in.rank < 3 || !strcmp(text_in(config, "data_format"), "channels_first"))
		return unknown();
	for (int i = 1; i < in.rank - 1; i++) {
		size_t place = (size_t)i - 1;
		int64_t size = number_at(config, window, place, -1), by = number_at(config, step, place, -1);
		in.sizes[i] = along(in.sizes[i], size, by < 0 ? size : by, same);
	}
	return channels < 0 ? in : with_last(in, channels);
}

static struct shape flat(const struct shape *in)
{
	struct shape out = {.rank = 2, .sizes = {in->rank > 0 ? in->sizes[0] : -1, in->rank > 0 ? 1 : -1}};
	for (int i = 1; i < in->rank && out.sizes[1] >= 0; i++)
		out.sizes[1] = in->sizes[i] < 0 || (in->sizes[i] && out.sizes[1] > SIZE_MOST / in->sizes[i]) ? -1
		                                                                                         : out.sizes[1] * in->sizes[i];
	return out;
}

static struct shape ends(const struct shape *in)
{
	return in->rank < 2 ? unknown() : (struct shape){.rank = 2, .sizes = {in->sizes[0], last(in)}};
}

static struct shape sequence(const struct shape *in, const json_t *config, int64_t units)
{
	if (in->rank != 3)
		return unknown();
	if (json_is_true(json_object_get(config, "return_sequences")))
		return with_last(*in, units);
	return (struct shape){.rank = 2, .sizes = {in->sizes[0], units}};
}

/* ---- Kinds of layers ---- */

struct reckoned {
	struct shape out;
	int64_t parameters; /* -1: not known */
};

static bool any_of(const char *class, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(class, *names))
			return true;
	return false;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static struct reckoned dense(const json_t *config, const struct shape *in)
{
	int64_t units = number_in(config, "units", -1), from = last(in);
	bool known = units >= 0 && from >= 0 && (!from || units <= SIZE_MOST / from);
	return (struct reckoned){with_last(*in, units), known ? units * (from + is_true(config, "use_bias")) : -1};
}

static struct reckoned convolution(const char *class, const json_t *config, const struct shape *in)
{
	bool by_depth = begins(class, "Depthwise");
	int64_t from = last(in), multiplier = number_in(config, "depth_multiplier", 1);
	int64_t filters = by_depth ? (from < 0 ? -1 : from * multiplier) : number_in(config, "filters", -1), weights = by_depth ? 1 : from;
	for (int i = 0; i < in->rank - 2 && weights >= 0; i++) {
		int64_t size = number_at(config, "kernel_size", (size_t)i, -1);
		weights = size < 0 || (size && weights > SIZE_MOST / size) ? -1 : weights * size;
	}
	bool known = filters >= 0 && weights >= 0 && (!weights || filters <= SIZE_MOST / weights) && in->rank > 2 &&
	             number_in(config, "groups", 1) == 1;
	struct shape out = strstr(class, "Transpose") ? unknown() : slide(*in, config, "kernel_size", "strides", filters);
	return (struct reckoned){out, known ? filters * (weights + is_true(config, "use_bias")) : -1};
}

static struct reckoned recurrent(const json_t *config, const struct shape *in, int64_t gates)
{
	int64_t units = number_in(config, "units", -1), from = last(in), bias = is_true(config, "use_bias");
	bool twice = gates == 3 && is_true(config, "reset_after");
	bool known = units >= 0 && from >= 0 && units < 1 << 20 && from < 1 << 20;
	return (struct reckoned){sequence(in, config, units),
	                         known ? gates * units * (units + from + bias * (twice ? 2 : 1)) : -1};
}

static struct reckoned embedding(const json_t *config, const struct shape *in)
{
	int64_t words = number_in(config, "input_dim", -1), width = number_in(config, "output_dim", -1);
	struct reckoned out = {*in, words >= 0 && width >= 0 && (!width || words <= SIZE_MOST / width) ? words * width : -1};
	if (out.out.rank >= 0 && out.out.rank < RANK_MOST)
		out.out.sizes[out.out.rank++] = width;
	return out;
}

static struct reckoned reckon(const char *class, const json_t *config, const struct shape *in)
{
	static const char *const same[] = {"Dropout", "Activation", "ReLU", "LeakyReLU", "Softmax", "ELU", "GaussianNoise",
	                                   "SpatialDropout1D", "SpatialDropout2D", "Rescaling", "Add", "Multiply", "Average", "Subtract",
	                                   "Maximum", "Minimum", "Concatenate", NULL};
	if (!strcmp(class, "InputLayer")) {
		const json_t *sizes = json_object_get(config, "batch_shape");
		return (struct reckoned){shape_of(sizes ? sizes : json_object_get(config, "batch_input_shape")), 0};
	}
	if (!strcmp(class, "Dense"))
		return dense(config, in);
	if (begins(class, "Conv") || begins(class, "DepthwiseConv"))
		return convolution(class, config, in);
	if (!strcmp(class, "LSTM") || !strcmp(class, "GRU") || !strcmp(class, "SimpleRNN"))
		return recurrent(config, in, class[0] == 'L' ? 4 : class[0] == 'G' ? 3 : 1);
	if (!strcmp(class, "Embedding"))
		return embedding(config, in);
	if (!strcmp(class, "BatchNormalization"))
		return (struct reckoned){*in, last(in) < 0 ? -1 : last(in) * (2 + is_true(config, "scale") + is_true(config, "center"))};
	if (!strcmp(class, "LayerNormalization"))
		return (struct reckoned){*in, last(in) < 0 ? -1 : last(in) * (is_true(config, "scale") + is_true(config, "center"))};
	if (begins(class, "MaxPooling") || begins(class, "AveragePooling"))
		return (struct reckoned){slide(*in, config, "pool_size", "strides", -1), 0};
	if (begins(class, "GlobalMaxPooling") || begins(class, "GlobalAveragePooling"))
		return (struct reckoned){ends(in), 0};
	if (!strcmp(class, "Flatten"))
		return (struct reckoned){in->rank < 0 ? unknown() : flat(in), 0};
	if (any_of(class, same))
		return (struct reckoned){*in, 0};
	return (struct reckoned){unknown(), -1};
}

/* ---- What feeds a layer ---- */

static bool add_input(struct layers *self, struct graph_node *node, const char *name)
{
	struct graph *graph = self->graph;
	if (!array_reserve(&graph->inputs, &graph->input_capacity, graph->input_count + 1))
		return false;
	uint32_t number = graph_text(graph, slice_of(name));
	graph->inputs[graph->input_count++] = (struct graph_input){.node = NODE_NONE, .name = number};
	node->input_count++;
	return number != NAMES_NONE;
}

/* Of Keras 3 the histories of arguments, of Keras 2 lists that begin with a name, at any depth that JSON has. */
static bool add_inputs(struct layers *self, struct graph_node *node, const json_t *value)
{
	const json_t *history = json_object_get(json_object_get(value, "config"), "keras_history"), *part;
	const char *key;
	bool fine = true;
	size_t i;
	if (history)
		value = history;
	const char *first = json_string_value(json_array_get(value, 0));
	if (first && json_is_integer(json_array_get(value, 1)))
		return add_input(self, node, first);
	if (json_is_array(value)) {
		for (i = 0; fine && i < json_array_size(value); i++)
			fine = add_inputs(self, node, json_array_get(value, i));
	} else if (json_is_object(value)) {
		json_object_foreach((json_t *)value, key, part)
			fine = fine && add_inputs(self, node, part);
	}
	return fine;
}

/* ---- Layers ---- */

static uint32_t shape_text(struct graph *graph, const struct shape *shape)
{
	struct str text = {0};
	if (shape->rank < 0)
		return 0;
	str_append_char(&text, '(');
	for (int i = 0; i < shape->rank; i++) {
		str_append_text(&text, i ? ", " : "");
		if (shape->sizes[i] < 0)
			str_append_text(&text, "None");
		else
			str_printf(&text, "%" PRId64, shape->sizes[i]);
	}
	str_append_char(&text, ')');
	uint32_t number = graph_text(graph, str_slice(&text));
	str_fini(&text);
	return number;
}

/* The inputs of what is written there, and their names as a text. */
static bool connect(struct layers *self, const json_t *layer, struct graph_node *node, uint32_t *feeds)
{
	struct graph *graph = self->graph;
	const json_t *inbound = json_object_get(layer, "inbound_nodes");
	struct str connected = {0};
	node->first_input = (uint32_t)graph->input_count;
	bool fine = add_inputs(self, node, inbound);
	if (fine && !node->input_count && !json_array_size(inbound) && self->previous)
		fine = add_input(self, node, names_text(&graph->texts, self->previous).data);
	for (uint32_t i = 0; fine && i < node->input_count; i++) {
		str_append_text(&connected, i ? ", " : "");
		str_append_slice(&connected, names_text(&graph->texts, graph->inputs[node->first_input + i].name));
	}
	*feeds = graph_text(graph, str_slice(&connected));
	str_fini(&connected);
	return fine && *feeds != NAMES_NONE;
}

static bool add_node(struct layers *self, const json_t *layer, uint32_t name, uint32_t type, uint32_t *feeds)
{
	struct graph *graph = self->graph;
	if (!array_reserve(&graph->nodes, &graph->node_capacity, (size_t)graph->node_count + 1))
		return false;
	struct graph_node *node = &graph->nodes[graph->node_count++];
	*node = (struct graph_node){.name = name, .op = type};
	return connect(self, layer, node, feeds);
}

/* ---- What a layer is fed with ---- */

static bool note_output(struct layers *self, uint32_t name, const struct shape *shape)
{
	if (!array_reserve(&self->of_names, &self->name_capacity, (size_t)name + 1))
		return false;
	while (self->name_count <= name)
		self->of_names[self->name_count++] = unknown();
	self->of_names[name] = *shape;
	return true;
}

static struct shape output_of(const struct layers *self, uint32_t name)
{
	return name < self->name_count ? self->of_names[name] : unknown();
}

/* Of what is put together the sizes along the axis add up. */
static struct shape joined(const struct layers *self, const struct graph_node *node, const json_t *config)
{
	const struct graph_input *inputs = self->graph->inputs + node->first_input;
	const json_t *told = json_object_get(config, "axis");
	struct shape all = output_of(self, inputs[0].name);
	json_int_t axis = json_is_integer(told) ? json_integer_value(told) : -1;
	if (all.rank < 0 || axis < -all.rank || axis >= all.rank)
		return unknown();
	axis += axis < 0 ? all.rank : 0;
	for (uint32_t i = 1; i < node->input_count; i++) {
		struct shape next = output_of(self, inputs[i].name);
		if (next.rank != all.rank)
			return unknown();
		bool known = all.sizes[axis] >= 0 && next.sizes[axis] >= 0 && all.sizes[axis] + next.sizes[axis] <= SIZE_MOST;
		all.sizes[axis] = known ? all.sizes[axis] + next.sizes[axis] : -1;
	}
	return all;
}

static struct shape input_of(const struct layers *self, const json_t *layer, const json_t *config, const char *class)
{
	const struct graph_node *node = &self->graph->nodes[self->graph->node_count - 1];
	const json_t *built = json_object_get(json_object_get(layer, "build_config"), "input_shape");
	if (node->input_count && !strcmp(class, "Concatenate"))
		return joined(self, node, config);
	if (built)
		return shape_of(built);
	return node->input_count ? output_of(self, self->graph->inputs[node->first_input].name) : self->before;
}

#define OBJECTS_MOST ((json_int_t)1 << 20) /* Keras counts them from 0 */

/* One layer that stands in several models has a row in each: the row + 1 of the first, 0 for the first itself. */
static bool note_object(struct layers *self, const json_t *layer, uint32_t *shared)
{
	const json_t *told = json_object_get(layer, "shared_object_id");
	json_int_t number = json_is_integer(told) ? json_integer_value(told) : -1;
	*shared = 0;
	if (number < 0 || number >= OBJECTS_MOST)
		return true;
	if (!array_reserve(&self->of_objects, &self->object_capacity, (size_t)number + 1))
		return false;
	while (self->object_count <= (size_t)number)
		self->of_objects[self->object_count++] = 0;
	*shared = self->of_objects[number];
	if (!*shared)
		self->of_objects[number] = (uint32_t)self->graph->layer_count + 1;
	return true;
}

/* Where no numbers are written (to_json() writes none), only its name and configuration tell that it may be one that was there. */
static bool note_alike(struct layers *self, const json_t *layer, struct graph_layer *one)
{
	const json_t *config = json_object_get(layer, "config");
	if (json_object_get(layer, "shared_object_id") || (one->counted && !one->parameters))
		return true;
	if (!array_reserve(&self->firsts, &self->first_capacity, (size_t)one->name + 1))
		return false;
	while (self->first_count <= one->name)
		self->firsts[self->first_count++] = (struct first){0};
	struct first *first = &self->firsts[one->name];
	if (!first->row)
		*first = (struct first){(uint32_t)self->graph->layer_count + 1, config};
	else if (self->graph->layers[first->row - 1].type == one->type && json_equal(first->config, config))
		one->alike = first->row;
	return true;
}

/* What feeds the first of its rows may not be known, as Keras 2 names what feeds another one there. */
static void tell_first(const struct layers *self, const struct graph_layer *one)
{
	struct graph_layer *first = one->shared ? &self->graph->layers[one->shared - 1] : NULL;
	if (!first || first->counted || !one->counted)
		return;
	first->parameters = one->parameters;
	first->counted = true;
}

/* Its row of the table, which the input of a Sequential model has not, as in model.summary(). */
static bool add_row(struct layers *self, const json_t *layer, struct graph_layer *one)
{
	struct graph *graph = self->graph;
	if (self->sequential && !strcmp(text_in(layer, "class_name"), "InputLayer"))
		return true;
	if (!array_reserve(&graph->layers, &graph->layer_capacity, graph->layer_count + 1) ||
	    !note_object(self, layer, &one->shared) || !note_alike(self, layer, one))
		return false;
	tell_first(self, one);
	graph->layers[graph->layer_count++] = *one;
	return true;
}

static enum status add_layer(struct layers *self, const json_t *layer, const json_t *config)
{
	struct graph *graph = self->graph;
	const char *class = text_in(layer, "class_name");
	struct graph_layer one = {
		.name = graph_text(graph, slice_of(text_in(config, "name"))),
		.type = graph_text(graph, slice_of(class)),
		.trainable = is_true(config, "trainable"),
		.depth = (uint8_t)(self->depth < UINT8_MAX ? self->depth : UINT8_MAX),
	};
	if (one.name == NAMES_NONE || one.type == NAMES_NONE || !add_node(self, layer, one.name, one.type, &one.feeds))
		return STATUS_NO_MEMORY;
	struct shape in = input_of(self, layer, config, class);
	struct reckoned reckoned = reckon(class, config, &in);
	one.shape = shape_text(graph, &reckoned.out);
	one.parameters = reckoned.parameters < 0 ? 0 : (uint64_t)reckoned.parameters;
	one.counted = reckoned.parameters >= 0;
	if (one.shape == NAMES_NONE || !note_output(self, one.name, &reckoned.out) || !add_row(self, layer, &one))
		return STATUS_NO_MEMORY;
	graph->nodes[graph->node_count - 1].parameters = one.parameters;
	self->before = reckoned.out;
	self->previous = one.name;
	return STATUS_OK;
}

/* ---- Models ---- */

/* The row of a model in a model, which is no node: its layers are. */
static enum status begin_model(struct layers *self, const json_t *layer, uint32_t name)
{
	struct graph *graph = self->graph;
	struct graph_node unheard = {0};
	struct graph_layer one = {.name = name, .type = graph_text(graph, slice_of(text_in(layer, "class_name"))), .model = true,
	                          .depth = (uint8_t)(self->depth < UINT8_MAX ? self->depth : UINT8_MAX)};
	size_t inputs = graph->input_count;
	bool fine = one.type != NAMES_NONE && connect(self, layer, &unheard, &one.feeds) &&
	            array_reserve(&graph->layers, &graph->layer_capacity, graph->layer_count + 1);
	graph->input_count = inputs;
	if (fine)
		graph->layers[graph->layer_count++] = one;
	return fine ? STATUS_OK : STATUS_NO_MEMORY;
}

/* What it puts out and has is what its layers do, which are there by now. */
static enum status end_model(struct layers *self, size_t row)
{
	struct graph *graph = self->graph;
	struct graph_layer *one = &graph->layers[row];
	one->counted = true;
	for (size_t i = row + 1; i < graph->layer_count; i++) {
		const struct graph_layer *layer = &graph->layers[i];
		one->counted &= layer->counted && layer->alike <= row;
		if (!layer->model && layer->shared <= row)
			one->parameters = graph_parameters_sum(one->parameters, layer->parameters);
	}
	one->shape = shape_text(graph, &self->before);
	self->previous = one->name;
	return one->shape == NAMES_NONE ? STATUS_NO_MEMORY : STATUS_OK;
}

/* As deep as the JSON nests: less than NESTING_MOST. */
static enum status walk_layer(struct layers *self, const json_t *layer)
{
	const json_t *config = json_object_get(layer, "config"), *layers = json_object_get(config, "layers");
	if (!json_is_object(config))
		return STATUS_CORRUPT;
	if (!json_is_array(layers))
		return add_layer(self, layer, config);
	size_t row = self->graph->layer_count;
	bool functional = json_object_get(config, "input_layers") != NULL, inner = self->depth >= 0, around = self->sequential;
	uint32_t name = graph_text(self->graph, slice_of(text_in(config, "name")));
	enum status status = name == NAMES_NONE ? STATUS_NO_MEMORY : inner ? begin_model(self, layer, name) : STATUS_OK;
	self->depth++;
	self->sequential = !strcmp(text_in(layer, "class_name"), "Sequential");
	for (size_t i = 0; !status && i < json_array_size(layers); i++) {
		if (functional) { /* what is written before feeds nothing */
			self->previous = 0;
			self->before = unknown();
		}
		status = walk_layer(self, json_array_get(layers, i));
	}
	self->depth--;
	self->sequential = around;
	if (!status && inner)
		status = end_model(self, row);
	return status || note_output(self, name, &self->before) ? status : STATUS_NO_MEMORY;
}

enum status keras_layers(struct slice json, struct graph *out)
{
	struct layers self = {.graph = out, .before = unknown(), .depth = -1};
	if (json.length > KERAS_MOST)
		return STATUS_LIMIT;
	if (json_scan_deeper(json, NESTING_MOST))
		return STATUS_TOO_DEEP;
	json_t *model = json_loadb(json.data ? json.data : "", json.length, JSON_ALLOW_NUL, NULL);
	if (!model)
		return STATUS_CORRUPT;
	bool fine = graph_init(out) && array_reserve(&out->levels, &out->level_capacity, 1);
	enum status status = fine ? walk_layer(&self, model) : STATUS_NO_MEMORY;
	json_decref(model);
	free(self.of_names);
	free(self.of_objects);
	free(self.firsts);
	if (!status) {
		out->levels[0] = (struct graph_level){.count = out->node_count};
		out->level_count = 1;
		status = graph_connect(out) ? STATUS_OK : STATUS_NO_MEMORY;
	}
	if (status)
		graph_fini(out);
	return status;
}
