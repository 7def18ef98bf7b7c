/*
 * What tells the nodes of a graph apart, or which of them count: their types,
 * their devices, what they compute or give by their shapes, when they ran and
 * what memory they took where run metadata or a profile tells. A role and a word for each item.
 */
#ifndef TBTOP_VIEW_GRAPH_HIGHLIGHT_H
#define TBTOP_VIEW_GRAPH_HIGHLIGHT_H

#include "chart/role.h"
#include "model/graph_costs.h"
#include "model/graph_times.h"
#include "view/ask.h"
#include "view/graph_steps.h"
#include "view/label.h"

enum highlight_by { BY_NOTHING, BY_TYPE, BY_DEVICE, BY_FLOPS, BY_OUTPUT, BY_TIME, BY_MEMORY, HIGHLIGHTS };

struct graph_highlight {
	enum highlight_by by;
	const struct drawn_graph *drawn; /* that the rest is about; NULL: about none */
	struct graph_costs costs;
	struct graph_times times;
	uint32_t *devices;               /* by item, as graph_devices gives them; NULL until they are asked for */
	bool told;                       /* `times` are there, */
	bool may_time;                   /* or may be once they are asked for: a profile is read for them */
	bool news;                       /* something is there that was not in the last frame */
	uint64_t stamp, round;           /* of what was told; another one for other times */
	struct label step, why;          /* what tells them; why it doesn't yet */
	enum role *of_text;              /* of types or devices, by text */
	enum highlight_by of_texts;      /* which of them */
};

/* Another graph, or NULL. */
void graph_highlight_open(struct graph_highlight *highlight, const struct drawn_graph *drawn);
/* What a step or a profile tells; `may_time`: it may tell times where it has no stats yet. In every frame. */
void graph_highlight_tell(struct graph_highlight *highlight, const struct graph_told *told, bool may_time);
/* Reckons on; true when something is known that was not before. */
bool graph_highlight_go_on(struct graph_highlight *highlight, struct asks *out);
/* The next one that there is something to tell of. */
void graph_highlight_next(struct graph_highlight *highlight, struct asks *out);
/* `plain` where it tells nothing of the item. */
enum role graph_highlight_role(const struct graph_highlight *highlight, uint32_t item, enum role plain);
/* False when it tells nothing of the item. */
bool graph_highlight_say(const struct graph_highlight *highlight, uint32_t item, int columns, struct label *out);
/* "by time of step_1: 4 of 30 nodes", `brief` without the step; empty for BY_NOTHING. */
void graph_highlight_name(const struct graph_highlight *highlight, bool brief, struct label *out);
/* All that is known of an item in numbers, on a line; empty when nothing is. */
void graph_highlight_facts(const struct graph_highlight *highlight, uint32_t item, int columns, struct label *out);
void graph_highlight_fini(struct graph_highlight *highlight);

#endif
