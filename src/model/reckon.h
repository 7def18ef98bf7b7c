/*
 * Keeps the derived series (formula.h) of all runs up to date: from the visible
 * points of their sources, link by link of A, into tags derived/NAME of the
 * store. A part of what writes it (store.h): loop thread.
 *
 * What comes is added; where a source changed further back (a restart, a file
 * that was replaced, one read out of order) all that follows is made anew. A
 * point has A's step and wall time. Of several B at one step the last stored
 * counts; where B has none, or a rate has no point before on that way, there
 * is no point. What can't be divided is as floating point has it: infinite, NaN.
 * A tag of the same name in a run's files is left as it is.
 */
#ifndef TBTOP_MODEL_RECKON_H
#define TBTOP_MODEL_RECKON_H

#include "model/formula.h"
#include "model/store.h"

#define RECKON_LINKS 256 /* in one go: up to 131,072 points, a few milliseconds */
#define RECKON_MEMORY (256u << 20) /* bytes of all derived points; what finds no room is left out */

struct reckon;
struct reckon *reckon_new(void);
void reckon_free(struct reckon *reckon);

/* Goes on for at most RECKON_LINKS. True when the store changed. Cheap when nothing is new. */
bool reckon_go_on(struct reckon *reckon, struct store *store, const struct formulas *formulas);
/* There is more to do. */
bool reckon_pending(const struct reckon *reckon);
/* The next formula of which no run has a point though one has its sources, each but once; NULL without. */
const struct formula *reckon_barren(struct reckon *reckon);
/* Something found no room. */
bool reckon_full(const struct reckon *reckon);

#endif
