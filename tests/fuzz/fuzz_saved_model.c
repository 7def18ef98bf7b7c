/* SavedModels, and the index of a checkpoint beside them. */
#include "decode/checkpoint.h"
#include "decode/saved_model.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

static void check_graph(const struct meta_graph *graph)
{
	uint64_t nodes = 0, parameters;
	for (uint32_t i = 0; i < graph->graph.ops.count; i++)
		nodes += graph->graph.counts[i];
	if (nodes != graph->graph.nodes)
		object("every node is of a type");
	for (size_t i = 1; i < graph->signature_count; i++)
		if (slice_compare(graph->signatures[i - 1].name, graph->signatures[i].name) > 0)
			object("signatures are sorted");
	for (size_t i = 0; i < graph->variable_count; i++)
		if (tensor_spec_parameters(&graph->variables[i].tensor, &parameters) && graph->variables[i].tensor.any_rank)
			object("nothing is known of a shape of any rank");
}

static void try_model(struct slice bytes)
{
	struct saved_model model;
	if (saved_model_decode(bytes, &model) != STATUS_OK)
		return;
	for (size_t i = 0; i < model.count; i++)
		check_graph(&model.graphs[i]);
	saved_model_fini(&model);
}

static void try_checkpoint(struct slice bytes)
{
	struct saved_model model;
	static const uint8_t empty[] = {0x12, 0x00}; /* a meta graph without anything */
	if (saved_model_decode(slice_make(empty, sizeof empty), &model) != STATUS_OK)
		object("an empty model is one");
	checkpoint_add_variables(bytes, &model.graphs[0]);
	check_graph(&model.graphs[0]);
	saved_model_fini(&model);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	if (take_byte(&input) & 1)
		try_checkpoint(slice_make(input.bytes, input.left));
	else
		try_model(slice_make(input.bytes, input.left));
	return 0;
}
