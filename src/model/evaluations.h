/*
 * When a training was evaluated, as far as points tell that are written in its
 * pauses: most of a series' points while the training goes on must be. A series
 * that goes on beside the steps tells nothing, whatever its name: of a loss that
 * is logged at each step, of another training that has "eval" in its name, some
 * point falls into any pause. A run beside must tell of several pauses, or have
 * the training's very steps.
 */
#ifndef TBTOP_MODEL_EVALUATIONS_H
#define TBTOP_MODEL_EVALUATIONS_H

#include "model/evidence.h"
#include "model/steptime.h"

/* A training's life: its first and last record; the result of an evaluation may be logged with the next step. */
struct lifetime {
	double from, to;
	double slack; /* seconds after a pause in which its marks may come */
};

/* Adds to `out` the wall times of all points that tell of an evaluation; the caller sorts and frees them. */
void evaluations_collect(const struct evidence *evidence, const struct lifetime *life, const struct pause_spell *spells,
                         size_t count, struct walls *out);

#endif
