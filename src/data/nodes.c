#include "data/nodes.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>

bool graph_init(struct graph *graph)
{
	*graph = (struct graph){0};
	names_init(&graph->texts);
	return names_intern(&graph->texts, slice_make(NULL, 0)) == 0;
}

void graph_fini(struct graph *graph)
{
	names_fini(&graph->texts);
	free(graph->nodes);
	free(graph->inputs);
	free(graph->users);
	free(graph->levels);
	free(graph->layers);
	*graph = (struct graph){0};
}

uint32_t graph_text(struct graph *graph, struct slice text)
{
	uint32_t known = names_find(&graph->texts, text);
	if (known != NAMES_NONE)
		return known;
	struct str mended = {0};
	text_repair(&mended, text);
	uint32_t number = names_intern(&graph->texts, str_slice(&mended));
	str_fini(&mended);
	return number;
}

/* ---- Layers ---- */

static void add_parameters(struct graph_parameters *to, uint64_t number, bool surely)
{
	to->most = graph_parameters_sum(to->most, number);
	if (surely)
		to->least = graph_parameters_sum(to->least, number);
}

void graph_sum_layers(const struct graph *graph, struct graph_totals_of_layers *out)
{
	*out = (struct graph_totals_of_layers){0};
	for (size_t i = 0; i < graph->layer_count; i++) {
		const struct graph_layer *layer = &graph->layers[i];
		if (layer->model || layer->shared)
			continue;
		/* The running mean and deviation are not trained. */
		bool half = slice_equal(names_text(&graph->texts, layer->type), slice_of("BatchNormalization"));
		uint64_t trained = !layer->trainable ? 0 : half ? layer->parameters / 2 : layer->parameters;
		add_parameters(&out->all, layer->parameters, !layer->alike);
		add_parameters(&out->trained, trained, !layer->alike);
		add_parameters(&out->fixed, layer->parameters - trained, !layer->alike);
		out->unknown += !layer->counted;
	}
}

/* ---- Edges ---- */

/* The node of each text on a level, for the time of connecting it. */
static void name_nodes(const struct graph *graph, const struct graph_level *level, uint32_t *by_text)
{
	for (uint32_t i = level->first; i < level->first + level->count; i++)
		if (by_text[graph->nodes[i].name] == NODE_NONE)
			by_text[graph->nodes[i].name] = i;
}

static void forget_names(const struct graph *graph, const struct graph_level *level, uint32_t *by_text)
{
	for (uint32_t i = level->first; i < level->first + level->count; i++)
		by_text[graph->nodes[i].name] = NODE_NONE;
}

static void connect_level(struct graph *graph, const struct graph_level *level, const uint32_t *by_text)
{
	for (uint32_t i = level->first; i < level->first + level->count; i++) {
		const struct graph_node *node = &graph->nodes[i];
		for (uint32_t k = 0; k < node->input_count; k++) {
			struct graph_input *input = &graph->inputs[node->first_input + k];
			input->node = by_text[input->name];
			if (input->node == NODE_NONE)
				graph->lost++;
			else
				graph->nodes[input->node].user_count++;
		}
	}
}

/* Users lie one node's after the other's, each in the order of nodes. */
static bool list_users(struct graph *graph)
{
	uint32_t next = 0;
	graph->users = data_alloc(graph->input_count, sizeof *graph->users);
	if (!graph->users)
		return false;
	for (uint32_t i = 0; i < graph->node_count; i++) {
		graph->nodes[i].first_user = next;
		next += graph->nodes[i].user_count;
		graph->nodes[i].user_count = 0;
	}
	for (uint32_t i = 0; i < graph->node_count; i++)
		for (uint32_t k = 0; k < graph->nodes[i].input_count; k++) {
			uint32_t from = graph->inputs[graph->nodes[i].first_input + k].node;
			if (from != NODE_NONE)
				graph->users[graph->nodes[from].first_user + graph->nodes[from].user_count++] = i;
		}
	return true;
}

/* A node calls the function that an attribute names, or its type. */
static bool find_calls(struct graph *graph, uint32_t *by_text)
{
	for (uint32_t i = 1; i < graph->level_count; i++)
		by_text[graph->levels[i].name] = i;
	for (uint32_t i = 0; i < graph->node_count; i++) {
		struct graph_node *node = &graph->nodes[i];
		uint32_t level = node->calls ? by_text[node->calls] : NODE_NONE;
		if (level == NODE_NONE)
			level = by_text[node->op];
		node->calls = level == NODE_NONE ? 0 : level;
	}
	return list_users(graph);
}

bool graph_connect(struct graph *graph)
{
	uint32_t *by_text = data_alloc(graph->texts.count, sizeof *by_text);
	if (!by_text)
		return false;
	for (uint32_t i = 0; i < graph->texts.count; i++)
		by_text[i] = NODE_NONE;
	for (uint32_t i = 0; i < graph->level_count; i++) {
		name_nodes(graph, &graph->levels[i], by_text);
		connect_level(graph, &graph->levels[i], by_text);
		forget_names(graph, &graph->levels[i], by_text);
	}
	bool fine = find_calls(graph, by_text);
	free(by_text);
	return fine;
}

#define TEXT_BYTES 96 /* a name of some 40 bytes, and what finds it */

size_t graph_memory(const struct graph *graph)
{
	return graph->node_capacity * sizeof *graph->nodes + graph->input_capacity * sizeof *graph->inputs +
	       graph->input_count * sizeof *graph->users + (size_t)graph->texts.count * TEXT_BYTES +
	       graph->level_capacity * sizeof *graph->levels + graph->layer_capacity * sizeof *graph->layers;
}
