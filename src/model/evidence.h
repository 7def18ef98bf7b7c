/*
 * All that the step times of a run are told from, as it is at one time: taken
 * and released on the loop thread in O(chunks), read by a worker. The store may
 * change meanwhile.
 */
#ifndef TBTOP_MODEL_EVIDENCE_H
#define TBTOP_MODEL_EVIDENCE_H

#include "model/asleep.h"
#include "model/snapshot.h"

#define EVIDENCE_HOLES 16  /* files of a run that are read ahead at a time: as many as there are readers */
#define EVIDENCE_EVALS 8   /* series in which evaluations show, */
#define EVIDENCE_OWN 4     /* and those of them that are the run's own */
#define EVIDENCE_WALLS 65536

/* Wall times at which something is known to have happened, ascending. */
struct walls {
	double *items;
	size_t count, capacity;
};
/* False when out of memory, or there are EVIDENCE_WALLS. What is not finite is left out. */
bool walls_add(struct walls *walls, double wall);
void walls_sort(struct walls *walls);
/* How many lie after `from` and not after `to`. */
size_t walls_count(const struct walls *walls, double from, double to);
bool walls_any(const struct walls *walls, double from, double to);
/* The last of them; NaN without one. */
double walls_last(const struct walls *walls, double from, double to);
void walls_fini(struct walls *walls);

struct evidence {
	double now;                  /* no record can be newer, but for WALL_SLACK */
	bool any;                    /* there is a clock, */
	struct snapshot clock;       /* its points */
	struct hole holes[EVIDENCE_HOLES];
	size_t hole_count;
	struct snapshot evals[EVIDENCE_EVALS];
	size_t eval_count, eval_own; /* the first so many are the run's own */
	struct walls checkpoints;    /* session marks, and files of checkpoints as they were last seen */
	struct walls begins;         /* of files of the run but its first, and of restarts */
	struct sleep_verdict verdicts[ASLEEP_VERDICTS];
	size_t verdict_count;
};

/* False when out of memory: then it is empty. */
bool evidence_take(struct evidence *evidence, const struct store *store, uint32_t run, double now);
void evidence_release(struct evidence *evidence);

/* The rows of a snapshot in order; false from the callback ends it. */
typedef bool evidence_rows(void *context, const struct row *rows, size_t count);
void evidence_walk(const struct snapshot *snapshot, evidence_rows *each, void *context);

#endif
