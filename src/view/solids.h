/*
 * The mesh, or the cloud, that a view shows, drawn by a worker (app/piecework): one
 * that is seen, one that is drawn. A view asks in every prepare (ASK_SOLID), and
 * paints what there is of it so far. Loop thread, but for solids_work.
 *
 * It is drawn a piece at a time. Between two pieces another look at it, another mesh or none
 * takes its place. What is seen changes only where a round begins: until then a press of the mouse is meant for
 * what is on the screen. It takes twice the dots of the screen, and holds no more than the parts of two meshes.
 */
#ifndef TBTOP_VIEW_SOLIDS_H
#define TBTOP_VIEW_SOLIDS_H

#include "data/asset.h"
#include "data/projection.h"
#include "model/label_scan.h"
#include "view/solid.h"

/* What is to be seen. Borrowed until the asks are carried out. */
struct solid_wish {
	const struct asset *parts[MESH_COLOR + 1]; /* what `source` points into: those that it has, */
	const struct projection *projection;       /* or this */
	const struct classes *classes; /* that `source` points into; NULL: none */
	struct solid_source source;
	uint64_t subject;           /* of meshes with the same, 0 aside, one is seen until there is something of the next */
	struct solid_look look;
	enum plot_marker marker;
	int columns, rows;          /* cells */
};

struct solid_answer {
	const struct solid *solid; /* to be painted; NULL: nothing yet. It lives until the next round */
	bool same;                 /* it is of this mesh, by this or an earlier look: its extent and its points are, too */
};

struct solids;

struct solids *solids_new(void);
void solids_free(struct solids *solids); /* NULL is fine; nothing may be under way */
/* What was drawn is seen, and a new round of asks begins: without one in it nothing is drawn any more. */
void solids_round(struct solids *solids);
void solids_want(struct solids *solids, const struct solid_wish *wish);
struct solid_answer solids_look(const struct solids *solids, const struct solid_wish *wish);

/* False when there is nothing to draw, or something is under way. */
bool solids_take(void *solids);
/* A piece of it. Any thread. */
void solids_work(void *solids);
/* The worker is back. */
void solids_put(void *solids);

#endif
