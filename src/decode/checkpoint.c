#include "decode/checkpoint.h"

#include "base/alloc.h"
#include "decode/table.h"
#include "decode/tensor_spec.h"

/* The bundle's header has no name; parts of a variable that was split have one that begins with a zero. */
static bool is_variable(struct slice key)
{
	return key.length && key.data[0];
}

static bool add_variable(void *context, struct slice key, struct slice value)
{
	struct meta_graph *graph = context;
	if (!is_variable(key))
		return true;
	uint32_t name = names_intern(&graph->kept, key);
	if (name == NAMES_NONE ||
	    !array_reserve(&graph->variables, &graph->variable_capacity, graph->variable_count + 1))
		return false;
	struct model_variable *variable = &graph->variables[graph->variable_count++];
	*variable = (struct model_variable){.trainable = TRAINABLE_UNKNOWN};
	bool fine = tensor_spec_of_entry(wire_of(value.data, value.length), &variable->tensor);
	variable->tensor.name = names_text(&graph->kept, name);
	return fine;
}

enum status checkpoint_add_variables(struct slice index, struct meta_graph *graph)
{
	return table_walk(index, add_variable, graph);
}

/* ---- One of them ---- */

struct search {
	struct slice name;
	struct checkpoint_entry *out;
	bool found, fine;
};

static void read_header(struct wire header, struct checkpoint_entry *out)
{
	enum { SHARDS = 1 };
	struct wire_field field;
	while (wire_next(&header, &field))
		if (wire_is(&field, SHARDS, WIRE_VARINT))
			out->shards = (uint32_t)field.number;
}

static bool read_entry(struct wire entry, struct checkpoint_entry *out)
{
	enum { SHARD = 3, OFFSET = 4, SIZE = 5 };
	struct tensor_spec spec = {0};
	struct wire_field field;
	bool fine = tensor_spec_of_entry(entry, &spec);
	while (fine && wire_next(&entry, &field)) {
		if (wire_is(&field, SHARD, WIRE_VARINT))
			out->shard = (uint32_t)field.number;
		else if (wire_is(&field, OFFSET, WIRE_VARINT))
			out->offset = field.number;
		else if (wire_is(&field, SIZE, WIRE_VARINT))
			out->size = field.number;
	}
	out->dtype = spec.dtype;
	out->rank = (uint32_t)spec.rank;
	for (size_t i = 0; i < spec.rank && i < 2; i++)
		out->dims[i] = spec.sizes[i];
	tensor_spec_fini(&spec);
	return fine;
}

static bool look_at(void *context, struct slice key, struct slice value)
{
	struct search *search = context;
	if (!key.length)
		read_header(wire_of(value.data, value.length), search->out);
	if (!slice_equal(key, search->name))
		return true;
	search->found = true;
	search->fine = read_entry(wire_of(value.data, value.length), search->out);
	return true;
}

enum status checkpoint_find(struct slice index, struct slice name, struct checkpoint_entry *out)
{
	struct search search = {.name = name, .out = out};
	*out = (struct checkpoint_entry){.shards = 1};
	enum status status = name.length ? table_walk(index, look_at, &search) : STATUS_NOT_FOUND;
	if (status)
		return status;
	return !search.found ? STATUS_NOT_FOUND : search.fine ? STATUS_OK : STATUS_CORRUPT;
}
