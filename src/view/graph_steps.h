/*
 * Where it is told when the nodes of a graph ran: steps that run metadata tell
 * of, and profiles of the run, or of the nearest directory above it that has
 * any. One of them is looked at: that which a person went to, else the last
 * step that says anything, else the last profile.
 */
#ifndef TBTOP_VIEW_GRAPH_STEPS_H
#define TBTOP_VIEW_GRAPH_STEPS_H

#include "data/node_stats.h"
#include "view/ask.h"
#include "view/label.h"
#include "view/scene.h"

#define GRAPH_STEPS_MOST 1000 /* the last ones of a run */

struct graph_step {
	struct label name;
	const struct find *profile; /* NULL: run metadata, */
	struct asset_place place;   /* of that point */
};

/* What one of them says. */
struct graph_told {
	struct label name;         /* empty: there is none */
	const struct node_stats *stats; /* NULL: not there yet, */
	struct label why;          /* for that reason */
	uint64_t stamp;            /* another one for other stats */
	bool profile;              /* it is one: it may tell times where there are no stats yet */
};

struct graph_steps {
	struct graph_step *items;
	int count, capacity;
	int current;               /* of the last look; -1 for none */
	bool is_chosen;            /* a person went to this one: */
	struct graph_step chosen;
};

/* Those of a graph; `tag` is that of its series, STORE_NONE where it has none. `run` of a SavedModel is the directory it is in. */
void graph_steps_list(struct graph_steps *steps, const struct scene *scene, struct slice run, uint32_t number, uint32_t tag);
/* Asks for what is needed of the one that is looked at; of a profile only where `timed`, as it is large. */
void graph_steps_look(struct graph_steps *steps, const struct scene *scene, bool timed, struct graph_told *out, struct asks *asks);
/* To the next one; false where there is none. */
bool graph_steps_go(struct graph_steps *steps, int by);
void graph_steps_fini(struct graph_steps *steps);

#endif
