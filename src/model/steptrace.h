/*
 * The step times of a run from its beginning to now, in at most TRACE_BUCKETS
 * stretches of as many gaps each, and how often each length came. Pauses are in
 * both: they are the tail. Of the bins three quarters are for steps, with equal
 * ratios, so that their shape shows however long a pause is; the rest for pauses.
 */
#ifndef TBTOP_MODEL_STEPTRACE_H
#define TBTOP_MODEL_STEPTRACE_H

#include "model/steptime.h"

#define TRACE_BUCKETS 512
#define TRACE_BINS 48
#define TRACE_TAIL 12 /* of them, where there are pauses */

struct trace_bucket {
	int64_t step; /* at its end */
	double wall;
	double mean, max; /* seconds a step */
};

struct steptrace {
	struct trace_bucket buckets[TRACE_BUCKETS];
	uint32_t count;
	int64_t first_step; /* before the first gap */
	double first_wall;
	double low, knee, high; /* of the bins: seconds a step; NaN without. Steps take up to `knee` */
	int tail;               /* the first bin that is of pauses; TRACE_BINS for none */
	uint64_t bins[TRACE_BINS];
	uint64_t total;
};

/* O(gaps). `longest`: of what is no pause, seconds a step. */
struct gaps;
void steptrace_make(struct steptrace *trace, const struct gaps *gaps, double longest);
/* Where a bin begins. `bin` may be TRACE_BINS: the end of the last. */
double steptrace_edge(const struct steptrace *trace, int bin);

#endif
