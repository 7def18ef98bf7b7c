/*
 * What changed from one graph to another: the one that others are compared
 * with is read once and kept as text; the one that is looked at is compared
 * with it, so many nodes a frame. A list of what was added, removed, changed;
 * marks for the tree and the drawing.
 */
#ifndef TBTOP_VIEW_GRAPH_CHANGES_H
#define TBTOP_VIEW_GRAPH_CHANGES_H

#include "model/graph_diff.h"
#include "ui/bind.h"
#include "ui/list.h"
#include "view/ask.h"
#include "view/label.h"

/* By node enum graph_change_what; by item of the tree how many nodes in it were added or changed. */
struct graph_marks {
	const uint8_t *nodes;
	const uint32_t *items;
};

/* '+' or '~' for what was added or changed, or holds such; 0 for nothing, or when there are no marks. */
char graph_marks_of(const struct graph_marks *marks, const struct graph_tree *tree, uint32_t item);

struct graph_changes {
	struct label base;        /* what is compared with; empty: nothing */
	struct graph_looks looks; /* of it */
	bool read;                /* all of it */
	const struct drawn_graph *drawn; /* that `diff` is about; NULL: about none */
	struct graph_diff diff;
	uint32_t *in_items;
	struct list list;
	struct rect head, body, foot;
};

/* Compares with the graph of that name from now on; with none when it is that already. */
void graph_changes_base(struct graph_changes *changes, const struct label *name, struct asks *out);
/* The graph that is looked at, or NULL; `anew`: it may be another one at the same place. */
void graph_changes_look(struct graph_changes *changes, const struct label *name, const struct drawn_graph *drawn, bool anew, struct asks *out);
/* Whether there is a list for what is looked at. */
bool graph_changes_any(const struct graph_changes *changes);
/* Empty until all is compared. */
struct graph_marks graph_changes_marks(const struct graph_changes *changes);
void graph_changes_prepare(struct graph_changes *changes, struct rect area);
void graph_changes_paint(const struct graph_changes *changes, struct canvas *canvas);
/* `node`: set to the one that Enter goes to, else NODE_NONE. */
bool graph_changes_act(struct graph_changes *changes, const struct input *input, uint32_t *node, struct asks *out);
void graph_changes_fini(struct graph_changes *changes);

#endif
