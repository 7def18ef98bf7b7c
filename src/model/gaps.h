/*
 * The gaps between the records of a run: its clock is the scalar series that
 * ticks most often (run_series.h); a gap is the time from one of its points to the next,
 * and the steps between them. Where the step or the clock goes back (a
 * restart, the next of several writers) there is none. Exact; of longer series
 * the newest STEPTIME_GAPS are kept, 32 bytes each. In the order of time,
 * whatever order the files are in.
 */
#ifndef TBTOP_MODEL_GAPS_H
#define TBTOP_MODEL_GAPS_H

#include "model/evidence.h"
#include "model/steptime.h"

struct gap {
	int64_t step;    /* at its end */
	double to, time; /* wall time at its end; seconds */
	double steps;
};

/* A restart at a step that was there before: from the last record to the first one after it. */
struct rewind {
	int64_t step;
	double from, to;
};
#define GAPS_REWINDS 64

struct gaps {
	struct gap *items;
	size_t count, capacity, oldest;
	struct row last;
	bool started, failed;
	double all_steps, all_time; /* of all, kept or not */
	struct rewind rewinds[GAPS_REWINDS]; /* the newest */
	size_t rewind_count;
	const struct evidence *evidence;
};

/* `failed` when there was no memory. O(points of the clock). The evidence stays the caller's. */
void gaps_collect(struct gaps *gaps, const struct evidence *evidence);
void gaps_fini(struct gaps *gaps);

/* Seconds in which at least one gap runs: several writers at once count once. */
double gaps_covered(const struct gaps *gaps);

/* Values with weights, and the smallest at or below which a share `q` of the weight lies. Sorted; count > 0. */
struct sample {
	double value, weight;
};
void samples_sort(struct sample *samples, size_t count);
double samples_quantile(const struct sample *samples, size_t count, double q);

#endif
