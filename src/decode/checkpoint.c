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
