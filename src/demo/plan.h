/* What the sweep tries: settings, their seeds, and what happens to which run. Pure. */
#ifndef TBTOP_DEMO_PLAN_H
#define TBTOP_DEMO_PLAN_H

#include "demo/chance.h"

#include <stdbool.h>
#include <stdint.h>

#define PLAN_SETTINGS 6
#define PLAN_SEEDS 3
#define PLAN_STEPS 20000 /* of a training, unless told */

struct plan_setting {
	const char *name;
	double learning_rate; /* at the schedule's peak */
	int width, depth, batch;
	const char *optimizer;
	double dropout;
	double floor, noise;  /* of the training loss */
	double pace;          /* seconds of a step, compared with others */
};

/* Steps at which something happens; 0 for never. */
struct fate {
	int64_t nan_at;       /* gradients burst for some steps */
	int64_t stall_at;
	int64_t crash_at;     /* and it goes on from resume_from */
	int64_t resume_from;
	int64_t stop_at;      /* before the time: it got no better */
};

struct plan {
	const struct plan_setting *setting;
	struct fate fate;
	uint64_t seed;        /* the run's, from 0 */
	char name[40];        /* "wide/seed0" */
	double floor;         /* of the training loss with this seed */
	bool first;           /* of the sweep: what is said once for all runs is in it */
	bool rich;            /* writes every kind, not scalars and curves alone */
};

/* The run of that number, from 0: first the settings with one seed, then with the next. */
struct plan plan_of(uint64_t number, uint64_t seed);

#endif
