/* SavedModels: every node is of a type, signatures are in order. */
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct saved_model model;
	if (saved_model_decode(slice_make(bytes, length), &model) != STATUS_OK)
		return 0;
	for (size_t i = 0; i < model.count; i++)
		check_graph(&model.graphs[i]);
	saved_model_fini(&model);
	return 0;
}
