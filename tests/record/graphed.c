/*
 * What the dashboard makes of graphs:
 *
 *     graphed FILE ...
 *
 * Each file is a GraphDef. A line of JSON for each scope, series and function, and for each node: items by number, which
 * their parents have, too.
 */
#include "cmd/json.h"
#include "decode/graph_nodes.h"
#include "disk/stream.h"
#include "model/graph_costs.h"
#include "model/graph_facts.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_MOST ((size_t)1 << 30)
#define NODES_AT_ONCE 1000

static struct str out;
static struct json json = {.out = &out};

/* ---- Lines of JSON ---- */

static void begin(const char *is)
{
	json_open(&json, '{');
	json_key(&json, "is");
	json_text(&json, slice_of(is));
}

static void end(void)
{
	json_close(&json, '}');
	puts(str_text(&out));
	str_clear(&out);
	json.more = false;
}

static void put_text(const char *key, struct slice text)
{
	json_key(&json, key);
	json_text(&json, text);
}

static void put_number(const char *key, uint64_t number)
{
	json_key(&json, key);
	json_unsigned(&json, number);
}

/* ---- Items ---- */

/* The root of a level has no parent: its own number. */
static void put_place(const struct graph_tree *tree, uint32_t number)
{
	struct str name = {0};
	graph_tree_name(tree, number, &name);
	put_number("item", number);
	put_text("called", str_slice(&name));
	put_number("parent", tree->items[number].parent == NODE_NONE ? number : tree->items[number].parent);
	str_fini(&name);
}

static void put_costs(const struct graph_costs *costs, uint32_t number)
{
	put_number("nodes", costs->tree->items[number].nodes);
	put_number("parameters", costs->tree->items[number].parameters);
	put_number("flops", costs->flops[number]);
	put_number("bytes", costs->bytes[number]);
	put_number("untold", costs->untold[number]);
	put_number("unsized", costs->unsized[number]);
	json_key(&json, "open");
	json_bool(&json, costs->open[number]);
}

static void put_ops(const struct graph_tree *tree, uint32_t number)
{
	size_t count;
	struct text_tally *tallies = graph_tally(tree, number, TALLY_OPS, &count);
	json_key(&json, "ops");
	json_open(&json, '{');
	for (size_t i = 0; i < count; i++) {
		json_name(&json, names_text(&tree->graph->texts, tallies[i].text));
		json_unsigned(&json, tallies[i].count);
	}
	json_close(&json, '}');
	free(tallies);
}

static void print_item(const struct graph_costs *costs, uint32_t number)
{
	static const char *const kinds[] = {[TREE_SCOPE] = "scope", [TREE_NODE] = "node", [TREE_SERIES] = "series"};
	const struct graph_tree *tree = costs->tree;
	const struct tree_item *item = &tree->items[number];
	begin(kinds[item->what]);
	put_place(tree, number);
	put_costs(costs, number);
	if (item->what == TREE_NODE) {
		put_text("name", names_text(&tree->graph->texts, tree->graph->nodes[item->node].name));
		put_number("node", item->node);
	} else {
		put_ops(tree, number);
	}
	end();
}

/* ---- Graphs ---- */

static bool print_graph(const char *path, const struct graph *graph)
{
	struct graph_tree tree;
	struct graph_costs costs;
	if (!graph_tree_make(graph, &tree))
		return false;
	bool fine = graph_costs_open(&costs, &tree);
	while (fine && !costs.done)
		graph_costs_on(&costs, NODES_AT_ONCE);
	begin("graph");
	put_text("file", slice_of(path));
	put_number("levels", graph->level_count);
	put_number("lost", graph->lost);
	end();
	for (uint32_t i = 0; fine && i < tree.count; i++)
		print_item(&costs, i);
	if (fine)
		graph_costs_fini(&costs);
	graph_tree_fini(&tree);
	return fine;
}

static bool print_file(const char *path)
{
	struct slice bytes;
	struct graph graph;
	if (stream_load(path, FILE_MOST, &bytes) != STATUS_OK)
		return false;
	struct payload payload = {.form = ITEM_GRAPH, .bytes = bytes, .record = (uint8_t *)bytes.data, .record_size = bytes.length};
	bool fine = graph_of_payload(&payload, &graph) == STATUS_OK;
	if (fine) {
		fine = print_graph(path, &graph);
		graph_fini(&graph);
	}
	free((void *)bytes.data);
	return fine;
}

int main(int argc, char **argv)
{
	bool fine = argc > 1;
	for (int i = 1; fine && i < argc; i++)
		fine = print_file(argv[i]);
	str_fini(&out);
	return fine ? 0 : 1;
}
