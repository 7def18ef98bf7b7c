#include "cmd/graphing.h"

#include "base/alloc.h"
#include "base/text.h"
#include "cmd/table.h"
#include "model/graph_diff.h"

#include <stdlib.h>

/* The graph that others are compared with. */
struct graph_side {
	struct str title;
	struct graph_looks looks;
};

void graph_side_free(struct graph_side *side)
{
	if (!side)
		return;
	graph_looks_fini(&side->looks);
	str_fini(&side->title);
	free(side);
}

static void add_title(struct str *out, struct slice run, struct slice tag)
{
	str_append_slice(out, run);
	str_append_text(out, "  ");
	str_append_slice(out, tag);
}

static struct graph_side *side_of(struct slice run, struct slice tag, const struct drawn_graph *drawn)
{
	struct graph_side *side = xcalloc(1, sizeof *side);
	add_title(&side->title, run, tag);
	graph_looks_init(&side->looks);
	if (graph_looks_on(&side->looks, &drawn->graph, UINT32_MAX))
		return side;
	graph_side_free(side);
	return NULL;
}

static void no_memory(struct export *export)
{
	export->unread++;
	export->unread_why = STATUS_NO_MEMORY;
}

/* The first one is what the others are compared with. False when this was it, or when there is no memory. */
static bool compare(struct export *export, struct slice run, struct slice tag, const struct drawn_graph *drawn, struct graph_diff *diff)
{
	if (!export->first) {
		export->first = side_of(run, tag, drawn);
		if (!export->first)
			no_memory(export);
		return false;
	}
	export->compared = true;
	bool fine = graph_diff_open(diff, &export->first->looks, &drawn->graph);
	if (fine && graph_diff_on(diff, UINT32_MAX))
		return true;
	graph_diff_fini(diff);
	no_memory(export);
	return false;
}

static const char *word_of(enum graph_change_what what)
{
	return what == GRAPH_ADDED ? "added" : what == GRAPH_REMOVED ? "removed" : "changed";
}

/* ---- For people ---- */

static void add_row(struct table *table, const struct graph_diff *diff, const struct graph_change *change)
{
	struct str text = {0};
	table_text(table, word_of(change->what));
	graph_diff_name(diff, change, &text);
	table_cell(table, str_slice(&text));
	str_clear(&text);
	graph_diff_say(diff, change, &text);
	table_cell(table, str_slice(&text));
	str_fini(&text);
}

void graph_compare_people(struct export *export, struct slice run, struct slice tag, const struct drawn_graph *drawn)
{
	struct graph_diff diff;
	struct table table;
	struct str title = {0};
	if (!compare(export, run, tag, drawn, &diff))
		return;
	graph_print_head(export, str_slice(&export->first->title), slice_of(""));
	add_title(&title, run, tag);
	str_append_text(&export->out.text, "→ ");
	text_clean(&export->out.text, str_slice(&title));
	str_fini(&title);
	out_line(&export->out);
	table_init(&table, "lll");
	for (size_t i = 0; i < diff.count; i++)
		add_row(&table, &diff, &diff.items[i]);
	if (!diff.count)
		str_append_text(&export->out.text, "  no node differs\n");
	table_print(&table, &export->out.text, 2);
	table_fini(&table);
	graph_diff_fini(&diff);
}

/* ---- JSON Lines ---- */

static void put(struct json *json, const char *key, struct slice text)
{
	json_key(json, key);
	json_text(json, text);
}

static const char *const part_names[LOOK_PARTS] = {"op", "device", "inputs", "attributes"};

static void put_old(struct json *json, const struct graph_looks *looks, uint32_t name)
{
	json_key(json, "old");
	if (name == NAMES_NONE) {
		json_none(json);
		return;
	}
	json_open(json, '{');
	for (int i = 0; i < LOOK_PARTS; i++)
		put(json, part_names[i], names_text(&looks->texts, looks->items[name].parts[i]));
	json_close(json, '}');
}

static void put_new(struct json *json, const struct graph *graph, uint32_t node)
{
	struct node_look look = {0};
	json_key(json, "new");
	if (node == NODE_NONE) {
		json_none(json);
		return;
	}
	node_look(graph, node, &look);
	json_open(json, '{');
	for (int i = 0; i < LOOK_PARTS; i++)
		put(json, part_names[i], str_slice(&look.parts[i]));
	json_close(json, '}');
	node_look_fini(&look);
}

static bool print_change(struct export *export, struct slice after, const struct graph_diff *diff, const struct graph_change *change)
{
	struct json json = {.out = &export->out.text};
	struct str name = {0};
	json_open(&json, '{');
	put(&json, "before", str_slice(&export->first->title));
	put(&json, "after", after);
	graph_diff_name(diff, change, &name);
	put(&json, "name", str_slice(&name));
	str_fini(&name);
	put(&json, "what", slice_of(word_of(change->what)));
	put_old(&json, diff->before, change->before);
	put_new(&json, diff->after, change->node);
	json_close(&json, '}');
	return out_line(&export->out);
}

void graph_compare_json(struct export *export, struct slice run, struct slice tag, const struct drawn_graph *drawn)
{
	struct graph_diff diff;
	struct str title = {0};
	if (!compare(export, run, tag, drawn, &diff))
		return;
	add_title(&title, run, tag);
	for (size_t i = 0; i < diff.count; i++)
		if (!print_change(export, str_slice(&title), &diff, &diff.items[i]))
			break;
	str_fini(&title);
	graph_diff_fini(&diff);
}
