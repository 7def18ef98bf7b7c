/*
 * A level of a graph as a drawing: a box for each scope and node, lines for
 * what flows between them, dotted where one only waits for the other. The
 * cursor is a box; the window goes along with it.
 */
#ifndef TBTOP_VIEW_GRAPH_PICTURE_H
#define TBTOP_VIEW_GRAPH_PICTURE_H

#include "chart/layered.h"
#include "model/graph_boxes.h"
#include "ui/bind.h"
#include "view/graph_changes.h"
#include "view/graph_highlight.h"
#include "view/label.h"

struct graph_picture {
	const struct drawn_graph *drawn; /* NULL: nothing is laid out */
	uint32_t root;
	bool constants;       /* these have boxes, too */
	struct graph_boxes boxes;
	struct layered layered;
	enum role *edges, *frames; /* what each looks like */
	uint32_t cursor;      /* box */
	int left, top;        /* of the drawing, in the corner of the area */
	bool follow;          /* the cursor was moved: it is to be seen */
	struct graph_marks marks; /* what changed */
	const struct graph_highlight *highlight; /* set before each prepare; what it says is in the boxes, as of */
	enum highlight_by said;   /* this one, */
	uint64_t said_round;      /* with what was told then */
	struct rect head, area;
	struct label path;    /* where the level is, from the graph on */
};

/* Shows the level that an item lies in, or that it is, with the cursor on it. */
void graph_picture_show(struct graph_picture *picture, const struct drawn_graph *drawn, uint32_t item);
/* Shows what is in an item, with the cursor on the first of it. */
void graph_picture_enter(struct graph_picture *picture, uint32_t item);
/* The item at the cursor; NODE_NONE for none. */
uint32_t graph_picture_item(const struct graph_picture *picture);
/* Whether it is of another level, and only drawn beside this one. */
bool graph_picture_is_outside(const struct graph_picture *picture);
void graph_picture_prepare(struct graph_picture *picture, struct rect area);
/* How much of it is seen, and what is not drawn, as parts of a line. */
void graph_picture_say(const struct graph_picture *picture, struct label *line, int columns);
void graph_picture_paint(const struct graph_picture *picture, struct canvas *canvas);
/* What moves the cursor or the window; false for anything else. */
bool graph_picture_act(struct graph_picture *picture, const struct input *input);
/* The wheel moves the window, a press the cursor: true when it was on a box. */
bool graph_picture_press(struct graph_picture *picture, const struct event *event);
void graph_picture_fini(struct graph_picture *picture);

#endif
