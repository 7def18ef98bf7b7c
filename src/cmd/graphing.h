/*
 * A `graph` under way, shared by its parts and by nobody else:
 *   graph.c         what is asked for; SavedModels found and read
 *   graph_model.c   one of their meta graphs printed
 *   graph_tree.c    all nodes of a graph
 *   graph_compare.c what changed from one to another
 *   graph_tables.c  graphs of runs printed; what both share
 */
#ifndef TBTOP_CMD_GRAPHING_H
#define TBTOP_CMD_GRAPHING_H

#include "cmd/exporting.h"
#include "data/saved_model.h"

/* Prints a meta graph of a SavedModel. */
typedef void graph_print_model(struct export *export, struct slice path, const struct meta_graph *graph);

struct graph_view {
	const char *name;
	bool people;
	export_print_graph *graph; /* NULL: as `export --kind graph` has it */
	graph_print_model *model;
	export_print_drawn *drawn; /* with all nodes, in the place of both; NULL for none */
};

/* ---- graph_tables.c ---- */

export_print_graph graph_summary, graph_ops, graph_ops_json;
/* The op types of a graph as a table, the most frequent first; no more than `most`. */
void graph_print_ops(struct export *export, const struct graph_totals *graph, size_t most);
/* A name that stands over what is told of it, after an empty line where something was printed before. */
void graph_print_head(struct export *export, struct slice run, struct slice what);
/* "11 nodes · 12 edges · 4 functions" */
void graph_print_totals(struct export *export, const struct graph_totals *graph);

/* ---- graph_tree.c ---- */

export_print_drawn graph_tree_people, graph_tree_json;

/* ---- graph_compare.c: every graph with the first one ---- */

export_print_drawn graph_compare_people, graph_compare_json;
void graph_side_free(struct graph_side *side); /* NULL is fine */

/* ---- graph_model.c ---- */

graph_print_model graph_model_json, graph_model_summary, graph_model_ops, graph_model_ops_json;

#endif
