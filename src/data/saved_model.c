#include "data/saved_model.h"

#include <stdlib.h>

void tensor_spec_fini(struct tensor_spec *spec)
{
	free(spec->sizes);
	*spec = (struct tensor_spec){0};
}

bool tensor_spec_parameters(const struct tensor_spec *spec, uint64_t *out)
{
	bool fits = true;
	*out = 1;
	for (size_t i = 0; i < spec->rank; i++) {
		if (spec->sizes[i] < 0)
			return false;
		fits = !__builtin_mul_overflow(*out, (uint64_t)spec->sizes[i], out) && fits;
		if (!spec->sizes[i]) { /* whatever the others are */
			*out = 0;
			fits = true;
		}
	}
	return fits && !spec->any_rank;
}

static void specs_fini(struct tensor_specs *specs)
{
	for (size_t i = 0; i < specs->count; i++)
		tensor_spec_fini(&specs->items[i]);
	free(specs->items);
}

static void meta_graph_fini(struct meta_graph *graph)
{
	for (size_t i = 0; i < graph->signature_count; i++) {
		specs_fini(&graph->signatures[i].inputs);
		specs_fini(&graph->signatures[i].outputs);
	}
	for (size_t i = 0; i < graph->variable_count; i++)
		tensor_spec_fini(&graph->variables[i].tensor);
	names_fini(&graph->kept);
	graph_totals_fini(&graph->graph);
	graph_totals_fini(&graph->bodies);
	free(graph->signatures);
	free(graph->variables);
	free(graph->tags);
}

void saved_model_fini(struct saved_model *model)
{
	for (size_t i = 0; i < model->count; i++)
		meta_graph_fini(&model->graphs[i]);
	free(model->graphs);
	*model = (struct saved_model){0};
}
