/*
 * Step times from the wall times that are already in the event files. Per run:
 * gaps (gaps.h) divided by the steps between their ends. Those far above the
 * usual one are pauses and left out of the quantiles (tbtop-steps(1)):
 * far is more than 3 times the median, more than 8 deviations (1.4826 MAD) above
 * it and more than twice the upper quartile. Of longer series the newest
 * STEPTIME_GAPS gaps count, exactly.
 */
#ifndef TBTOP_MODEL_STEPTIME_H
#define TBTOP_MODEL_STEPTIME_H

#include "data/process.h"
#include "model/store.h"

#define STEPTIME_GAPS 200000

/*
 * A run is one of these, everywhere in the same words. Done are also
 * those whose writer ended without a word: its process is known to have ended,
 * or, where nothing is known of it, nothing came for RUN_ENDED_SECONDS and ten
 * times the usual.
 */
#define RUN_ENDED_SECONDS 86400.0 /* as TensorBoard's for files that nobody writes any more */
enum run_state { RUN_LIVE, RUN_LATE, RUN_STALLED, RUN_DONE, RUN_GONE };
const char *run_state_name(enum run_state state); /* "live", … */

enum pause_kind {
	PAUSE_UNKNOWN, PAUSE_EVAL, PAUSE_CHECKPOINT, PAUSE_STALL, PAUSE_RESTART, PAUSE_ASLEEP, PAUSE_KINDS
};
const char *pause_kind_name(enum pause_kind kind);

/* One pause. */
struct pause_spell {
	int64_t after, step; /* between these two */
	double from, to; /* wall times of the points around it */
	double seconds;  /* without the time that the steps themselves take */
	enum pause_kind kind;
};
#define STEPTIME_SPELLS 32

struct pause {
	enum pause_kind kind;
	int64_t every_steps; /* 0 when it has no period */
	uint32_t count;
	double mean_s;
};
#define STEPTIME_PAUSES PAUSE_KINDS

/* Seconds a step with all that comes regularly; how much they differ between stretches of `steps` each; their trend. */
struct pace {
	double mean, deviation, steps;
	double trend; /* change of the mean a step; 0 where chance explains it */
	uint32_t stretches;
};

/* Times in seconds; NaN where there is nothing to tell. */
struct steptime {
	bool any;                 /* at least two steps were seen */
	bool cut;                 /* there are more gaps than STEPTIME_GAPS: all is of the newest */
	int64_t last_step;
	double last_wall;         /* of the newest record, as it was written */
	double age;               /* of the newest record at `now`; NaN where its clock is ahead, and nothing else tells */
	double ahead;             /* vitals_ahead */
	double rate_now, rate_minute, rate_hour, rate_run; /* steps a second; pauses left out, but not of rate_run */
	double p50, p90, p95, p99, max, mean; /* of a step */
	uint64_t count;           /* gaps that the quantiles come from */
	double drift;             /* the median of the newest quarter of them over that of the oldest, less 1 */
	double gap_p99;           /* between records, for the state */
	struct pause pauses[STEPTIME_PAUSES];
	uint32_t pause_count;
	struct pause_spell spells[STEPTIME_SPELLS]; /* the newest, in the order of time */
	uint32_t spell_count;
	double covered;           /* seconds that gaps and restarts take, */
	double spent[PAUSE_KINDS]; /* and those of them in pauses of each kind; the rest is compute */
	struct pace pace;         /* for what is to come (eta.h) */
	enum run_state state;
};

/* All pauses of those gaps, in the order of time. */
struct pause_spells {
	struct pause_spell *items;
	size_t count;
};

/* O(points of one series): for a worker or a command, or cached by generation. */
struct steptime steptime_of(const struct store *store, uint32_t run, double now);

/*
 * When a run's newest record came, as far as it can be believed: one that lies
 * more than WALL_SLACK seconds in the future was dated by a clock that is ahead.
 * Then the last record of its files tells, else when they were written last. NaN
 * without records, or where that lies in the future, too.
 */
#define WALL_SLACK 60.0
double run_newest_wall(const struct store *store, uint32_t run, double now);

/* What the state of a run hangs on, but for the time. Plain: it may be kept. */
struct vitals {
	bool gone, stopped;
	double newest; /* as run_newest_wall */
	double dated;  /* wall time of the newest record by the clock that dated it; NaN without */
	double usual;  /* seconds between news: the larger of gap_p99 and the usual time between growths of its file */
	struct process process; /* that writes its newest file */
};
struct vitals run_vitals(const struct store *store, uint32_t run, double gap_p99, double now);
enum run_state vitals_state(const struct vitals *vitals, double now);
/* By how much the clock that dated the newest record is ahead of ours; 0 for what may be chance. */
double vitals_ahead(const struct vitals *vitals, double now);

/* "no record for 9m (usual 0.3s); process alive, state D": appends what late and stalled mean here; else nothing. */
void vitals_explain(const struct vitals *vitals, double gap_p99, double now, struct str *out);
/* "alive, state D, 12 threads", "has ended": appends it; nothing where nothing is known. */
void process_describe(const struct process *process, struct str *out);

/* The state alone: cheap. `gap_p99` from a steptime, NaN when unknown. */
enum run_state run_state_of(const struct store *store, uint32_t run, double gap_p99, double now);

/*
 * Step times by run, kept up to date: made anew only for runs whose files or
 * points changed, at most every 250 ms a run, and less often when it takes
 * long, so that it never costs more than a few percent of a processor. Age and
 * state are as of `now` at each call. Pointers are good until the next call.
 * Owned by whoever asks; loop thread.
 *
 * By default a call reckons at once. With steptimes_defer it answers with what
 * it knows (nothing, the first time), and what there is to reckon is handed out
 * by steptimes_begin, made by any thread with steptimes_make, and taken back by
 * steptimes_end: no call costs O(points) on the loop thread then.
 */
struct steptimes;
struct steptimes *steptimes_new(void);
void steptimes_free(struct steptimes *all);
/* After each reckoning it rests so many times as long as that took: 20 at the start. */
void steptimes_rest(struct steptimes *all, uint32_t factor);
struct steptrace; /* steptrace.h */
/* The trace of one run at a time, kept in the same way; NULL when there is none (yet). */
const struct steptrace *steptimes_trace(struct steptimes *all, const struct store *store, uint32_t run);
const struct steptime *steptimes_get(struct steptimes *all, const struct store *store, uint32_t run, double now);
/* All pauses of a run, as of its step times; `*version` is another when these were reckoned anew. */
struct pause_spells steptimes_spells(struct steptimes *all, const struct store *store, uint32_t run, double now,
                                     uint64_t *version);

struct steptimes_work;
void steptimes_defer(struct steptimes *all);
/* All that waits; NULL for nothing. Whoever takes it makes it and gives it back, also when nobody wants it any more. */
struct steptimes_work *steptimes_begin(struct steptimes *all);
void steptimes_make(struct steptimes_work *work);
void steptimes_end(struct steptimes *all, struct steptimes_work *work);

#endif
