/*
 * An export under way, shared by its parts and by nobody else:
 *   export.c    what is asked for; runs, tags, scalars
 *   payloads.c  points that are read from their files when they are printed
 *   tables.c    what is no line a point: hparams, graphs, layouts
 */
#ifndef TBTOP_CMD_EXPORTING_H
#define TBTOP_CMD_EXPORTING_H

#include "cmd/export.h"
#include "cmd/expression.h"
#include "cmd/json.h"
#include "cmd/out.h"
#include "disk/payload.h"
#include "model/smooth.h"
#include "model/store.h"

struct export;
/* Prints a graph of a run. */
typedef void export_print_graph(struct export *export, struct slice run, struct slice tag,
                                const struct graph_totals *graph);

/* The same with all of its nodes. */
typedef void export_print_drawn(struct export *export, struct slice run, struct slice tag, const struct drawn_graph *drawn);

struct export {
	const struct store *store;
	struct expression run, tag;
	enum export_format format;
	kind_set kinds; /* that are asked for */
	bool smoothed;  /* --smooth is given */
	struct smooth_spec spec;
	struct smooth smooth; /* of the series that is being printed */
	bool leaves;          /* it stays as it is */
	struct out out;
	struct str start; /* of each line of the series that is being printed */
	bool any;
	bool printed;              /* something for people: the next comes after an empty line */
	export_print_drawn *drawn; /* graphs are read with their nodes; NULL for none */
	bool compared;             /* something was, with: */
	struct graph_side *first;  /* that others are compared with; NULL without */
	export_print_graph *graph; /* in the place of a line for each graph; NULL for none */
	struct payload_reader *reader;
	bool tells_misfits;      /* what doesn't fit its kind is unread, too; else it is left out */
	uint64_t unread;         /* points that could not be read, */
	enum status unread_why;  /* and why, of the last one */
};

/* ---- payloads.c ---- */

/* Reads and decodes one point; NULL where there is nothing to be printed of it (which is counted when that is no fault of its own). */
struct asset *export_asset(struct export *export, const struct series_info *info, uint32_t file,
                           const struct item *item);
void export_points(struct export *export, uint32_t series);

/* ---- tables.c ---- */

void export_hparams(struct export *export);
void export_graphs(struct export *export);
void export_layout(struct export *export);

#endif
