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

static void take(struct node_stat *into, const struct node_stat *stat)
{
	into->bytes = node_bytes_sum(into->bytes, stat->bytes);
	if (stat->start == stat->end)
		return;
	bool first = into->start == into->end;
	into->start = first || stat->start < into->start ? stat->start : into->start;
	into->end = first || stat->end > into->end ? stat->end : into->end;
}

static void lay(const struct graph_tree *tree, const struct node_stats *stats, const uint32_t *of_text, struct graph_times *out)
{
	const struct graph *graph = tree->graph;
	for (uint32_t i = 0; i < stats->names.count; i++) {
		uint32_t text = names_find(&graph->texts, strict_name(names_text(&stats->names, i)));
		if (text == NAMES_NONE || !of_text[text])
			continue;
		const struct node_stat *stat = &stats->items[i];
		out->matched++;
		out->timed |= stat->start != stat->end;
		out->sized |= stat->bytes > 0;
		for (uint32_t item = tree->of_node[of_text[text] - 1]; item != NODE_NONE; item = tree->items[item].parent)
			take(&out->items[item], stat);
	}
}

bool graph_times_make(const struct graph_tree *tree, const struct node_stats *stats, struct graph_times *out)
{
	const struct graph *graph = tree->graph;
	uint32_t *of_text = data_alloc(graph->texts.count, sizeof *of_text); /* node + 1 */
	*out = (struct graph_times){.items = data_alloc(tree->count, sizeof *out->items)};
	bool fine = of_text && out->items;
	if (fine) {
		memset(of_text, 0, graph->texts.count * sizeof *of_text);
		memset(out->items, 0, tree->count * sizeof *out->items);
		for (uint32_t i = graph->node_count; i-- > 0;) /* the graph itself before its functions */
			of_text[graph->nodes[i].name] = i + 1;
		lay(tree, stats, of_text, out);
	}
	free(of_text);
	if (!fine)
		graph_times_fini(out);
	return fine;
}

void graph_times_fini(struct graph_times *times)
{
	free(times->items);
	*times = (struct graph_times){0};
}
