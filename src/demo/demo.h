/*
 * The simulated sweep, believable and the same for the same seed: trainings
 * whose losses fall with noise, learning-rate schedules, evaluations and
 * checkpoints that take their time, NaNs, a stall, a restart; every kind of
 * data that event files have. Used by `demo`, tests and benchmarks.
 */
#ifndef TBTOP_DEMO_DEMO_H
#define TBTOP_DEMO_DEMO_H

#include "base/status.h"
#include "demo/bulk.h"
#include "demo/plan.h"

#include <stdint.h>

struct demo;

struct demo_options {
	uint64_t seed;
	uint64_t runs;       /* at least 1: see plan_of for which; each holds a file open */
	double start;        /* wall time at which the trainings began */
	double step_seconds; /* of a usual step of a usual setting */
	int64_t steps;       /* that a training has */
};
#define DEMO_OPTIONS ((struct demo_options){ \
	.seed = 1, .runs = PLAN_SETTINGS * PLAN_SEEDS, .step_seconds = 0.25, .steps = PLAN_STEPS})

/* When trainings of these options end about, the last of them, if they begin at `start`. */
double demo_end(const struct demo_options *options);

/* Opens writers under `directory`. */
enum status demo_open(struct demo **out, const char *directory, const struct demo_options *options);
/*
 * Writes all that happened until wall time `now`: it is in the files then.
 * Returns when the next record is due through *next.
 */
enum status demo_advance(struct demo *demo, double now, double *next);
/* NULL is fine. */
enum status demo_close(struct demo *demo);

/*
 * All trainings from start to end at once, one after the other. With a
 * `shape` (NULL for none) runs of that shape and nothing else.
 */
enum status demo_write(const char *directory, const struct demo_options *options, const struct bulk_shape *shape);

#endif
