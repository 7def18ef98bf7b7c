#include "view/graph_pane.h"

#include "base/alloc.h"
#include "base/number.h"
#include "model/graph_facts.h"
#include "model/graph_path.h"
#include "view/box.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EDGES_MOST = 1000, TALLIES_MOST = 100, WALK_MOST = 20000 };

/* ---- Lines ---- */

static struct graph_fact *add(struct graph_pane *pane, enum role role)
{
	if (pane->fact_count == pane->fact_capacity) {
		pane->fact_capacity = pane->fact_capacity ? 2 * pane->fact_capacity : 64;
		pane->facts = xrealloc(pane->facts, pane->fact_capacity * sizeof *pane->facts);
	}
	struct graph_fact *fact = &pane->facts[pane->fact_count++];
	*fact = (struct graph_fact){.role = role, .node = NODE_NONE};
	return fact;
}

/* Goes on in further lines, as the end of a name says most of it. */
static void add_text(struct graph_pane *pane, struct slice clean, enum role role, int indent)
{
	int room = pane->side.width - 1 - indent;
	room = room > LABEL_SIZE / 4 ? LABEL_SIZE / 4 * 3 < room ? LABEL_SIZE / 4 * 3 : room : room < 8 ? 8 : room;
	while (clean.length) {
		size_t taken = 0;
		while (taken < clean.length) {
			size_t next = taken + 1;
			while (next < clean.length && ((unsigned char)clean.data[next] & 0xC0) == 0x80)
				next++;
			if (text_width(slice_make(clean.data, next)) > room)
				break;
			taken = next;
		}
		taken = taken ? taken : clean.length;
		struct label part;
		label_set(&part, slice_make(clean.data, taken), room, TEXT_CUT_END);
		label_format(&add(pane, role)->text, "%*s%s", indent, "", part.text);
		clean = slice_make(clean.data + taken, clean.length - taken);
	}
}

void graph_pane_add(struct graph_pane *pane, struct slice bytes, enum role role, int indent)
{
	struct str clean = {0};
	if (bytes.length)
		text_clean(&clean, bytes);
	else
		str_append_text(&clean, "\"\""); /* as in the tree */
	add_text(pane, str_slice(&clean), role, indent);
	str_fini(&clean);
}

void graph_pane_add_gap(struct graph_pane *pane)
{
	add(pane, ROLE_TEXT);
}

void graph_pane_add_head(struct graph_pane *pane, const char *text, uint64_t count)
{
	char number[NUMBER_SIZE];
	number_grouped(number, (int64_t)count);
	add(pane, ROLE_TEXT);
	label_format(&add(pane, ROLE_TITLE)->text, "%s %s", number, text);
}

static struct slice text_of(const struct graph_pane *pane, uint32_t text)
{
	return names_text(&pane->drawn->graph.texts, text);
}

/* ---- Nodes ---- */

static void shape_of(const struct graph *graph, uint32_t node, struct str *out)
{
	struct attributes attributes;
	graph_attributes(graph, node, &attributes);
	text_clean(out, str_slice(&attributes.shapes));
	attributes_fini(&attributes);
}

static void add_edge(struct graph_pane *pane, const char *arrow, struct slice name, const char *behind, uint32_t node)
{
	struct str shape = {0};
	struct graph_fact *fact = add(pane, node == NODE_NONE ? ROLE_BAD : ROLE_TEXT);
	struct label end;
	fact->node = node;
	if (node != NODE_NONE)
		shape_of(&pane->drawn->graph, node, &shape);
	label_set(&end, str_slice(&shape), pane->side.width / 3, TEXT_CUT_END);
	struct label cut;
	int room = pane->side.width - 6 - (int)strlen(behind) - (end.width ? end.width + 2 : 0);
	label_name(&cut, name, room > 8 ? room : 8);
	label_format(&fact->text, "  %s %s%s%s%s", arrow, cut.text, behind, end.width ? "  " : "", end.text);
	str_fini(&shape);
}

static void say_inputs(struct graph_pane *pane, const struct graph_node *node)
{
	const struct graph *graph = &pane->drawn->graph;
	if (!node->input_count)
		return;
	graph_pane_add_head(pane, node->input_count == 1 ? "input" : "inputs", node->input_count);
	for (uint32_t i = 0; i < node->input_count && i < EDGES_MOST; i++) {
		const struct graph_input *input = &graph->inputs[node->first_input + i];
		char behind[40] = "";
		if (input->slot)
			snprintf(behind, sizeof behind, ":%" PRIu32, input->slot);
		if (input->node == NODE_NONE)
			snprintf(behind, sizeof behind, " is not there");
		add_edge(pane, input->control ? "^" : "←", text_of(pane, input->name), behind, input->node);
	}
}

static void say_users(struct graph_pane *pane, const struct graph_node *node)
{
	const struct graph *graph = &pane->drawn->graph;
	if (!node->user_count)
		return;
	graph_pane_add_head(pane, node->user_count == 1 ? "user" : "users", node->user_count);
	for (uint32_t i = 0; i < node->user_count && i < EDGES_MOST; i++) {
		uint32_t user = graph->users[node->first_user + i];
		add_edge(pane, "→", text_of(pane, graph->nodes[user].name), "", user);
	}
}

static void say_attributes(struct graph_pane *pane, const struct attributes *attributes)
{
	if (!attributes->count)
		return;
	graph_pane_add_head(pane, attributes->count == 1 ? "attribute" : "attributes", (uint64_t)attributes->count);
	for (int i = 0; i < attributes->count; i++) {
		struct str line = {0};
		text_clean(&line, attributes->items[i].key);
		str_append_text(&line, " = ");
		text_clean(&line, str_slice(&attributes->items[i].value));
		add_text(pane, str_slice(&line), ROLE_TEXT, 2);
		str_fini(&line);
	}
	if (attributes->more)
		label_format(&add(pane, ROLE_DIM)->text, "  and more");
}

/* What it computes and gives, when it ran. */
static void say_numbers(struct graph_pane *pane, uint32_t item)
{
	struct label numbers;
	graph_highlight_facts(&pane->highlight, item, pane->side.width - 1, &numbers);
	if (numbers.length)
		add(pane, ROLE_TEXT)->text = numbers;
}

/* From the node that is marked as a. */
static void say_way(struct graph_pane *pane, uint32_t number)
{
	const struct graph *graph = &pane->drawn->graph;
	struct graph_path path;
	if (pane->letters[0] == NODE_NONE || pane->letters[0] == number)
		return;
	graph_path_find(graph, pane->letters[0], number, &path);
	if (path.count) {
		graph_pane_add_head(pane, path.back ? "nodes back to a" : "nodes from a", path.count);
	} else {
		add(pane, ROLE_TEXT);
		label_format(&add(pane, ROLE_DIM)->text, graph->node_count > GRAPH_PATH_MOST ? "too large to look for the way from a" : "no way from a or back");
	}
	for (size_t i = 0; i < path.count && i < EDGES_MOST; i++)
		add_edge(pane, !i ? "a" : path.back ? "←" : "→", text_of(pane, graph->nodes[path.nodes[i]].name), "", path.nodes[i]);
	graph_path_fini(&path);
}

static void say_namesakes(struct graph_pane *pane, uint32_t place, uint32_t namesakes)
{
	char which[NUMBER_SIZE], all[NUMBER_SIZE];
	number_grouped(which, place);
	number_grouped(all, namesakes);
	label_format(&add(pane, ROLE_WARN)->text, "%s of %s nodes of this name%s", which, all, place > 1 ? ": no input means it" : "");
}

static void say_node(struct graph_pane *pane, uint32_t number)
{
	const struct graph *graph = &pane->drawn->graph;
	const struct graph_node *node = &graph->nodes[number];
	struct attributes attributes;
	uint32_t namesakes, place = 0;
	char count[NUMBER_SIZE];
	graph_attributes(graph, number, &attributes);
	graph_pane_add(pane, text_of(pane, node->name), ROLE_STRONG, 0);
	graph_pane_add(pane, text_of(pane, node->op), ROLE_TITLE, 0);
	if (attributes.shapes.length)
		graph_pane_add(pane, str_slice(&attributes.shapes), ROLE_TEXT, 0);
	if (node->device)
		graph_pane_add(pane, text_of(pane, node->device), ROLE_DIM, 0);
	if (node->parameters) {
		number_grouped(count, (int64_t)node->parameters);
		label_format(&add(pane, ROLE_TEXT)->text, "%s parameters", count);
	}
	say_numbers(pane, pane->drawn->tree.of_node[number]);
	if (node->calls)
		label_format(&add(pane, ROLE_GOOD)->text, "Enter opens the function that it calls");
	namesakes = graph_namesakes(graph, number, &place);
	if (namesakes > 1)
		say_namesakes(pane, place, namesakes);
	say_way(pane, number);
	say_inputs(pane, node);
	say_users(pane, node);
	say_attributes(pane, &attributes);
	attributes_fini(&attributes);
}

/* ---- Scopes ---- */

/* Nodes outside of a scope that feed it, and those that it feeds: the first few of them. */
struct border {
	struct graph_pane *pane;
	uint32_t item;
	uint32_t in[EDGES_MOST], out[EDGES_MOST];
	size_t in_count, out_count;
};

static void note(const struct border *border, uint32_t *nodes, size_t *count, uint32_t node)
{
	const struct graph_tree *tree = &border->pane->drawn->tree;
	if (*count == EDGES_MOST || graph_is_below(tree, tree->of_node[node], border->item))
		return;
	for (size_t i = *count; i-- > 0 && *count - i <= 32;) /* few feed much: those alike follow on one another */
		if (nodes[i] == node)
			return;
	nodes[(*count)++] = node;
}

static bool look_at_border(void *context, uint32_t number)
{
	struct border *border = context;
	const struct graph *graph = &border->pane->drawn->graph;
	const struct graph_node *node = &graph->nodes[number];
	for (uint32_t i = 0; i < node->input_count; i++)
		if (graph->inputs[node->first_input + i].node != NODE_NONE)
			note(border, border->in, &border->in_count, graph->inputs[node->first_input + i].node);
	for (uint32_t i = 0; i < node->user_count; i++)
		note(border, border->out, &border->out_count, graph->users[node->first_user + i]);
	return border->in_count < EDGES_MOST || border->out_count < EDGES_MOST;
}

static void say_border(struct graph_pane *pane, uint32_t item)
{
	struct border *border = xcalloc(1, sizeof *border);
	border->pane = pane;
	border->item = item;
	graph_walk(&pane->drawn->tree, item, look_at_border, border);
	if (border->in_count)
		graph_pane_add_head(pane, border->in_count == 1 ? "node feeds it" : "nodes feed it", border->in_count);
	for (size_t i = 0; i < border->in_count; i++)
		add_edge(pane, "←", text_of(pane, pane->drawn->graph.nodes[border->in[i]].name), "", border->in[i]);
	if (border->out_count)
		graph_pane_add_head(pane, border->out_count == 1 ? "node takes from it" : "nodes take from it", border->out_count);
	for (size_t i = 0; i < border->out_count; i++)
		add_edge(pane, "→", text_of(pane, pane->drawn->graph.nodes[border->out[i]].name), "", border->out[i]);
	free(border);
}

static void list_tally(struct graph_pane *pane, const struct text_tally *tally, size_t count)
{
	for (size_t i = 0; i < count && i < TALLIES_MOST; i++) {
		struct label text;
		char number[NUMBER_SIZE];
		number_grouped(number, tally[i].count);
		label_name(&text, text_of(pane, tally[i].text), pane->side.width - 13);
		label_format(&add(pane, ROLE_TEXT)->text, "  %8s  %s", number, text.text);
	}
}

static void say_types(struct graph_pane *pane, uint32_t item)
{
	size_t count;
	struct text_tally *tally = graph_tally(&pane->drawn->tree, item, TALLY_OPS, &count);
	graph_pane_add_head(pane, count == 1 ? "type" : "types", count);
	list_tally(pane, tally, count);
	free(tally);
}

/* One alone is no list. */
static void say_devices(struct graph_pane *pane, uint32_t item)
{
	size_t count;
	struct text_tally *tally = graph_tally(&pane->drawn->tree, item, TALLY_DEVICES, &count);
	if (count == 1) {
		struct str line = {0};
		char number[NUMBER_SIZE];
		number_grouped(number, tally[0].count);
		str_printf(&line, "%s on ", number);
		text_clean(&line, text_of(pane, tally[0].text));
		add_text(pane, str_slice(&line), ROLE_DIM, 0);
		str_fini(&line);
	} else if (count) {
		graph_pane_add_head(pane, "devices", count);
		list_tally(pane, tally, count);
	}
	free(tally);
}

static void say_scope(struct graph_pane *pane, uint32_t number)
{
	const struct graph_tree *tree = &pane->drawn->tree;
	const struct tree_item *item = &tree->items[number];
	struct str name = {0};
	char count[NUMBER_SIZE];
	struct graph_fact *fact;
	graph_tree_name(tree, number, &name);
	if (item->parent == NODE_NONE && !pane->level)
		str_append_text(&name, "all of the graph");
	graph_pane_add(pane, str_slice(&name), ROLE_STRONG, 0);
	str_fini(&name);
	fact = add(pane, ROLE_TEXT);
	number_grouped(count, item->nodes);
	label_format(&fact->text, "%s node%s", count, item->nodes == 1 ? "" : "s");
	if (item->parameters) {
		number_grouped(count, (int64_t)item->parameters);
		line_add(&fact->text, pane->side.width, "%s parameters", count);
	}
	say_numbers(pane, number);
	number_grouped(count, (int64_t)pane->drawn->graph.lost);
	if (item->parent == NODE_NONE && pane->drawn->graph.lost)
		label_format(&add(pane, ROLE_BAD)->text, "%s input%s a node that is not there", count, pane->drawn->graph.lost == 1 ? " names" : "s name");
	say_devices(pane, number);
	say_types(pane, number);
	if (!number)
		graph_pane_say_model(pane);
	if (item->parent != NODE_NONE && item->nodes <= WALK_MOST)
		say_border(pane, number);
}

void graph_pane_say(struct graph_pane *pane)
{
	uint32_t item = graph_pane_item(pane);
	if (pane->facts_of == item && pane->facts_width == pane->side.width)
		return;
	if (pane->facts_of != item)
		pane->edges = (struct list){0};
	pane->facts_of = item;
	pane->facts_width = pane->side.width;
	pane->fact_count = 0;
	if (item == NODE_NONE)
		return;
	if (pane->drawn->tree.items[item].what == TREE_NODE)
		say_node(pane, pane->drawn->tree.items[item].node);
	else
		say_scope(pane, item);
}
