/*
 * Which series of a run tell what: its clock, and those of its evaluations, in
 * it or in a run beside it. By names and counts alone.
 */
#ifndef TBTOP_MODEL_RUN_SERIES_H
#define TBTOP_MODEL_RUN_SERIES_H

#include "model/store.h"

/* The scalar series that ticks most often; STORE_NONE without a scalar. */
uint32_t run_clock(const struct store *store, uint32_t run);

/* The scalar series with the most points whose name says evaluation, or of all; STORE_NONE without. */
uint32_t run_evals(const struct store *store, uint32_t run, bool all);
/*
 * The first run at or after `*position` (in the order of names) that evaluates
 * `run`, STORE_NONE without one; `*position` goes on behind it. O(runs of its
 * directory) where any run evaluates, otherwise O(1).
 */
uint32_t run_evaluating(const struct store *store, uint32_t run, uint32_t *position);

#endif
