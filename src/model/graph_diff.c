#include "model/graph_diff.h"

#include "base/alloc.h"
#include "model/graph_facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- A node ---- */

static void say_inputs(const struct graph *graph, const struct graph_node *node, struct str *out)
{
	for (uint32_t i = 0; i < node->input_count; i++) {
		const struct graph_input *input = &graph->inputs[node->first_input + i];
		str_append_text(out, i ? ", " : "");
		str_append_text(out, input->control ? "^" : "");
		str_append_slice(out, names_text(&graph->texts, input->name));
		str_printf(out, ":%u", (unsigned)input->slot);
	}
}

static void say_attributes(const struct graph *graph, uint32_t node, struct str *out)
{
	struct attributes attributes;
	graph_attributes(graph, node, &attributes);
	for (int i = 0; i < attributes.count; i++) {
		str_append_text(out, i ? ", " : "");
		str_append_slice(out, attributes.items[i].key);
		str_append_text(out, " = ");
		str_append_slice(out, str_slice(&attributes.items[i].value));
	}
	attributes_fini(&attributes);
}

void node_look(const struct graph *graph, uint32_t number, struct node_look *out)
{
	const struct graph_node *node = &graph->nodes[number];
	str_clear(&out->name);
	for (int i = 0; i < LOOK_PARTS; i++)
		str_clear(&out->parts[i]);
	if (node->level) {
		str_append_slice(&out->name, names_text(&graph->texts, graph->levels[node->level].name));
		str_append_text(&out->name, "() ");
	}
	str_append_slice(&out->name, names_text(&graph->texts, node->name));
	str_append_slice(&out->parts[LOOK_OP], names_text(&graph->texts, node->op));
	str_append_slice(&out->parts[LOOK_DEVICE], names_text(&graph->texts, node->device));
	say_inputs(graph, node, &out->parts[LOOK_INPUTS]);
	say_attributes(graph, number, &out->parts[LOOK_ATTRIBUTES]);
}

void node_look_fini(struct node_look *look)
{
	str_fini(&look->name);
	for (int i = 0; i < LOOK_PARTS; i++)
		str_fini(&look->parts[i]);
}

/* ---- All nodes ---- */

void graph_looks_init(struct graph_looks *looks)
{
	*looks = (struct graph_looks){0};
	names_init(&looks->names);
	names_init(&looks->texts);
}

void graph_looks_fini(struct graph_looks *looks)
{
	names_fini(&looks->names);
	names_fini(&looks->texts);
	free(looks->items);
	*looks = (struct graph_looks){0};
}

/* "x (2)": so the second node that is called x is told from the first. */
static void number_name(struct str *name, uint32_t number)
{
	str_printf(name, " (%" PRIu32 ")", number);
}

static bool add_look(struct graph_looks *looks, struct node_look *look)
{
	struct looks_item item = {.namesakes = 1};
	for (int i = 0; i < LOOK_PARTS; i++) {
		item.parts[i] = names_intern(&looks->texts, str_slice(&look->parts[i]));
		if (item.parts[i] == NAMES_NONE)
			return false;
	}
	uint32_t known = names_find(&looks->names, str_slice(&look->name));
	if (known != NAMES_NONE)
		number_name(&look->name, ++looks->items[known].namesakes);
	if (!array_reserve(&looks->items, &looks->capacity, (size_t)looks->names.count + 1))
		return false;
	uint32_t before = looks->names.count, at = names_intern(&looks->names, str_slice(&look->name));
	if (at == before)
		looks->items[at] = item;
	return at != NAMES_NONE;
}

bool graph_looks_on(struct graph_looks *looks, const struct graph *graph, uint32_t nodes)
{
	struct node_look look = {0};
	bool fine = true;
	for (; fine && nodes && looks->next < graph->node_count; nodes--) {
		node_look(graph, looks->next, &look);
		fine = add_look(looks, &look);
		looks->next += fine;
	}
	node_look_fini(&look);
	return fine;
}

/* ---- Two graphs ---- */

bool graph_diff_open(struct graph_diff *diff, const struct graph_looks *before, const struct graph *after)
{
	*diff = (struct graph_diff){.before = before, .after = after};
	diff->of_node = data_alloc(after->node_count, sizeof *diff->of_node);
	diff->seen = data_alloc(before->names.count, sizeof *diff->seen);
	if (!diff->of_node || !diff->seen) {
		graph_diff_fini(diff);
		return false;
	}
	memset(diff->of_node, GRAPH_SAME, after->node_count * sizeof *diff->of_node);
	memset(diff->seen, 0, before->names.count * sizeof *diff->seen);
	return true;
}

void graph_diff_fini(struct graph_diff *diff)
{
	free(diff->items);
	free(diff->of_node);
	free(diff->seen);
	*diff = (struct graph_diff){0};
}

static bool add_change(struct graph_diff *diff, struct graph_change change)
{
	if (!array_reserve(&diff->items, &diff->capacity, diff->count + 1))
		return false;
	diff->items[diff->count++] = change;
	diff->added += change.what == GRAPH_ADDED;
	diff->changed += change.what == GRAPH_CHANGED;
	diff->removed += change.what == GRAPH_REMOVED;
	if (change.node != NODE_NONE)
		diff->of_node[change.node] = (uint8_t)change.what;
	return true;
}

static struct slice before_part(const struct graph_diff *diff, uint32_t name, int part)
{
	return names_text(&diff->before->texts, diff->before->items[name].parts[part]);
}

static bool compare_node(struct graph_diff *diff, uint32_t node, struct node_look *look)
{
	uint32_t before = names_find(&diff->before->names, str_slice(&look->name));
	if (before != NAMES_NONE && diff->seen[before]) {
		number_name(&look->name, ++diff->seen[before]);
		before = names_find(&diff->before->names, str_slice(&look->name));
	}
	if (before == NAMES_NONE)
		return add_change(diff, (struct graph_change){GRAPH_ADDED, NAMES_NONE, node});
	diff->seen[before] = 1;
	for (int i = 0; i < LOOK_PARTS; i++)
		if (!slice_equal(before_part(diff, before, i), str_slice(&look->parts[i])))
			return add_change(diff, (struct graph_change){GRAPH_CHANGED, before, node});
	return true;
}

static int by_place(const void *left, const void *right)
{
	const struct graph_change *a = left, *b = right;
	if (a->before != b->before) /* NAMES_NONE is behind all */
		return a->before < b->before ? -1 : 1;
	return (a->node > b->node) - (a->node < b->node);
}

static bool end_diff(struct graph_diff *diff)
{
	for (uint32_t i = 0; i < diff->before->names.count; i++)
		if (!diff->seen[i] && !add_change(diff, (struct graph_change){GRAPH_REMOVED, i, NODE_NONE}))
			return false;
	if (diff->count)
		qsort(diff->items, diff->count, sizeof *diff->items, by_place);
	diff->done = true;
	return true;
}

bool graph_diff_on(struct graph_diff *diff, uint32_t nodes)
{
	struct node_look look = {0};
	bool fine = true;
	for (; fine && nodes && diff->next < diff->after->node_count; nodes--) {
		node_look(diff->after, diff->next, &look);
		fine = compare_node(diff, diff->next, &look);
		diff->next += fine;
	}
	node_look_fini(&look);
	if (fine && !diff->done && diff->next == diff->after->node_count)
		fine = end_diff(diff);
	return fine;
}

void graph_diff_name(const struct graph_diff *diff, const struct graph_change *change, struct str *out)
{
	struct node_look look = {0};
	if (change->before != NAMES_NONE) {
		str_append_slice(out, names_text(&diff->before->names, change->before));
		return;
	}
	node_look(diff->after, change->node, &look);
	str_append_slice(out, str_slice(&look.name));
	node_look_fini(&look);
}

static void say_parts(const struct graph_diff *diff, uint32_t before, const struct node_look *look, struct str *out)
{
	static const char *const names[LOOK_PARTS] = {"type", "device", "inputs", "attributes"};
	bool any = false;
	for (int i = 0; i < LOOK_PARTS; i++) {
		if (slice_equal(before_part(diff, before, i), str_slice(&look->parts[i])))
			continue;
		str_printf(out, "%s%s: ", any ? "; " : "", names[i]);
		str_append_slice(out, before_part(diff, before, i));
		str_append_text(out, " → ");
		str_append_slice(out, str_slice(&look->parts[i]));
		any = true;
	}
}

void graph_diff_say(const struct graph_diff *diff, const struct graph_change *change, struct str *out)
{
	struct node_look look = {0};
	if (change->node == NODE_NONE) {
		str_append_slice(out, before_part(diff, change->before, LOOK_OP));
		return;
	}
	node_look(diff->after, change->node, &look);
	if (change->what == GRAPH_CHANGED)
		say_parts(diff, change->before, &look, out);
	else
		str_append_slice(out, str_slice(&look.parts[LOOK_OP]));
	node_look_fini(&look);
}
