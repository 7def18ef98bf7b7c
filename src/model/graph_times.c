#include "model/graph_times.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* "a/b/(b)" is what TensorBoard calls a/b when that is a scope, too. */
static struct slice strict_name(struct slice name)
{
	size_t slash = name.length;
	if (name.length < 4 || name.data[name.length - 1] != ')')
		return name;
	while (slash && name.data[slash - 1] != '/')
		slash--;
	if (!slash || name.data[slash] != '(')
		return name;
	struct slice own = slice_make(name.data + slash + 1, name.length - slash - 2);
	struct slice above = slice_make(name.data, slash - 1);
	bool same = above.length >= own.length && slice_equal(slice_make(above.data + above.length - own.length, own.length), own);
	return same ? above : name;
}

static void take(struct node_stat *into, const struct node_stat *stat, bool sums)
{
	into->bytes = node_bytes_sum(into->bytes, stat->bytes);
	if (sums)
		into->end = node_time_sum(into->end, stat->end);
	if (sums || stat->start == stat->end)
		return;
	bool first = into->start == into->end;
	into->start = first || stat->start < into->start ? stat->start : into->start;
	into->end = first || stat->end > into->end ? stat->end : into->end;
}

/* What lays stats on a graph: a node of each text, and of each name of the stats, + 1; 0 for none. */
struct laying {
	const struct graph_tree *tree;
	const struct node_stats *stats;
	uint32_t *of_text, *of_name;
	struct graph_times *out;
};

/* What is behind "graph_12/", which tells functions apart that were made one graph (event-format 8.1); empty without. */
static struct slice behind_prefix(struct slice name)
{
	static const char prefix[] = "graph_";
	size_t at = sizeof prefix - 1;
	if (name.length <= at || memcmp(name.data, prefix, at) != 0)
		return (struct slice){0};
	while (at < name.length && name.data[at] >= '0' && name.data[at] <= '9')
		at++;
	bool parted = at < name.length && name.data[at] == '/';
	return parted ? slice_make(name.data + at + 1, name.length - at - 1) : (struct slice){0};
}

/* What ran is called without that prefix: it is the node that alone is called so. */
static void find_prefixed(const struct laying *laying)
{
	const struct graph *graph = laying->tree->graph;
	for (uint32_t i = 0; i < graph->levels[0].count; i++) {
		struct slice name = behind_prefix(names_text(&graph->texts, graph->nodes[i].name));
		uint32_t number = name.length ? names_find(&laying->stats->names, name) : NAMES_NONE;
		if (number != NAMES_NONE)
			laying->of_name[number] = laying->of_name[number] ? NODE_NONE : i + 1;
	}
}

static uint32_t node_called(const struct laying *laying, uint32_t number)
{
	uint32_t text = names_find(&laying->tree->graph->texts, strict_name(names_text(&laying->stats->names, number)));
	uint32_t node = text == NAMES_NONE ? 0 : laying->of_text[text];
	if (!node && laying->of_name[number] != NODE_NONE)
		node = laying->of_name[number];
	return node ? node - 1 : NODE_NONE;
}

static void lay(const struct laying *laying)
{
	const struct graph_tree *tree = laying->tree;
	struct graph_times *out = laying->out;
	for (uint32_t i = 0; i < laying->stats->names.count; i++) {
		uint32_t node = node_called(laying, i);
		if (node == NODE_NONE)
			continue;
		const struct node_stat *stat = &laying->stats->items[i];
		out->matched++;
		out->timed |= stat->start != stat->end;
		out->sized |= stat->bytes > 0;
		for (uint32_t item = tree->of_node[node]; item != NODE_NONE; item = tree->items[item].parent)
			take(&out->items[item], stat, laying->stats->sums);
	}
}

static void *zeroed(size_t count, size_t size)
{
	void *bytes = data_alloc(count, size);
	if (bytes)
		memset(bytes, 0, count * size);
	return bytes;
}

bool graph_times_make(const struct graph_tree *tree, const struct node_stats *stats, struct graph_times *out)
{
	const struct graph *graph = tree->graph;
	*out = (struct graph_times){.items = zeroed(tree->count, sizeof *out->items)};
	struct laying laying = {.tree = tree, .stats = stats, .out = out, .of_text = zeroed(graph->texts.count, sizeof *laying.of_text),
	                        .of_name = zeroed(stats->names.count, sizeof *laying.of_name)};
	bool fine = laying.of_text && laying.of_name && out->items;
	if (fine) {
		for (uint32_t i = graph->node_count; i-- > 0;) /* the graph itself before its functions */
			laying.of_text[graph->nodes[i].name] = i + 1;
		if (stats->sums)
			find_prefixed(&laying);
		lay(&laying);
	}
	free(laying.of_text);
	free(laying.of_name);
	if (!fine)
		graph_times_fini(out);
	return fine;
}

void graph_times_fini(struct graph_times *times)
{
	free(times->items);
	*times = (struct graph_times){0};
}
