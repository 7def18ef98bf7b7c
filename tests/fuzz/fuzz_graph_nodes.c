/* Graphs with their nodes, of any source: edges lead to nodes, each node has one place in the tree, sums are right. */
#include "base/alloc.h"
#include "chart/layered.h"
#include "decode/graph_nodes.h"
#include "fuzz/target.h"
#include "fuzz/take.h"
#include "model/graph_boxes.h"
#include "model/graph_costs.h"
#include "model/graph_diff.h"
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

/* A level as a drawing: boxes within it, none on another one. */
static void check_drawing(const struct graph_tree *tree, uint32_t root)
{
	struct graph_boxes boxes;
	struct layered layered;
	struct layered_box all[LAYERED_BOXES] = {0};
	struct layered_edge *edges;
	if (!graph_boxes_make(tree, root, false, &boxes))
		return;
	edges = xcalloc((size_t)boxes.flow_count + 1, sizeof *edges);
	for (uint32_t i = 0; i < boxes.count; i++)
		all[i].width = 5 + (int)(i % 7);
	for (uint32_t i = 0; i < boxes.flow_count; i++)
		edges[i] = (struct layered_edge){.from = boxes.flows[i].from, .to = boxes.flows[i].to, .dotted = !boxes.flows[i].data};
	layered_make(&layered, all, boxes.count, edges, boxes.flow_count, 80);
	for (uint32_t i = 0; i < layered.box_count; i++) {
		struct rect own = {layered.boxes[i].x, layered.boxes[i].y, layered.boxes[i].width, LAYERED_HEIGHT};
		if (!rect_inside(own, (struct rect){0, 0, layered.columns, layered.rows}))
			object("a box is within the drawing");
		for (uint32_t k = 0; k < i; k++)
			if (rect_overlap(own, (struct rect){layered.boxes[k].x, layered.boxes[k].y, layered.boxes[k].width, LAYERED_HEIGHT}))
				object("no box is on another one");
	}
	layered_fini(&layered);
	graph_boxes_fini(&boxes);
	free(edges);
}

/* It is no different from itself; sums are those of its parts. */
static void check_numbers(const struct graph *graph, const struct graph_tree *tree)
{
	struct graph_looks looks;
	struct graph_diff diff;
	struct graph_costs costs;
	graph_looks_init(&looks);
	if (graph_looks_on(&looks, graph, UINT32_MAX) && graph_diff_open(&diff, &looks, graph)) {
		if (graph_diff_on(&diff, UINT32_MAX) && diff.count)
			object("a graph is no different from itself");
		graph_diff_fini(&diff);
	}
	graph_looks_fini(&looks);
	if (graph_costs_open(&costs, tree)) {
		graph_costs_on(&costs, UINT32_MAX);
		graph_costs_fini(&costs);
	}
}

static void check(const struct graph *graph, const struct graph_tree *tree)
{
	check_edges(graph);
	check_tree(graph, tree);
	check_numbers(graph, tree);
	check_drawing(tree, 0);
	for (uint32_t i = graph->level_count; i < tree->count && i < graph->level_count + 20; i++)
		if (tree->items[i].child != NODE_NONE)
			check_drawing(tree, i);
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
