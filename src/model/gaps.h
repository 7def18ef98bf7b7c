/*
 * The gaps between the records of a run: its clock is the scalar series that
 * ticks most often (run_series.h); a gap is the time from one of its points to the next,
 * that is later, and the steps between them. Where the step or the clock goes back (a
 * restart, the next of several writers) there is none. Exact; of longer series
 * the newest STEPTIME_GAPS are kept, 56 bytes each.
 *
 * A clock that runs ahead for some records, or goes back, is seen where later
 * steps have earlier times, the present being later than all: what lies before
 * belongs that much earlier (`at`), up to a gap that takes as long as that: it is
 * left out, for there the clock jumped ahead. So is one that makes up for a time in
 * which the clock was behind, and the one with which it was set first.
 */
#ifndef TBTOP_MODEL_GAPS_H
#define TBTOP_MODEL_GAPS_H

#include "model/evidence.h"
#include "model/steptime.h"

struct gap {
	int64_t step;    /* at its end */
	double to, time; /* wall time at its end, as it was written; seconds */
	double steps;
	double at;       /* the time at which it ended, as far as later records and the present tell */
	double back;     /* seconds that the clock went back right after it; */
	bool last;       /* or what follows is of another writer, or unknown */
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
	bool waiting; /* for time to pass since `last` */
	bool cut;     /* there were more than are kept */
	double all_steps, all_time; /* of all, kept or not, but for jumps of the clock */
	struct rewind rewinds[GAPS_REWINDS]; /* the newest */
	size_t rewind_count;
	const struct evidence *evidence;
};

/* `failed` when there was no memory. O(points of the clock). The evidence stays the caller's */
void gaps_collect(struct gaps *gaps, const struct evidence *evidence);
/* Above so many seconds a step it is a pause, if it isn't too short to be one. */
bool gap_is_pause(const struct gap *gap, double threshold);
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
