/*
 * The neighbours that a view shows of a point, found by a worker (app/piecework) a piece at a time:
 * those of one point at once, the one that was wanted last. Loop thread, but for vicinity_work.
 */
#ifndef TBTOP_MODEL_VICINITY_H
#define TBTOP_MODEL_VICINITY_H

#include "model/neighbours.h"

struct vicinity;

struct vicinity *vicinity_new(void);
void vicinity_free(struct vicinity *vicinity); /* NULL is fine; nothing may be under way */

/* A NULL projection: of none. It is held for as long as it is worked on. */
void vicinity_want(struct vicinity *vicinity, const struct projection *projection, size_t of,
                   enum neighbour_metric metric);
/* Those among the rows that were compared so far; NULL as long as there are none. They live until the next vicinity_put. */
const struct neighbours *vicinity_look(const struct vicinity *vicinity, const struct projection *projection, size_t of,
                                       enum neighbour_metric metric);

/* False when there is nothing to find, or something is under way. */
bool vicinity_take(void *vicinity);
/* A piece of it. Any thread. */
void vicinity_work(void *vicinity);
/* What was found is seen. */
void vicinity_put(void *vicinity);

#endif
