#include "model/asleep.h"

#include "model/author.h"
#include "model/query.h"
#include "model/run_series.h"

#include <math.h>

#define MUCH 10.0      /* times a run's usual gap: such a silence says something */
#define EDGE 0.1       /* of the pause: so far from its ends a record may lie, or */
#define EDGE_GAPS 5.0  /* so many of the witness's usual gaps outside of it */

/* Another run on the same machine, by its clock. */
struct witness {
	uint32_t run, series;
	double from, to; /* its records' wall times */
};

/* Who writes the file of a run with the newest record. */
static struct author author_of_run(const struct store *store, uint32_t run)
{
	struct author author = {0};
	double newest = -INFINITY;
	for (uint32_t i = 0; i < store_file_count(store); i++) {
		struct file_info file = store_file(store, i);
		if (file.run != run || !file.has_event || !(file.last_wall > newest))
			continue;
		newest = file.last_wall;
		author = author_of(file.name);
	}
	return author;
}

static bool is_called(const struct witness *witnesses, size_t count, uint32_t run)
{
	for (size_t i = 0; i < count; i++)
		if (witnesses[i].run == run)
			return true;
	return false;
}

static bool call_witness(const struct store *store, uint32_t run, struct witness *out)
{
	uint32_t series = run_clock(store, run);
	if (series == STORE_NONE)
		return false;
	struct chunk_summary all = query_whole(store, series);
	*out = (struct witness){run, series, all.min_wall, all.max_wall};
	return all.count >= 3;
}

/* Runs of other processes on the same host, by one look at all files. */
static size_t call_witnesses(const struct store *store, uint32_t run, struct witness *out)
{
	struct author own = author_of_run(store, run);
	size_t count = 0;
	for (uint32_t i = 0; own.pid && i < store_file_count(store) && count < ASLEEP_RUNS; i++) {
		struct file_info file = store_file(store, i);
		struct author author = author_of(file.name);
		if (file.run != run && author.pid && author.pid != own.pid && author_same_host(&author, &own) &&
		    !is_called(out, count, file.run))
			count += call_witness(store, file.run, &out[count]);
	}
	return count;
}

enum testimony { SAYS_NOTHING, SAYS_SILENT, SAYS_AWAKE };

/* A silence that ends with another start is not of the machine. */
static bool began_in(const struct store *store, uint32_t run, double from, double to)
{
	struct run_info info = store_run(store, run);
	for (uint32_t i = 0; i < info.restarts; i++) {
		double wall = store_restart_at(store, run, i).wall;
		if (wall > from && wall <= to)
			return true;
	}
	for (uint32_t i = 0; info.files > 1 && i < store_file_count(store); i++) {
		struct file_info file = store_file(store, i);
		if (file.run == run && file.has_event && file.first_wall > from && file.first_wall <= to)
			return true;
	}
	return false;
}

static bool any_record(const struct store *store, const struct witness *witness, double from, double to)
{
	return query_range(store, witness->series, AXIS_WALL, (struct window){from, to}).count > 0;
}

/* The usual gap from the time without the pause: a run that slept through most of its life is still quick. */
static enum testimony testify(const struct store *store, const struct witness *witness,
                              const struct sleep_verdict *spell)
{
	double length = spell->to - spell->from, edge = EDGE * length;
	if (witness->from > spell->from || witness->to < spell->to)
		return SAYS_NOTHING;
	if (any_record(store, witness, spell->from + edge, spell->to - edge))
		return SAYS_AWAKE;
	double usual = (witness->to - witness->from - length) / (double)query_whole(store, witness->series).count;
	double outside = fmax(edge, EDGE_GAPS * usual);
	bool together = any_record(store, witness, spell->from - outside, spell->from + edge) &&
	                any_record(store, witness, spell->to - edge, spell->to + outside);
	bool silent = usual * MUCH < length && together;
	return silent && !began_in(store, witness->run, spell->from - outside, spell->to + outside) ? SAYS_SILENT : SAYS_NOTHING;
}

void asleep_judge(const struct store *store, uint32_t run, struct sleep_verdict *verdicts, size_t count)
{
	struct witness witnesses[ASLEEP_RUNS];
	size_t called = count ? call_witnesses(store, run, witnesses) : 0;
	for (size_t i = 0; i < count; i++) {
		enum testimony all = SAYS_NOTHING;
		for (size_t j = 0; j < called && all != SAYS_AWAKE; j++) {
			enum testimony one = testify(store, &witnesses[j], &verdicts[i]);
			all = one > all ? one : all;
		}
		verdicts[i].asleep = all == SAYS_SILENT;
	}
}
