/* Graphs with their nodes, of any source: edges lead to nodes, each node has one place in the tree, sums are right. */
#include "decode/graph_nodes.h"
#include "fuzz/target.h"
#include "fuzz/take.h"
#include "model/graph_facts.h"

#include <stdlib.h>
#include <string.h>

static void check_edges(const struct graph *graph)
{
	for (size_t i = 0; i < graph->input_count; i++)
		if (graph->inputs[i].node != NODE_NONE && graph->inputs[i].node >= graph->node_count)
			object("an edge leads to a node");
	uint64_t users = 0;
	for (uint32_t i = 0; i < graph->node_count; i++) {
		const struct graph_node *node = &graph->nodes[i];
		if ((uint64_t)node->first_input + node->input_count > graph->input_count || node->level >= graph->level_count ||
		    node->calls >= graph->level_count || node->name >= graph->texts.count || node->op >= graph->texts.count)
			object("a node points to what is there");
		users += node->user_count;
	}
	if (users + graph->lost != graph->input_count)
		object("an input has a node that it is of, or is lost");
}


static bool count(void *context, uint32_t node)
{
	++*(uint64_t *)context;
	return true;
}

static void check_tree(const struct graph *graph, const struct graph_tree *tree)
{
	struct str name = {0};
	for (uint32_t i = 0; i < tree->count; i++) {
		const struct tree_item *item = &tree->items[i];
		uint64_t nodes = 0, below = 0;
		graph_tree_name(tree, i, &name);
		for (uint32_t child = item->child; child != NODE_NONE; child = tree->items[child].sibling) {
			below += tree->items[child].nodes;
			if (tree->items[child].parent != i)
				object("a child knows its parent");
		}
		if (item->what == TREE_NODE ? item->child != NODE_NONE || item->nodes != 1 : below != item->nodes)
			object("nodes add up");
		if (item->what == TREE_SERIES && item->end - item->first + 1 < SERIES_LEAST)
			object("a series has members");
		graph_walk(tree, i, count, &nodes);
		if (nodes != item->nodes)
			object("a walk comes by every node");
	}
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (tree->of_node[i] >= tree->count || tree->items[tree->of_node[i]].what != TREE_NODE)
			object("a node has a place");
	str_fini(&name);
}

static void check(const struct graph *graph, const struct graph_tree *tree)
{
	check_edges(graph);
	check_tree(graph, tree);
	for (uint32_t i = 0; i < graph->node_count && i < 100; i++) {
		struct attributes attributes;
		graph_attributes(graph, i, &attributes);
		for (int k = 0; k < attributes.count; k++)
			if (attributes.items[k].value.length > ATTRIBUTE_TEXT + 4)
				object("a value has an end");
		attributes_fini(&attributes);
	}
}

static void check_payload(struct slice bytes, enum item_form form, const char *plugin)
{
	struct graph graph;
	struct graph_tree tree;
	struct payload payload = {.form = form, .bytes = bytes, .record = (uint8_t *)bytes.data, .record_size = bytes.length,
	                          .plugin = slice_of(plugin), .content = slice_of("1")};
	if (graph_of_payload(&payload, &graph) != STATUS_OK)
		return;
	if (graph_tree_make(&graph, &tree)) {
		check(&graph, &tree);
		graph_tree_fini(&tree);
	}
	graph_fini(&graph);
}

static void check_model(struct slice bytes)
{
	struct graphs *graphs;
	if (graphs_of_saved_model(bytes, (struct slice){0}, &graphs) != STATUS_OK)
		return;
	for (size_t i = 0; i < graphs->count; i++)
		check(&graphs->items[i]->graph, &graphs->items[i]->tree);
	graphs_free(graphs);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	uint8_t how = take_byte(&input);
	/* A block of exactly its size, so that a sanitizer sees a step too far. */
	void *copy = malloc(input.left ? input.left : 1);
	memcpy(copy, input.bytes ? (const void *)input.bytes : "", input.left);
	struct slice block = slice_make(copy, input.left);
	switch (how & 3) {
	case 0: check_payload(block, ITEM_GRAPH, ""); break;
	case 1: check_payload(block, ITEM_TENSOR, "graph_run_metadata_graph"); break;
	case 2: check_payload(block, ITEM_TENSOR, "graph_keras_model"); break;
	default: check_model(block); return 0; /* which takes it */
	}
	free(copy);
	return 0;
}
