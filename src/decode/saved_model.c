#include "decode/saved_model.h"

#include "base/alloc.h"
#include "decode/graph.h"
#include "decode/tensor_spec.h"
#include "read/wire.h"

#include <stdlib.h>

enum { MODEL_META_GRAPH = 2 };
enum { META_INFO = 1, META_GRAPH = 2, META_SIGNATURE = 5, META_OBJECTS = 7, INFO_TAG = 4, INFO_VERSION = 5 };
enum { ENTRY_KEY = 1, ENTRY_VALUE = 2, SIGNATURE_INPUT = 1, SIGNATURE_OUTPUT = 2, SIGNATURE_METHOD = 3 };
enum { OBJECTS_NODE = 1, OBJECT_VARIABLE = 7 };

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

static struct slice bytes_of(const struct wire_field *field)
{
	return slice_make(field->bytes, field->length);
}

/* The key and the value of a map's entry; either may be left out. */
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

/* ---- Signatures ---- */

/* Of several entries with one key the last counts. */
static struct tensor_spec *spec_of(struct tensor_specs *specs, struct slice name)
{
	for (size_t i = 0; i < specs->count; i++)
		if (slice_equal(specs->items[i].name, name)) {
			tensor_spec_fini(&specs->items[i]);
			return &specs->items[i];
		}
	if (specs->count == SPECS_MOST || !array_reserve(&specs->items, &specs->capacity, specs->count + 1))
		return NULL;
	specs->items[specs->count] = (struct tensor_spec){0};
	return &specs->items[specs->count++];
}

static bool take_tensor(struct wire entry, struct tensor_specs *specs)
{
	struct slice name;
	struct wire info;
	take_entry(entry, &name, &info);
	struct tensor_spec *spec = spec_of(specs, name);
	bool fine = spec && tensor_spec_of_info(info, spec);
	if (spec)
		spec->name = name;
	return fine;
}

static int spec_by_name(const void *a, const void *b)
{
	return slice_compare(((const struct tensor_spec *)a)->name, ((const struct tensor_spec *)b)->name);
}

static void sort_specs(struct tensor_specs *specs)
{
	if (specs->count)
		qsort(specs->items, specs->count, sizeof *specs->items, spec_by_name);
}

static bool take_signature(struct wire message, struct model_signature *signature)
{
	struct wire_field field;
	bool fine = true;
	while (fine && wire_next(&message, &field)) {
		if (wire_is(&field, SIGNATURE_INPUT, WIRE_BYTES))
			fine = take_tensor(inside(&field), &signature->inputs);
		else if (wire_is(&field, SIGNATURE_OUTPUT, WIRE_BYTES))
			fine = take_tensor(inside(&field), &signature->outputs);
		else if (wire_is(&field, SIGNATURE_METHOD, WIRE_BYTES))
			signature->method = bytes_of(&field);
	}
	sort_specs(&signature->inputs);
	sort_specs(&signature->outputs);
	return fine && wire_fine(&message);
}

static bool add_signature(struct wire entry, struct meta_graph *graph)
{
	struct slice name;
	struct wire message;
	take_entry(entry, &name, &message);
	if (graph->signature_count == SPECS_MOST ||
	    !array_reserve(&graph->signatures, &graph->signature_capacity, graph->signature_count + 1))
		return false;
	struct model_signature *signature = &graph->signatures[graph->signature_count++];
	*signature = (struct model_signature){.name = name};
	return take_signature(message, signature);
}

static int signature_by_name(const void *a, const void *b)
{
	return slice_compare(((const struct model_signature *)a)->name, ((const struct model_signature *)b)->name);
}

/* ---- Variables ---- */

static bool add_object(struct wire object, struct meta_graph *graph)
{
	/* The kinds of an object: of a oneof the last that is set holds. */
	static const struct wire_member kinds[] = {
		{4, WIRE_BYTES}, {5, WIRE_BYTES}, {6, WIRE_BYTES}, {OBJECT_VARIABLE, WIRE_BYTES},
		{8, WIRE_BYTES}, {9, WIRE_BYTES}, {10, WIRE_BYTES}, {12, WIRE_BYTES},
	};
	struct wire from;
	struct wire_field field;
	if (wire_oneof(object, kinds, sizeof kinds / sizeof *kinds, &from) != OBJECT_VARIABLE)
		return true;
	if (!array_reserve(&graph->variables, &graph->variable_capacity, graph->variable_count + 1))
		return false;
	struct model_variable *variable = &graph->variables[graph->variable_count++];
	*variable = (struct model_variable){0};
	bool trainable = false, fine = true;
	while (fine && wire_next(&from, &field))
		if (wire_is(&field, OBJECT_VARIABLE, WIRE_BYTES))
			fine = tensor_spec_of_variable(inside(&field), &variable->tensor, &trainable);
	variable->trainable = trainable ? TRAINABLE_YES : TRAINABLE_NO;
	return fine;
}

static bool take_objects(struct wire objects, struct meta_graph *graph)
{
	struct wire_field field;
	bool fine = true;
	while (fine && wire_next(&objects, &field)) {
		if (!wire_is(&field, OBJECTS_NODE, WIRE_BYTES))
			continue;
		graph->declares_variables = true;
		fine = add_object(inside(&field), graph);
	}
	return fine && wire_fine(&objects);
}

/* ---- All of it ---- */

static bool take_info(struct wire info, struct meta_graph *graph)
{
	struct wire_field field;
	while (wire_next(&info, &field)) {
		if (wire_is(&field, INFO_VERSION, WIRE_BYTES)) {
			graph->tensorflow_version = bytes_of(&field);
		} else if (wire_is(&field, INFO_TAG, WIRE_BYTES)) {
			if (!array_reserve(&graph->tags, &graph->tag_capacity, graph->tag_count + 1))
				return false;
			graph->tags[graph->tag_count++] = bytes_of(&field);
		}
	}
	return wire_fine(&info);
}

static bool take_graph(const struct wire_field *field, struct meta_graph *graph)
{
	return graph_check(bytes_of(field)) == STATUS_OK && graph_count(bytes_of(field), &graph->graph, &graph->bodies);
}

static bool take_meta_graph(struct wire message, struct meta_graph *graph)
{
	struct wire_field field;
	bool fine = true;
	while (fine && wire_next(&message, &field)) {
		if (wire_is(&field, META_INFO, WIRE_BYTES))
			fine = take_info(inside(&field), graph);
		else if (wire_is(&field, META_GRAPH, WIRE_BYTES))
			fine = take_graph(&field, graph);
		else if (wire_is(&field, META_SIGNATURE, WIRE_BYTES))
			fine = add_signature(inside(&field), graph);
		else if (wire_is(&field, META_OBJECTS, WIRE_BYTES))
			fine = take_objects(inside(&field), graph);
	}
	if (graph->signature_count)
		qsort(graph->signatures, graph->signature_count, sizeof *graph->signatures, signature_by_name);
	return fine && wire_fine(&message);
}

enum status saved_model_decode(struct slice bytes, struct saved_model *out)
{
	struct wire message = wire_of(bytes.data, bytes.length);
	struct wire_field field;
	bool fine = true;
	*out = (struct saved_model){0};
	while (fine && wire_next(&message, &field)) {
		if (!wire_is(&field, MODEL_META_GRAPH, WIRE_BYTES))
			continue;
		fine = array_reserve(&out->graphs, &out->capacity, out->count + 1);
		if (!fine)
			break;
		struct meta_graph *graph = &out->graphs[out->count++];
		*graph = (struct meta_graph){0};
		names_init(&graph->kept);
		graph_totals_init(&graph->graph);
		graph_totals_init(&graph->bodies);
		fine = take_meta_graph(inside(&field), graph);
	}
	if (fine && wire_fine(&message))
		return STATUS_OK;
	saved_model_fini(out);
	return STATUS_CORRUPT;
}
