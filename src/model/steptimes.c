#include "model/steptime.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "model/pause.h"
#include "model/steptrace.h"

#include <stdlib.h>

#define REST_NS 250000000u /* between two reckonings of a run, at least */
#define REST_FACTOR 20u    /* times what it took: at most 5 % of the time, all runs together */

struct entry {
	bool known;
	struct steptime steptime;
	struct pause_spells spells;
	uint64_t version;
	uint64_t bytes_read, records;
	uint32_t restarts, files;
	uint32_t runs, eval_run; /* the first run that evaluates this one, among so many */
	uint64_t eval_records;
	uint64_t took;       /* ns that the last reckoning took */
	uint64_t rest_until; /* monotonic */
};

struct steptimes {
	struct entry *entries; /* by run */
	size_t count;
	uint64_t took;         /* a round: the last reckonings of all */
	uint64_t rest_until;   /* monotonic */
	struct steptrace *trace; /* of trace_run, as of trace_records */
	uint32_t trace_run, trace_restarts;
	uint64_t trace_records, trace_rest;
	struct steptime last; /* when there is no memory for entries */
};

struct steptimes *steptimes_new(void)
{
	return xcalloc(1, sizeof(struct steptimes));
}

void steptimes_free(struct steptimes *all)
{
	for (size_t i = 0; all && i < all->count; i++)
		free(all->entries[i].spells.items);
	if (all) {
		free(all->entries);
		free(all->trace);
	}
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

/* Whatever a run gained or lost shows in one of these; new evaluations may tell what its pauses were. */
static bool is_current(const struct entry *entry, const struct store *store, const struct run_info *info)
{
	if (entry->runs != store_run_count(store))
		return false;
	if (entry->eval_run != STORE_NONE && entry->eval_records != store_run(store, entry->eval_run).records)
		return false;
	return entry->bytes_read == info->bytes_read && entry->records == info->records &&
	       entry->restarts == info->restarts && entry->files == info->files;
}

static void remember_eval_run(struct entry *entry, const struct store *store, uint32_t run)
{
	uint32_t position = 0;
	entry->runs = store_run_count(store);
	entry->eval_run = pause_eval_run(store, run, &position);
	entry->eval_records = entry->eval_run == STORE_NONE ? 0 : store_run(store, entry->eval_run).records;
}

/* One run after the other, each in its turn: no frame waits for many, and none is left out. */
static void rest(struct steptimes *all, struct entry *entry, uint64_t begin)
{
	uint64_t end = clock_mono(), took = end - begin;
	all->took += took - entry->took;
	entry->took = took;
	all->rest_until = end + REST_FACTOR * took;
	uint64_t round = REST_FACTOR * all->took;
	entry->rest_until = end + (round > REST_NS ? round : REST_NS);
}

static bool may_reckon(const struct steptimes *all, const struct entry *entry)
{
	uint64_t now = clock_mono();
	return now >= entry->rest_until && now >= all->rest_until;
}

static void reckon(struct steptimes *all, struct entry *entry, const struct store *store, uint32_t run,
                   const struct run_info *info, double now)
{
	uint64_t begin = clock_mono();
	free(entry->spells.items);
	entry->steptime = steptime_with_spells(store, run, now, &entry->spells);
	entry->version++;
	rest(all, entry, begin);
	entry->known = true;
	entry->bytes_read = info->bytes_read;
	entry->records = info->records;
	entry->restarts = info->restarts;
	entry->files = info->files;
	remember_eval_run(entry, store, run);
}

const struct steptime *steptimes_get(struct steptimes *all, const struct store *store, uint32_t run, double now)
{
	if (!has_entry(all, run)) {
		all->last = steptime_of(store, run, now);
		return &all->last;
	}
	struct entry *entry = &all->entries[run];
	struct run_info info = store_run(store, run);
	if (!entry->known || (!is_current(entry, store, &info) && may_reckon(all, entry)))
		reckon(all, entry, store, run, &info, now);
	struct steptime *steptime = &entry->steptime;
	steptime->last_step = info.last_step;
	steptime->last_wall = info.newest_wall;
	steptime->age = now - info.newest_wall;
	steptime->state = run_state_of(store, run, steptime->gap_p99, now);
	return steptime;
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
	if (same && ((all->trace_records == info.records && all->trace_restarts == info.restarts) ||
	             clock_mono() < all->trace_rest))
		return all->trace;
	if (!all->trace && !(all->trace = data_alloc(1, sizeof *all->trace)))
		return NULL;
	uint64_t begin = clock_mono();
	steptrace_make(all->trace, store, run);
	uint64_t end = clock_mono(), rest = REST_FACTOR * (end - begin);
	all->trace_rest = end + (rest > REST_NS ? rest : REST_NS);
	all->trace_run = run;
	all->trace_records = info.records;
	all->trace_restarts = info.restarts;
	return all->trace;
}
