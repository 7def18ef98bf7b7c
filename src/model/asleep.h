/*
 * Pauses in which the whole machine slept. One run can't tell that from a
 * stall: it takes another one, written by another process on the same host,
 * that fell silent and went on at the same times without being started anew, and
 * none that was not silent.
 */
#ifndef TBTOP_MODEL_ASLEEP_H
#define TBTOP_MODEL_ASLEEP_H

#include "model/store.h"

#define ASLEEP_RUNS 64      /* others that are asked, at most */
#define ASLEEP_VERDICTS 64  /* pauses of a run that they are asked of: the newest */
#define ASLEEP_SHORTEST 60.0 /* seconds: less is no sleep */

/* Of a pause: what the others say. */
struct sleep_verdict {
	double from, to; /* wall times around it */
	bool asleep;
};

/* Fills in `asleep`. O(pauses * runs * log points). Loop thread. */
void asleep_judge(const struct store *store, uint32_t run, struct sleep_verdict *verdicts, size_t count);

#endif
