/*
 * One run of the sweep as it happens: steps, evaluations, checkpoints, and what
 * its plan has in store for it. Time is whatever the caller says.
 */
#ifndef TBTOP_DEMO_RUN_H
#define TBTOP_DEMO_RUN_H

#include "demo/plan.h"

struct run;

struct course {
	uint64_t seed;
	double start;        /* wall time at which the training began */
	double step_seconds; /* of a usual step of a usual setting */
	int64_t steps;       /* the training's last */
	bool queued;         /* a thread writes, in large pieces; else each record at once, which costs far more */
};

/* How long a training of that plan takes about, with all its pauses: seconds. */
double run_seconds(const struct plan *plan, const struct course *course);

/* As the recorder's functions: 0 or a negative errno value. `directory` is that of the sweep. */
int run_open(struct run **out, const char *directory, uint64_t number, const struct course *course);
/* All that happened until wall time `now`: it is in the file then. */
int run_advance(struct run *run, double now);
/* When something happens next; infinite at the end. */
double run_due(const struct run *run);
/* NULL is fine. */
int run_close(struct run *run);

#endif
