#include "cmd/graphing.h"

#include "base/number.h"
#include "base/text.h"
#include "cmd/table.h"
#include "model/graph_facts.h"

#include <inttypes.h>

/* Walks a tree: the item, how deep it lies, and whether it is a member of a series that is not its first. */
struct walk {
	struct export *export;
	struct slice run, tag;
	const struct drawn_graph *drawn;
	struct str line;
};

static struct slice text_of(const struct walk *walk, uint32_t text)
{
	return names_text(&walk->drawn->graph.texts, text);
}

/* ---- For people ---- */

static void say_count(struct str *out, uint64_t count, const char *one, const char *more)
{
	char text[NUMBER_SIZE];
	number_grouped(text, (int64_t)count);
	str_printf(out, "  %s %s", text, count == 1 ? one : more);
}

static void say_node(struct walk *walk, uint32_t number)
{
	const struct graph_node *node = &walk->drawn->graph.nodes[number];
	struct attributes attributes;
	graph_attributes(&walk->drawn->graph, number, &attributes);
	str_append_text(&walk->line, "  ");
	text_clean(&walk->line, text_of(walk, node->op));
	if (attributes.shapes.length) {
		str_append_text(&walk->line, "  ");
		text_clean(&walk->line, str_slice(&attributes.shapes));
	}
	attributes_fini(&attributes);
	if (node->calls) {
		str_append_text(&walk->line, "  calls ");
		text_clean(&walk->line, text_of(walk, walk->drawn->graph.levels[node->calls].name));
	}
}

static bool print_item(struct walk *walk, uint32_t number, int depth)
{
	const struct tree_item *item = &walk->drawn->tree.items[number];
	struct str name = {0};
	str_clear(&walk->line);
	str_printf(&walk->line, "%*s", 2 * depth, "");
	graph_tree_name(&walk->drawn->tree, number, &name);
	if (item->parent == NODE_NONE)
		str_append_text(&walk->line, name.length ? "function " : "graph");
	text_clean(&walk->line, str_slice(&name));
	str_fini(&name);
	if (item->what == TREE_SERIES)
		str_printf(&walk->line, " ×%" PRIu64, item->end - item->first + 1);
	if (item->what == TREE_NODE) {
		say_node(walk, item->node);
	} else {
		str_append_text(&walk->line, item->what == TREE_SCOPE && item->parent != NODE_NONE ? "/" : "");
		say_count(&walk->line, item->nodes, "node", "nodes");
		if (item->parameters)
			say_count(&walk->line, item->parameters, "parameter", "parameters");
	}
	str_append_slice(&walk->export->out.text, str_slice(&walk->line));
	return out_line(&walk->export->out);
}

/* Of a series the first member stands for all. */
static bool print_level(struct walk *walk, uint32_t root)
{
	const struct graph_tree *tree = &walk->drawn->tree;
	uint32_t at = root;
	int depth = 1;
	while (print_item(walk, at, depth)) {
		if (tree->items[at].child != NODE_NONE) {
			at = tree->items[at].child;
			depth++;
			continue;
		}
		while (at != root && (tree->items[at].sibling == NODE_NONE || tree->items[tree->items[at].parent].what == TREE_SERIES)) {
			at = tree->items[at].parent;
			depth--;
		}
		if (at == root)
			return true;
		at = tree->items[at].sibling;
	}
	return false;
}

static void say_sums(struct walk *walk)
{
	struct graph_totals_of_layers sums;
	struct str *out = &walk->export->out.text;
	char least[NUMBER_SIZE], most[NUMBER_SIZE];
	graph_sum_layers(drawn_layers(walk->drawn), &sums);
	bool sure = sums.all.least == sums.all.most;
	number_grouped(least, (int64_t)sums.all.least);
	number_grouped(most, (int64_t)sums.all.most);
	str_printf(out, "  %s%s%s %s%s%s", least, sure ? "" : " to ", sure ? "" : most, sums.all.most == 1 ? "parameter" : "parameters",
	           sums.unknown ? ", without those of layers with a ?" : "", sure ? "" : ", as layers of one name may be one");
	out_line(&walk->export->out);
}

static void print_layers(struct walk *walk)
{
	const struct graph *graph = drawn_layers(walk->drawn);
	static const char *const heads[] = {"layer", "type", "output shape", "params", "connected to"};
	struct table table;
	table_init(&table, "lllrl");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		table_text(&table, heads[i]);
	for (size_t i = 0; i < graph->layer_count; i++) {
		const struct graph_layer *layer = &graph->layers[i];
		char number[NUMBER_SIZE] = "?";
		if (layer->counted)
			number_grouped(number, (int64_t)layer->parameters);
		str_clear(&walk->line);
		str_printf(&walk->line, "%*s", 2 * layer->depth, "");
		str_append_slice(&walk->line, names_text(&graph->texts, layer->name));
		table_cell(&table, str_slice(&walk->line));
		table_cell(&table, names_text(&graph->texts, layer->type));
		table_cell(&table, layer->shape ? names_text(&graph->texts, layer->shape) : slice_of("?"));
		table_text(&table, number);
		table_cell(&table, names_text(&graph->texts, layer->feeds));
	}
	table_print(&table, &walk->export->out.text, 2);
	table_fini(&table);
	say_sums(walk);
}

void graph_tree_people(struct export *export, struct slice run, struct slice tag, const struct drawn_graph *drawn)
{
	struct walk walk = {.export = export, .run = run, .tag = tag, .drawn = drawn};
	graph_print_head(export, run, tag);
	if (drawn_layers(drawn))
		print_layers(&walk);
	for (uint32_t i = 0; i < drawn->graph.level_count && !drawn->graph.layer_count; i++)
		if (!print_level(&walk, i))
			break;
	str_fini(&walk.line);
}

/* ---- JSON Lines: a line a node ---- */

static void put(struct json *json, const char *key, struct slice text)
{
	json_key(json, key);
	json_text(json, text);
}

static void put_inputs(struct json *json, const struct walk *walk, const struct graph_node *node)
{
	json_key(json, "inputs");
	json_open(json, '[');
	for (uint32_t i = 0; i < node->input_count; i++) {
		const struct graph_input *input = &walk->drawn->graph.inputs[node->first_input + i];
		json_open(json, '{');
		put(json, "node", text_of(walk, input->name));
		json_key(json, "output");
		json_unsigned(json, input->slot);
		json_key(json, "control");
		json_bool(json, input->control);
		json_key(json, "there");
		json_bool(json, input->node != NODE_NONE);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_attributes(struct json *json, const struct walk *walk, uint32_t number)
{
	struct attributes attributes;
	graph_attributes(&walk->drawn->graph, number, &attributes);
	json_key(json, "attributes");
	json_open(json, '{');
	for (int i = 0; i < attributes.count; i++) {
		if (i && slice_equal(attributes.items[i].key, attributes.items[i - 1].key))
			continue;
		json_name(json, attributes.items[i].key);
		json_text(json, str_slice(&attributes.items[i].value));
	}
	json_close(json, '}');
	attributes_fini(&attributes);
}

/* The scopes and series that a node lies in, from the outermost on, as the tree has them. */
static void put_scopes(struct json *json, const struct walk *walk, uint32_t item)
{
	const struct graph_tree *tree = &walk->drawn->tree;
	uint32_t path[2 * TREE_DEPTH + 4];
	size_t count = 0;
	struct str name = {0};
	for (item = tree->items[item].parent; item != NODE_NONE && tree->items[item].parent != NODE_NONE; item = tree->items[item].parent)
		if (count < sizeof path / sizeof *path)
			path[count++] = item;
	json_key(json, "scopes");
	json_open(json, '[');
	while (count-- > 0) {
		str_clear(&name);
		graph_tree_name(tree, path[count], &name);
		json_text(json, str_slice(&name));
	}
	json_close(json, ']');
	str_fini(&name);
}

static bool print_node(void *context, uint32_t number)
{
	struct walk *walk = context;
	const struct graph *graph = &walk->drawn->graph;
	const struct graph_node *node = &graph->nodes[number];
	struct json json = {.out = &walk->export->out.text};
	json_open(&json, '{');
	put(&json, "run", walk->run);
	put(&json, "tag", walk->tag);
	put(&json, "function", text_of(walk, graph->levels[node->level].name));
	put(&json, "name", text_of(walk, node->name));
	put(&json, "op", text_of(walk, node->op));
	put(&json, "device", text_of(walk, node->device));
	put_scopes(&json, walk, walk->drawn->tree.of_node[number]);
	put(&json, "calls", text_of(walk, node->calls ? graph->levels[node->calls].name : 0));
	json_key(&json, "parameters");
	json_unsigned(&json, node->parameters);
	put_inputs(&json, walk, node);
	put_attributes(&json, walk, number);
	json_close(&json, '}');
	return out_line(&walk->export->out);
}

void graph_tree_json(struct export *export, struct slice run, struct slice tag, const struct drawn_graph *drawn)
{
	struct walk walk = {.export = export, .run = run, .tag = tag, .drawn = drawn};
	for (uint32_t i = 0; i < drawn->graph.level_count; i++)
		if (!graph_walk(&drawn->tree, i, print_node, &walk))
			return;
}
