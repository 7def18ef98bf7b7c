/*
 * The step times of a run from its beginning to now, in at most TRACE_BUCKETS
 * stretches of as many gaps each, and how often each length came, in bins of
 * equal ratio. Pauses are in both: they are the tail.
 */
#ifndef TBTOP_MODEL_STEPTRACE_H
#define TBTOP_MODEL_STEPTRACE_H

#include "model/steptime.h"

#define TRACE_BUCKETS 512
#define TRACE_BINS 48

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
	double low, high;   /* of the bins: seconds a step; NaN without */
	uint64_t bins[TRACE_BINS];
	uint64_t total;
};

/* O(gaps). */
struct gaps;
void steptrace_make(struct steptrace *trace, const struct gaps *gaps);
/* Where a bin begins. `bin` may be TRACE_BINS: the end of the last. */
double steptrace_edge(const struct steptrace *trace, int bin);

#endif
