#include "decode/keras.h"

#include "decode/json_scan.h"

#include <jansson.h>
#include <stdlib.h>

/* Of JSON; a model of thousands of layers has some megabytes. jansson ends nesting at 2048. */
#define KERAS_MOST ((size_t)64 << 20)
#define HISTORY_SIZE 3 /* of a keras_history: layer, node, tensor */

/* The walk over all layers, in preorder. */
struct walk {
	struct graph_totals *totals;
	struct names fed;      /* scoped names of the input layers that something outside of their model feeds */
	struct str previous;   /* the node before, which feeds the next one of a Sequential model */
	bool has_previous;
};

/* ---- Names ---- */

static void scoped(struct str *out, const struct str *scope, const char *name)
{
	str_clear(out);
	if (scope->length) {
		str_append_slice(out, str_slice(scope));
		str_append_char(out, '/');
	}
	str_append_text(out, name ? name : "None");
}

static const char *name_of(const json_t *config)
{
	return json_string_value(json_object_get(config, "name"));
}

static bool is_there(const json_t *value)
{
	return value && !json_is_null(value);
}

/* ---- What feeds a layer ---- */

/* The first names; `first` may be NULL. False where TensorBoard fails. */
struct inbound {
	size_t count;
	const char *first;
};

static bool add_history(const json_t *argument, struct inbound *out)
{
	if (!json_is_object(argument))
		return false;
	const json_t *config = json_object_get(argument, "config");
	if (config && !json_is_object(config))
		return false;
	const json_t *history = json_object_get(config, "keras_history");
	if (history && !json_is_array(history))
		return false;
	if (json_array_size(history) < HISTORY_SIZE)
		return true;
	if (!out->count++)
		out->first = json_string_value(json_array_get(history, 0));
	return true;
}

static bool add_arguments(const json_t *node, struct inbound *out)
{
	const json_t *arguments = json_object_get(node, "args");
	if (arguments && !json_is_array(arguments))
		return false;
	for (size_t i = 0; i < json_array_size(arguments); i++) {
		const json_t *argument = json_array_get(arguments, i);
		if (!json_is_array(argument)) {
			if (!add_history(argument, out))
				return false;
			continue;
		}
		for (size_t j = 0; j < json_array_size(argument); j++)
			if (!add_history(json_array_get(argument, j), out))
				return false;
	}
	return true;
}

/* Of Keras 2: ["name", 0, 0, {}], or several of these in a list. */
static void add_named(const json_t *node, struct inbound *out)
{
	bool several = json_is_array(json_array_get(node, 0));
	for (size_t i = 0; i < (several ? json_array_size(node) : 1); i++) {
		const json_t *one = several ? json_array_get(node, i) : node;
		if (json_array_size(one) >= HISTORY_SIZE && !out->count++)
			out->first = json_string_value(json_array_get(one, 0));
	}
}

/* Of Keras 3; and of Keras 2, as TensorBoard did before it read that (newer ones give its graphs no edges). */
static bool read_inbound(const json_t *layer, struct inbound *out)
{
	const json_t *nodes = json_object_get(layer, "inbound_nodes");
	*out = (struct inbound){0};
	if (!is_there(nodes))
		return true;
	if (!json_is_array(nodes))
		return false;
	for (size_t i = 0; i < json_array_size(nodes); i++) {
		const json_t *node = json_array_get(nodes, i);
		if (json_is_object(node) && !add_arguments(node, out))
			return false;
		add_named(node, out);
	}
	return true;
}

/* ---- Layers ---- */

static enum status feed(struct walk *walk, const struct str *model, const json_t *input)
{
	struct str name = {0};
	if (!json_is_string(input)) /* a list: TensorBoard makes a name of it that no layer has */
		return STATUS_OK;
	scoped(&name, model, json_string_value(input));
	uint32_t number = names_intern(&walk->fed, str_slice(&name));
	str_fini(&name);
	return number == NAMES_NONE ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status enter_model(struct walk *walk, const struct str *scope, const json_t *layer, const json_t *config)
{
	const json_t *inputs = json_object_get(config, "input_layers"), *outputs = json_object_get(config, "output_layers");
	size_t input_count = json_array_size(inputs);
	bool functional = input_count && json_array_size(outputs);
	struct inbound inbound;
	if (!json_array_size(json_object_get(config, "layers")) || !read_inbound(layer, &inbound))
		return STATUS_CORRUPT;
	struct str model = {0};
	enum status status = STATUS_OK;
	scoped(&model, scope, name_of(config));
	if (inbound.count && functional) {
		for (size_t i = 0; !status && i < input_count && i < inbound.count; i++)
			status = feed(walk, &model, json_array_get(inputs, i));
	} else if (inbound.count) {
		scoped(&walk->previous, scope, inbound.first);
		walk->has_previous = true;
	} else if (walk->has_previous && functional) {
		status = input_count == 1 ? feed(walk, &model, json_array_get(inputs, 0)) : STATUS_CORRUPT;
	}
	str_fini(&model);
	return status;
}

static enum status add_layer(struct walk *walk, const struct str *scope, const json_t *layer, const json_t *config)
{
	struct str name = {0};
	struct inbound inbound;
	const char *class = json_string_value(json_object_get(layer, "class_name"));
	if (!read_inbound(layer, &inbound))
		return STATUS_CORRUPT;
	if (!graph_count_op(walk->totals, slice_of(class ? class : "")))
		return STATUS_NO_MEMORY;
	walk->totals->nodes++;
	if (is_there(json_object_get(layer, "inbound_nodes")))
		walk->totals->edges += inbound.count;
	else
		walk->totals->edges += walk->has_previous;
	scoped(&name, scope, name_of(config));
	walk->totals->edges += names_find(&walk->fed, str_slice(&name)) != NAMES_NONE;
	str_fini(&walk->previous);
	walk->previous = name;
	walk->has_previous = true;
	return STATUS_OK;
}

/* As deep as the JSON nests: less than NESTING_MOST. */
static enum status walk_layer(struct walk *walk, const struct str *scope, const json_t *layer)
{
	const json_t *config = json_object_get(layer, "config");
	if (!json_is_object(config))
		return STATUS_CORRUPT;
	const json_t *layers = json_object_get(config, "layers");
	if (!is_there(layers))
		return add_layer(walk, scope, layer, config);
	enum status status = enter_model(walk, scope, layer, config);
	struct str inner = {0};
	scoped(&inner, scope, name_of(config));
	for (size_t i = 0; !status && i < json_array_size(layers); i++)
		status = walk_layer(walk, &inner, json_array_get(layers, i));
	str_fini(&inner);
	return status;
}

enum status keras_graph(struct slice json, struct graph_totals *out)
{
	struct walk walk = {.totals = out};
	struct str top = {0};
	if (json.length > KERAS_MOST)
		return STATUS_LIMIT;
	if (json_scan_deeper(json, NESTING_MOST))
		return STATUS_TOO_DEEP;
	json_t *model = json_loadb(json.data ? json.data : "", json.length, JSON_ALLOW_NUL, NULL);
	if (!model)
		return STATUS_CORRUPT;
	names_init(&walk.fed);
	enum status status = walk_layer(&walk, &top, model);
	names_fini(&walk.fed);
	str_fini(&walk.previous);
	json_decref(model);
	return status;
}
