/*
 * A simulated training, believable and the same for the same seed: several
 * runs whose losses fall with noise, learning-rate schedules, evaluations and
 * checkpoints that take their time, a NaN, a stall, a restart. Used by `demo`,
 * the empty `run`, tests and benchmarks.
 */
#ifndef TBTOP_WRITE_DEMO_H
#define TBTOP_WRITE_DEMO_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

struct demo;

struct demo_options {
	uint64_t seed;
	int runs;            /* 1 … 8 */
	double start;        /* wall time at which the training began */
	double step_seconds; /* of a usual step */
};
#define DEMO_OPTIONS ((struct demo_options){.seed = 1, .runs = 3, .step_seconds = 0.25})

/* Opens writers under `directory`. */
enum status demo_open(struct demo **out, const char *directory, const struct demo_options *options);
/*
 * Writes all that happened until wall time `now` (the training's past is
 * written at once, then what is new at each call) and flushes. Returns when
 * the next record is due through *next.
 */
enum status demo_advance(struct demo *demo, double now, double *next);
enum status demo_close(struct demo *demo);

#endif
