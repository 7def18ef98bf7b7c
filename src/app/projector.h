/*
 * Reads and projects the embeddings that a view wants (model/projections) on a
 * worker, one at a time. Frozen screens do it, too: what is on them may be looked at.
 */
#ifndef TBTOP_APP_PROJECTOR_H
#define TBTOP_APP_PROJECTOR_H

#include "model/projections.h"

#include <uv.h>

struct projector;

/* `projections` must outlive it. `came` is called on the loop thread after each answer, and now and then before it. */
struct projector *projector_start(uv_loop_t *loop, struct projections *projections, void (*came)(void *context),
                                  void *context);
/* Starts on what is wanted. */
void projector_pump(struct projector *projector);
/* Stops what is under way; it is freed when that is back. */
void projector_stop(struct projector *projector);

#endif
