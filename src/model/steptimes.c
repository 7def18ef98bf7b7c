#include "model/steptime.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "model/reckoning.h"
#include "model/run_series.h"

#include <math.h>
#include <stdlib.h>

#define REST_NS 250000000u /* between two reckonings of a run, at least */
#define REST_FACTOR 20u    /* times what it took, unless it was said otherwise: at most 5 % of the time, all runs together */
#define WAITING 64         /* runs that a frame hands over: the others are asked for again in the next */

/* Whatever a run gained or lost shows in one of these; new evaluations may tell what its pauses were. */
struct as_of {
	uint64_t bytes_read, records, eval_records;
	uint32_t restarts, files;
	double saved; /* when the newest checkpoint was written; 0 without */
	uint32_t runs, eval_run; /* the first run that evaluates this one, among so many */
};

struct entry {
	bool known, under_way;
	struct steptime steptime;
	struct pause_spells spells; /* owned */
	uint64_t version;           /* of the spells */
	struct as_of as_of;
	bool wants_verdicts; /* others have to be asked of its pauses */
	uint64_t took;       /* ns that the last reckoning took */
	uint64_t rest_until; /* monotonic */
};

/* One run's, from the evidence to what follows from it. */
struct steptimes_work {
	struct steptimes_work *next;
	uint32_t run;
	struct as_of as_of;
	struct evidence evidence;
	struct reckoning reckoning;
	struct steptrace *trace; /* NULL when it isn't asked for */
	uint64_t took;
};

struct steptimes {
	struct entry *entries; /* by run */
	size_t count;
	double now; /* as it was said last */
	bool deferred;
	uint32_t rest_factor;
	struct steptimes_work *waiting, **last; /* in the order in which they were asked for */
	size_t waiting_count;
	uint64_t took;         /* a round: the last reckonings of all */
	uint64_t rest_until;   /* monotonic */
	struct steptrace *trace; /* of trace_run, as of trace_records; NULL without */
	uint32_t trace_run, trace_restarts;
	uint64_t trace_records, trace_rest;
	bool trace_under_way;
	struct steptime last_of; /* when there is no memory for entries */
};

/* ---- Life ------------------------------------------------------------------------------ */

struct steptimes *steptimes_new(void)
{
	struct steptimes *all = xcalloc(1, sizeof *all);
	all->last = &all->waiting;
	all->rest_factor = REST_FACTOR;
	all->now = INFINITY;
	return all;
}

static void work_free(struct steptimes_work *work)
{
	evidence_release(&work->evidence);
	free(work->reckoning.spells.items);
	free(work->trace);
	free(work);
}

void steptimes_free(struct steptimes *all)
{
	if (!all)
		return;
	for (size_t i = 0; i < all->count; i++)
		free(all->entries[i].spells.items);
	for (struct steptimes_work *work = all->waiting, *next; work; work = next) {
		next = work->next;
		work_free(work);
	}
	free(all->entries);
	free(all->trace);
	free(all);
}

static bool has_entry(struct steptimes *all, uint32_t run)
{
	size_t capacity = all->count;
	if (run < all->count)
		return true;
	if (!array_grow((void **)&all->entries, &capacity, (size_t)run + 1, sizeof *all->entries))
		return false;
	for (; all->count < capacity; all->count++)
		all->entries[all->count] = (struct entry){0};
	return true;
}

/* ---- When -------------------------------------------------------------------------------- */

static double newest_saved(const struct store *store, uint32_t run)
{
	const double *walls;
	size_t count = store_saved(store, run, &walls);
	return count ? walls[count - 1] : 0;
}

static struct as_of as_of_now(const struct store *store, uint32_t run, const struct run_info *info)
{
	uint32_t position = 0, eval_run = run_evaluating(store, run, &position);
	return (struct as_of){
		.bytes_read = info->bytes_read, .records = info->records, .restarts = info->restarts, .files = info->files, .saved = newest_saved(store, run),
		.runs = store_run_count(store), .eval_run = eval_run,
		.eval_records = eval_run == STORE_NONE ? 0 : store_run(store, eval_run).records,
	};
}

static bool is_current(const struct entry *entry, const struct store *store, uint32_t run, const struct run_info *info)
{
	const struct as_of *then = &entry->as_of;
	if (then->runs != store_run_count(store))
		return false;
	if (then->eval_run != STORE_NONE && then->eval_records != store_run(store, then->eval_run).records)
		return false;
	return then->bytes_read == info->bytes_read && then->records == info->records &&
	       then->restarts == info->restarts && then->files == info->files && then->saved == newest_saved(store, run);
}

/* One run after the other, each in its turn: no frame waits for many, and none is left out. */
static void rest(struct steptimes *all, struct entry *entry, uint64_t took)
{
	uint64_t now = clock_mono();
	all->took += took - entry->took;
	entry->took = took;
	all->rest_until = now + all->rest_factor * took;
	uint64_t round = all->rest_factor * all->took;
	entry->rest_until = now + (round > REST_NS ? round : REST_NS);
}

static bool may_reckon(const struct steptimes *all, const struct entry *entry)
{
	uint64_t now = clock_mono();
	return now >= entry->rest_until && now >= all->rest_until;
}

/* ---- Reckoning ----------------------------------------------------------------------------- */

static void take_over(struct steptimes *all, struct steptimes_work *work)
{
	struct entry *entry = &all->entries[work->run];
	free(entry->spells.items);
	entry->steptime = work->reckoning.steptime;
	entry->spells = work->reckoning.spells;
	work->reckoning.spells = (struct pause_spells){0};
	entry->version++;
	entry->as_of = work->as_of;
	entry->known = true;
	rest(all, entry, work->took);
	if (!work->trace)
		return;
	free(all->trace);
	all->trace = work->trace;
	work->trace = NULL;
	all->trace_run = work->run;
	all->trace_records = work->as_of.records;
	all->trace_restarts = work->as_of.restarts;
	uint64_t pause = all->rest_factor * work->took;
	all->trace_rest = clock_mono() + (pause > REST_NS ? pause : REST_NS);
}

/* Those of its pauses that may be sleep are asked of the runs beside it as they are known so far. */
static void judge(const struct entry *entry, const struct store *store, uint32_t run, struct evidence *evidence)
{
	struct reckoning known = {.spells = entry->spells};
	evidence->verdict_count = reckoning_doubts(&known, evidence->verdicts);
	asleep_judge(store, run, evidence->verdicts, evidence->verdict_count);
}

static struct steptimes_work *work_new(const struct steptimes *all, const struct store *store, uint32_t run, bool trace)
{
	struct run_info info = store_run(store, run);
	struct steptimes_work *work = data_alloc(1, sizeof *work);
	if (!work)
		return NULL;
	*work = (struct steptimes_work){.run = run, .as_of = as_of_now(store, run, &info)};
	work->trace = trace ? data_alloc(1, sizeof *work->trace) : NULL;
	if ((trace && !work->trace) || !evidence_take(&work->evidence, store, run, all->now)) {
		work_free(work);
		return NULL;
	}
	judge(&all->entries[run], store, run, &work->evidence);
	return work;
}

static void make(struct steptimes_work *work)
{
	uint64_t begin = clock_mono();
	reckoning_make(&work->reckoning, &work->evidence, work->trace);
	work->took = clock_mono() - begin;
}

static bool is_asked(const struct evidence *evidence, const struct sleep_verdict *doubt)
{
	for (size_t i = 0; i < evidence->verdict_count; i++)
		if (evidence->verdicts[i].from == doubt->from && evidence->verdicts[i].to == doubt->to)
			return true;
	return false;
}

/* Pauses that nobody was asked of yet: only what comes of this shows which. */
static bool has_new_doubts(const struct steptimes_work *work)
{
	struct sleep_verdict doubts[ASLEEP_VERDICTS];
	size_t count = reckoning_doubts(&work->reckoning, doubts);
	for (size_t i = 0; i < count; i++)
		if (!is_asked(&work->evidence, &doubts[i]))
			return true;
	return false;
}

static void reckon_now(struct steptimes *all, const struct store *store, uint32_t run, bool trace)
{
	struct steptimes_work *work = work_new(all, store, run, trace);
	if (!work)
		return;
	make(work);
	bool again = has_new_doubts(work);
	take_over(all, work);
	work_free(work);
	work = again ? work_new(all, store, run, trace) : NULL;
	if (!work)
		return;
	make(work);
	take_over(all, work);
	work_free(work);
}

static void reckon_later(struct steptimes *all, const struct store *store, uint32_t run, bool trace)
{
	struct steptimes_work *work = work_new(all, store, run, trace);
	if (!work)
		return;
	all->entries[run].under_way = true;
	all->trace_under_way |= trace;
	*all->last = work;
	all->last = &work->next;
	all->waiting_count++;
}

/* What is not taken yet can bring a trace, too. */
static bool trace_with_waiting(struct steptimes *all, uint32_t run)
{
	for (struct steptimes_work *work = all->waiting; work; work = work->next)
		if (work->run == run && !work->trace && (work->trace = data_alloc(1, sizeof *work->trace)))
			return all->trace_under_way = true;
	return false;
}

static void reckon(struct steptimes *all, const struct store *store, uint32_t run, bool trace)
{
	if (!all->deferred)
		reckon_now(all, store, run, trace);
	else if (!all->entries[run].under_way && all->waiting_count < WAITING)
		reckon_later(all, store, run, trace);
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static const struct steptime nothing_known = {
	.rate_now = NAN, .rate_minute = NAN, .rate_hour = NAN, .rate_run = NAN,
	.p50 = NAN, .p90 = NAN, .p95 = NAN, .p99 = NAN, .max = NAN, .mean = NAN, .gap_p99 = NAN,
	.drift = NAN, .pace = {.mean = NAN},
};

const struct steptime *steptimes_get(struct steptimes *all, const struct store *store, uint32_t run, double now)
{
	if (!has_entry(all, run)) {
		all->last_of = steptime_of(store, run, now);
		return &all->last_of;
	}
	struct entry *entry = &all->entries[run];
	struct run_info info = store_run(store, run);
	all->now = now;
	if (!entry->known || ((!is_current(entry, store, run, &info) || entry->wants_verdicts) && may_reckon(all, entry)))
		reckon(all, store, run, false);
	if (!entry->known)
		entry->steptime = nothing_known;
	steptime_renew(&entry->steptime, store, run, now);
	return &entry->steptime;
}

struct pause_spells steptimes_spells(struct steptimes *all, const struct store *store, uint32_t run, double now,
                                     uint64_t *version)
{
	steptimes_get(all, store, run, now);
	bool known = run < all->count;
	*version = known ? all->entries[run].version : 0;
	return known ? all->entries[run].spells : (struct pause_spells){0};
}

const struct steptrace *steptimes_trace(struct steptimes *all, const struct store *store, uint32_t run)
{
	struct run_info info = store_run(store, run);
	bool same = all->trace && all->trace_run == run;
	bool current = same && all->trace_records == info.records && all->trace_restarts == info.restarts;
	bool rests = same && clock_mono() < all->trace_rest;
	if (!current && !rests && !all->trace_under_way && !trace_with_waiting(all, run) && has_entry(all, run))
		reckon(all, store, run, true);
	return all->trace && all->trace_run == run ? all->trace : NULL;
}

/* ---- By others -------------------------------------------------------------------------------- */

void steptimes_rest(struct steptimes *all, uint32_t factor)
{
	all->rest_factor = factor;
}

void steptimes_defer(struct steptimes *all)
{
	all->deferred = true;
}

struct steptimes_work *steptimes_begin(struct steptimes *all)
{
	struct steptimes_work *work = all->waiting;
	all->waiting = NULL;
	all->last = &all->waiting;
	all->waiting_count = 0;
	return work;
}

void steptimes_make(struct steptimes_work *work)
{
	for (; work; work = work->next)
		make(work);
}

void steptimes_end(struct steptimes *all, struct steptimes_work *work)
{
	for (struct steptimes_work *next; work; work = next) {
		next = work->next;
		struct entry *entry = &all->entries[work->run];
		entry->under_way = false;
		entry->wants_verdicts = has_new_doubts(work);
		all->trace_under_way &= work->trace == NULL;
		take_over(all, work);
		work_free(work);
	}
}
