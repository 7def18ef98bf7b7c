/*
 * Step times in two parts: what is known of a run is taken on the loop thread
 * (evidence.h), and what follows from it is reckoned by any thread.
 */
#ifndef TBTOP_MODEL_RECKONING_H
#define TBTOP_MODEL_RECKONING_H

#include "model/evidence.h"
#include "model/steptrace.h"

struct reckoning {
	struct steptime steptime;   /* but for what hangs on the time: steptime_renew */
	struct pause_spells spells; /* the owner frees the items */
};

/* Any thread; O(points of the clock). `trace` may be NULL. */
void reckoning_make(struct reckoning *out, const struct evidence *evidence, struct steptrace *trace);
/* Its pauses of which others have to be asked (asleep.h): how many; `out` has room for ASLEEP_VERDICTS. */
size_t reckoning_doubts(const struct reckoning *reckoning, struct sleep_verdict *out);

/* What is so now: the newest record, its age, the state. */
void steptime_renew(struct steptime *steptime, const struct store *store, uint32_t run, double now);

#endif
