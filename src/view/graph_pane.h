/*
 * A graph as a tree folded by scopes, or one level of it as a drawing, and
 * beside it what is known of the chosen item: its type, device, shapes, edges,
 * attributes, and the way to it from the node that is marked as a. Edges are
 * followed, and gone back.
 */
#ifndef TBTOP_VIEW_GRAPH_PANE_H
#define TBTOP_VIEW_GRAPH_PANE_H

#include "data/graph_tree.h"
#include "model/pattern.h"
#include "ui/list.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/graph_changes.h"
#include "view/graph_highlight.h"
#include "view/graph_picture.h"
#include "view/label.h"

#define GRAPH_WAYS 64
#define GRAPH_MARKS 26

struct graph_row {
	uint32_t item;
	int depth;
};

struct graph_fact {
	struct label text;
	enum role role;
	uint32_t node; /* that Enter goes to; NODE_NONE for none */
};

struct graph_pane {
	const struct drawn_graph *drawn;
	uint32_t level;
	bool *unfolded;          /* by item */
	struct graph_row *rows;
	size_t row_count, row_capacity;
	bool stale;              /* rows are to be made anew */
	bool drawing;            /* as a drawing, not as a tree */
	struct graph_picture picture;
	struct list list, edges; /* the cursor in the tree; among the facts */
	bool in_facts;
	uint32_t ways[GRAPH_WAYS]; /* items that edges were followed from */
	int way_count;
	uint32_t letters[GRAPH_MARKS]; /* nodes; NODE_NONE */
	struct graph_marks marks;  /* what changed; set by the tab */
	struct graph_highlight highlight;
	struct str place;          /* what the item at the cursor is called, from the root on: for a graph that takes this one's place */
	struct str search;
	struct pattern pattern;
	bool searching, back;
	uint32_t search_at, search_left; /* the node to look at; how many are left */
	struct graph_fact *facts;
	size_t fact_count, fact_capacity;
	uint32_t facts_of;       /* the item that they are about, */
	int facts_width;         /* in so many columns */
	struct rect area, tree, side, foot;
	struct label note;
};

/* `again`: in the place of one that it was opened on, which may be gone: the cursor stays on what is called the same. */
void graph_pane_open(struct graph_pane *pane, const struct drawn_graph *drawn, bool again);
void graph_pane_prepare(struct graph_pane *pane, struct rect area, struct asks *out);
void graph_pane_paint(const struct graph_pane *pane, struct canvas *canvas);
bool graph_pane_act(struct graph_pane *pane, const struct input *input, struct asks *out);
/* As a drawing or as a tree from now on, with the cursor on the same item. */
void graph_pane_draw(struct graph_pane *pane, bool drawing);
/* Goes to a node, and unfolds what it is in. */
void graph_pane_show(struct graph_pane *pane, uint32_t node);
void graph_pane_fini(struct graph_pane *pane);

/* ---- graph_side.c ---- */

/* What is known of the item at the cursor, in lines of the side's width. */
void graph_pane_say(struct graph_pane *pane);
uint32_t graph_pane_item(const struct graph_pane *pane);
/* More lines of facts: bytes of a file, as many columns from the left, in as many lines as it takes; a head over some. */
void graph_pane_add(struct graph_pane *pane, struct slice bytes, enum role role, int indent);
void graph_pane_add_gap(struct graph_pane *pane);
void graph_pane_add_head(struct graph_pane *pane, const char *text, uint64_t count);

/* ---- graph_model.c ---- */

void graph_pane_say_model(struct graph_pane *pane);

#endif
