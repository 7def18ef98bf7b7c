#include "model/graph_path.h"

#include "base/alloc.h"

#include <stdlib.h>

/* From one node outwards, the nearest first. */
struct search {
	const struct graph *graph;
	uint32_t *came_from; /* by node; NODE_NONE where nobody was */
	uint32_t *queue;
	size_t end;
};

static void reach(struct search *search, uint32_t node, uint32_t from)
{
	if (node == NODE_NONE || search->came_from[node] != NODE_NONE)
		return;
	search->came_from[node] = from;
	search->queue[search->end++] = node;
}

static void reach_neighbours(struct search *search, uint32_t number, bool back)
{
	const struct graph *graph = search->graph;
	const struct graph_node *node = &graph->nodes[number];
	for (uint32_t i = 0; !back && i < node->user_count; i++)
		reach(search, graph->users[node->first_user + i], number);
	for (uint32_t i = 0; back && i < node->input_count; i++)
		reach(search, graph->inputs[node->first_input + i].node, number);
}

static bool search_from(struct search *search, uint32_t from, uint32_t to, bool back)
{
	for (uint32_t i = 0; i < search->graph->node_count; i++)
		search->came_from[i] = NODE_NONE;
	search->end = 0;
	reach(search, from, from);
	for (size_t i = 0; i < search->end && search->came_from[to] == NODE_NONE; i++)
		reach_neighbours(search, search->queue[i], back);
	return search->came_from[to] != NODE_NONE;
}

/* The way as it was come, from its end; the queue is done with and takes it. */
static void take_way(struct search *search, uint32_t from, uint32_t to, struct graph_path *out)
{
	size_t count = 1;
	for (uint32_t node = to; node != from; node = search->came_from[node])
		count++;
	out->count = count;
	for (uint32_t node = to; count--; node = search->came_from[node])
		search->queue[count] = node;
	out->nodes = search->queue;
	search->queue = NULL;
}

bool graph_path_find(const struct graph *graph, uint32_t from, uint32_t to, struct graph_path *out)
{
	*out = (struct graph_path){0};
	if (graph->node_count > GRAPH_PATH_MOST)
		return true;
	struct search search = {
		.graph = graph,
		.came_from = data_alloc(graph->node_count, sizeof *search.came_from),
		.queue = data_alloc(graph->node_count, sizeof *search.queue),
	};
	bool fine = search.came_from && search.queue, found = false;
	for (int back = 0; fine && !found && back < 2; back++) {
		found = search_from(&search, from, to, back);
		out->back = back;
	}
	if (found)
		take_way(&search, from, to, out);
	free(search.came_from);
	free(search.queue);
	return fine;
}

void graph_path_fini(struct graph_path *path)
{
	free(path->nodes);
	*path = (struct graph_path){0};
}
