#include "cmd/graphing.h"

#include "base/alloc.h"
#include "base/number.h"
#include "base/text.h"
#include "cmd/points.h"
#include "cmd/table.h"

#include <stdlib.h>

#define TOP_OPS 10

/* ---- What both kinds of graphs share ---- */

void graph_print_head(struct export *export, struct slice run, struct slice what)
{
	if (export->printed)
		out_line(&export->out);
	export->printed = true;
	text_clean(&export->out.text, run);
	if (what.length) {
		str_append_text(&export->out.text, "  ");
		text_clean(&export->out.text, what);
	}
	out_line(&export->out);
}

static void print_count(struct str *out, uint64_t count, const char *one, const char *more)
{
	char text[NUMBER_SIZE];
	number_grouped(text, (int64_t)count);
	str_printf(out, "%s %s", text, count == 1 ? one : more);
}

void graph_print_totals(struct export *export, const struct graph_totals *graph)
{
	struct str *out = &export->out.text;
	str_append_text(out, "  ");
	print_count(out, graph->nodes, "node", "nodes");
	str_append_text(out, " · ");
	print_count(out, graph->edges, "edge", "edges");
	str_append_text(out, " · ");
	print_count(out, graph->functions, "function", "functions");
	out_line(&export->out);
}

struct op_count {
	struct slice op;
	uint64_t count;
};

static int by_count(const void *left, const void *right)
{
	const struct op_count *a = left, *b = right;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return slice_compare(a->op, b->op);
}

static void print_rest(struct export *export, size_t left)
{
	if (!left)
		return;
	str_printf(&export->out.text, "    and %zu more", left);
	out_line(&export->out);
}

void graph_print_ops(struct export *export, const struct graph_totals *graph, size_t most)
{
	size_t count = graph->ops.count;
	struct op_count *sorted = data_alloc(count, sizeof *sorted);
	struct table table;
	if (!sorted || !count) {
		free(sorted);
		return;
	}
	for (uint32_t i = 0; i < count; i++)
		sorted[i] = (struct op_count){names_text(&graph->ops, i), graph->counts[i]};
	qsort(sorted, count, sizeof *sorted, by_count);
	table_init(&table, "rl");
	for (size_t i = 0; i < count && i < most; i++) {
		char text[NUMBER_SIZE];
		number_grouped(text, (int64_t)sorted[i].count);
		table_text(&table, text);
		table_cell(&table, sorted[i].op);
	}
	table_print(&table, &export->out.text, 4);
	table_fini(&table);
	free(sorted);
	print_rest(export, count > most ? count - most : 0);
}

/* ---- Graphs of runs ---- */

void graph_summary(struct export *export, struct slice run, struct slice tag, const struct graph_totals *graph)
{
	graph_print_head(export, run, tag);
	graph_print_totals(export, graph);
	graph_print_ops(export, graph, TOP_OPS);
}

void graph_ops(struct export *export, struct slice run, struct slice tag, const struct graph_totals *graph)
{
	graph_print_head(export, run, tag);
	graph_print_ops(export, graph, SIZE_MAX);
}

/* A line a graph, so that what wants to can add up over graphs. */
void graph_ops_json(struct export *export, struct slice run, struct slice tag, const struct graph_totals *graph)
{
	struct json json = {.out = &export->out.text};
	json_open(&json, '{');
	json_key(&json, "run");
	json_text(&json, run);
	json_key(&json, "tag");
	json_text(&json, tag);
	points_ops(&json, "ops", graph);
	json_close(&json, '}');
	out_line(&export->out);
}
