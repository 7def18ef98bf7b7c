#include "cmd/graphing.h"

#include "base/alloc.h"
#include "base/text.h"
#include "cmd/table.h"
#include "model/graph_facts.h"

#include <stdlib.h>

/* A node as it is compared: its type, and the rest as text. */
struct node_look {
	char *op, *device, *inputs, *attributes; /* owned */
};

struct graph_side {
	struct str title;
	struct names names; /* of nodes, with the function that they are in */
	struct node_look *items;
	size_t capacity;
};

void graph_side_free(struct graph_side *side)
{
	for (uint32_t i = 0; side && i < side->names.count; i++) {
		free(side->items[i].op);
		free(side->items[i].device);
		free(side->items[i].inputs);
		free(side->items[i].attributes);
	}
	if (side) {
		names_fini(&side->names);
		free(side->items);
		str_fini(&side->title);
	}
	free(side);
}

static char *copy(struct slice text)
{
	return xmemdup0(text.length ? text.data : "", text.length);
}

static char *inputs_of(const struct graph *graph, const struct graph_node *node)
{
	struct str out = {0};
	for (uint32_t i = 0; i < node->input_count; i++) {
		const struct graph_input *input = &graph->inputs[node->first_input + i];
		str_append_text(&out, i ? ", " : "");
		str_append_text(&out, input->control ? "^" : "");
		str_append_slice(&out, names_text(&graph->texts, input->name));
		str_printf(&out, ":%u", (unsigned)input->slot);
	}
	char *text = copy(str_slice(&out));
	str_fini(&out);
	return text;
}

static char *attributes_text(const struct graph *graph, uint32_t node)
{
	struct attributes attributes;
	struct str out = {0};
	graph_attributes(graph, node, &attributes);
	for (int i = 0; i < attributes.count; i++) {
		str_append_text(&out, i ? ", " : "");
		str_append_slice(&out, attributes.items[i].key);
		str_append_text(&out, " = ");
		str_append_slice(&out, str_slice(&attributes.items[i].value));
	}
	attributes_fini(&attributes);
	char *text = copy(str_slice(&out));
	str_fini(&out);
	return text;
}

static bool add_node(struct graph_side *side, const struct graph *graph, uint32_t number)
{
	const struct graph_node *node = &graph->nodes[number];
	struct str name = {0};
	if (node->level) {
		str_append_slice(&name, names_text(&graph->texts, graph->levels[node->level].name));
		str_append_text(&name, "() ");
	}
	str_append_slice(&name, names_text(&graph->texts, node->name));
	uint32_t before = side->names.count, at = names_intern(&side->names, str_slice(&name));
	str_fini(&name);
	if (at == NAMES_NONE)
		return false;
	if (at < before) /* the first of a name counts */
		return true;
	if (!array_reserve(&side->items, &side->capacity, (size_t)at + 1)) {
		side->names.count--; /* it has no look */
		return false;
	}
	side->items[at] = (struct node_look){
		.op = copy(names_text(&graph->texts, node->op)), .device = copy(names_text(&graph->texts, node->device)),
		.inputs = inputs_of(graph, node), .attributes = attributes_text(graph, number)};
	return true;
}

static struct graph_side *side_of(struct slice run, struct slice tag, const struct drawn_graph *drawn)
{
	struct graph_side *side = xcalloc(1, sizeof *side);
	names_init(&side->names);
	str_append_slice(&side->title, run);
	str_append_text(&side->title, "  ");
	str_append_slice(&side->title, tag);
	for (uint32_t i = 0; i < drawn->graph.node_count; i++)
		if (!add_node(side, &drawn->graph, i)) {
			graph_side_free(side);
			return NULL;
		}
	return side;
}

/* ---- What changed ---- */

struct change {
	struct slice name;
	const struct node_look *before, *after; /* NULL: it was, or is, not there */
};

typedef bool print_change(struct export *export, struct table *table, const struct graph_side *before,
                          const struct graph_side *after, const struct change *change);

static bool same_text(const char *a, const char *b)
{
	return slice_equal(slice_of(a), slice_of(b));
}

/* Which of them differ, with `out` what it was and what it is by now. */
static void say_difference(const struct change *change, struct str *out)
{
	static const char *const names[] = {"type", "device", "inputs", "attributes"};
	const char *before[] = {change->before->op, change->before->device, change->before->inputs, change->before->attributes};
	const char *after[] = {change->after->op, change->after->device, change->after->inputs, change->after->attributes};
	for (int i = 0; i < 4; i++) {
		if (same_text(before[i], after[i]))
			continue;
		str_printf(out, "%s%s: ", out->length ? "; " : "", names[i]);
		str_append_text(out, before[i]);
		str_append_text(out, " → ");
		str_append_text(out, after[i]);
	}
}

static bool print_person(struct export *export, struct table *table, const struct graph_side *before,
                         const struct graph_side *after, const struct change *change)
{
	struct str what = {0};
	if (change->before && change->after)
		say_difference(change, &what);
	if (!change->before || !change->after || what.length) {
		table_text(table, !change->before ? "added" : !change->after ? "removed" : "changed");
		table_cell(table, change->name);
		table_cell(table, what.length ? str_slice(&what) : slice_of((change->after ? change->after : change->before)->op));
	}
	str_fini(&what);
	return true;
}

static void put(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_text(json, slice_of(text));
}

static void put_look(struct json *json, const char *key, const struct node_look *look)
{
	json_key(json, key);
	if (!look) {
		json_none(json);
		return;
	}
	json_open(json, '{');
	put(json, "op", look->op);
	put(json, "device", look->device);
	put(json, "inputs", look->inputs);
	put(json, "attributes", look->attributes);
	json_close(json, '}');
}

static bool print_json(struct export *export, struct table *table, const struct graph_side *before,
                       const struct graph_side *after, const struct change *change)
{
	struct str what = {0};
	struct json json = {.out = &export->out.text};
	if (change->before && change->after)
		say_difference(change, &what);
	bool differs = !change->before || !change->after || what.length;
	str_fini(&what);
	if (!differs)
		return true;
	json_open(&json, '{');
	put(&json, "before", str_text(&before->title));
	put(&json, "after", str_text(&after->title));
	json_key(&json, "name");
	json_text(&json, change->name);
	put(&json, "what", !change->before ? "added" : !change->after ? "removed" : "changed");
	put_look(&json, "old", change->before);
	put_look(&json, "new", change->after);
	json_close(&json, '}');
	return out_line(&export->out);
}

/* In the order of the one before, then what is new in its own. */
static void print_all(struct export *export, const struct graph_side *before, const struct graph_side *after,
                      struct table *table, print_change *print)
{
	for (uint32_t i = 0; i < before->names.count; i++) {
		struct slice name = names_text(&before->names, i);
		uint32_t other = names_find(&after->names, name);
		struct change change = {name, &before->items[i], other == NAMES_NONE ? NULL : &after->items[other]};
		if (!print(export, table, before, after, &change))
			return;
	}
	for (uint32_t i = 0; i < after->names.count; i++) {
		struct change change = {names_text(&after->names, i), NULL, &after->items[i]};
		if (names_find(&before->names, change.name) == NAMES_NONE && !print(export, table, before, after, &change))
			return;
	}
}

/* ---- Both ---- */

/* The first one is what the others are compared with; NULL: it was that, or there is no memory. */
static struct graph_side *second(struct export *export, struct slice run, struct slice tag, const struct drawn_graph *drawn)
{
	struct graph_side *side = side_of(run, tag, drawn);
	if (!side) {
		export->unread++;
		export->unread_why = STATUS_NO_MEMORY;
	} else if (!export->first) {
		export->first = side;
		side = NULL;
	} else {
		export->compared = true;
	}
	return side;
}

void graph_compare_people(struct export *export, struct slice run, struct slice tag, const struct drawn_graph *drawn)
{
	struct graph_side *side = second(export, run, tag, drawn);
	struct table table;
	if (!side)
		return;
	graph_print_head(export, str_slice(&export->first->title), slice_of(""));
	str_append_text(&export->out.text, "→ ");
	text_clean(&export->out.text, str_slice(&side->title));
	out_line(&export->out);
	table_init(&table, "lll");
	print_all(export, export->first, side, &table, print_person);
	if (!table.count)
		str_append_text(&export->out.text, "  no node differs\n");
	table_print(&table, &export->out.text, 2);
	table_fini(&table);
	graph_side_free(side);
}

void graph_compare_json(struct export *export, struct slice run, struct slice tag, const struct drawn_graph *drawn)
{
	struct graph_side *side = second(export, run, tag, drawn);
	if (side)
		print_all(export, export->first, side, NULL, print_json);
	graph_side_free(side);
}
