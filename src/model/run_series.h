/*
 * Which series of a run tell what: its clock, and those of its evaluations, in
 * it or in a run beside it. By names and counts alone.
 */
#ifndef TBTOP_MODEL_RUN_SERIES_H
#define TBTOP_MODEL_RUN_SERIES_H

#include "model/store.h"

#define RUN_EVALS 8

/*
 * The scalar series that ticks most often, but none of evaluation or of hardware where a training has others that
 * aren't much rarer; STORE_NONE without a scalar.
 */
uint32_t run_clock(const struct store *store, uint32_t run);

/*
 * Scalar series whose name says evaluation, or of all: one of each number of points, for those that are logged
 * together have as many; at most `most`, the ones with the most points. How many.
 */
size_t run_evals(const struct store *store, uint32_t run, bool all, uint32_t *out, size_t most);
/*
 * The first run at or after `*position` (in the order of names) that by its name
 * evaluates `run`, STORE_NONE without one; `*position` goes on behind it. O(runs
 * of its directory) where any run evaluates, otherwise O(1).
 */
uint32_t run_evaluating(const struct store *store, uint32_t run, uint32_t *position);

#endif
