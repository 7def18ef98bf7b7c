#include "model/gaps.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

#define YEAR_2000 946684800.0
#define CLOSE 0.05   /* of the time by which a clock was behind */
#define SHORTEST 0.1 /* seconds: a shorter pause is what a busy machine does */

static struct gap *newest_gap(const struct gaps *gaps)
{
	size_t place = gaps->oldest + gaps->count - 1;
	return gaps->count ? &gaps->items[place < gaps->count ? place : place - gaps->count] : NULL;
}

static void count_gap(struct gaps *gaps, const struct gap *gap)
{
	gaps->all_steps += gap->steps;
	gaps->all_time += gap->time;
}

/* One that is kept no longer counts in the whole, unless the clock jumped. */
static void let_go(struct gaps *gaps, const struct gap *gap)
{
	bool jump = gap->to > gaps->evidence->now + WALL_SLACK || (gap->back > WALL_SLACK && gap->time >= gap->back);
	if (!jump)
		count_gap(gaps, gap);
}

static void add_gap(struct gaps *gaps, struct gap gap)
{
	if (gaps->count == STEPTIME_GAPS) {
		gaps->cut = true;
		let_go(gaps, &gaps->items[gaps->oldest]);
		gaps->items[gaps->oldest] = gap;
		gaps->oldest = (gaps->oldest + 1) % STEPTIME_GAPS;
	} else if (array_reserve(&gaps->items, &gaps->capacity, gaps->count + 1)) {
		gaps->items[gaps->count++] = gap;
	} else {
		gaps->failed = true;
	}
}

static void add_rewind(struct gaps *gaps, struct rewind rewind)
{
	if (rewind.to <= gaps->evidence->now + WALL_SLACK)
		gaps->rewinds[gaps->rewind_count++ % GAPS_REWINDS] = rewind;
}

static void go_back(const struct gaps *gaps, double seconds)
{
	struct gap *gap = newest_gap(gaps);
	if (gap)
		gap->back += seconds;
}

/* The present is later than any record: a clock that is ahead of it goes back to it, so to say. */
static void end_stretch(const struct gaps *gaps)
{
	struct gap *gap = newest_gap(gaps);
	if (gaps->started && gaps->last.wall_time > gaps->evidence->now + WALL_SLACK)
		go_back(gaps, gaps->last.wall_time - gaps->evidence->now);
	if (gap)
		gap->last = true;
}

/* What lies in a stretch that is still to be read may be a pause, or none: it is no gap yet. Nor is what is in a sketch of it. */
static bool spans_hole(const struct gaps *gaps, double from, double to)
{
	for (size_t i = 0; i < gaps->evidence->hole_count; i++) {
		const struct hole *hole = &gaps->evidence->holes[i];
		if ((from <= hole->from && to >= hole->to) || (from < hole->to && to > hole->from))
			return true;
	}
	return false;
}

/*
 * Steps without time between them have a clock that is coarser than they are, or were logged together: the next
 * that has some is theirs, too.
 */
static void add_row(struct gaps *gaps, const struct row *row)
{
	gaps->waiting = false;
	double steps = (double)row->step - (double)gaps->last.step;
	double time = row->wall_time - gaps->last.wall_time;
	bool hole = spans_hole(gaps, gaps->last.wall_time, row->wall_time);
	if (steps < 0 || (hole && time >= 0))
		end_stretch(gaps);
	if (time < 0 && steps >= 0)
		go_back(gaps, -time);
	if (time < 0 || hole)
		return;
	gaps->waiting = steps > 0 && time == 0;
	if (steps > 0 && time > 0)
		add_gap(gaps, (struct gap){.step = row->step, .to = row->wall_time, .time = time, .steps = steps});
	else if (steps <= 0 && walls_any(&gaps->evidence->begins, gaps->last.wall_time, row->wall_time))
		add_rewind(gaps, (struct rewind){row->step, gaps->last.wall_time, row->wall_time});
}

/* Several points of one step count once, by the last of them. */
static bool add_rows(void *context, const struct row *rows, size_t count)
{
	struct gaps *gaps = context;
	for (size_t i = 0; i < count && !gaps->failed; i++) {
		if (!isfinite(rows[i].wall_time))
			continue;
		if (gaps->started)
			add_row(gaps, &rows[i]);
		if (!gaps->waiting)
			gaps->last = rows[i];
		gaps->started = true;
	}
	return !gaps->failed;
}

/* ---- When they were ------------------------------------------------------------------------- */

static struct gap *gap_at(const struct gaps *gaps, size_t i)
{
	return &gaps->items[(gaps->oldest + i) % gaps->count];
}

/* Its end is dated by another clock than its beginning: no time that passed. Left without steps. */
static void take_out(struct gap *gap)
{
	gap->steps = 0;
}

/* From a clock that was never set to one that is. */
static bool is_first_set(const struct gap *gap)
{
	return gap->to - gap->time < YEAR_2000 && gap->to > YEAR_2000;
}

/* Whether the clock went back by `back` for a while that ended with this gap, which then is as long. */
static bool makes_up(const struct gap *gap, double back)
{
	return gap->time >= back && gap->time - back <= fmax(WALL_SLACK, CLOSE * back);
}

/*
 * From the newest to the oldest: the later clock is believed, unless it goes on as it was before. `jump` is the
 * gap that may end a time in which it was behind.
 */
static void place(struct gaps *gaps)
{
	double ahead = 0;
	size_t jump = gaps->count;
	for (size_t i = gaps->count; i-- > 0;) {
		struct gap *gap = gap_at(gaps, i);
		if (gap->last) {
			ahead = 0;
			jump = gaps->count;
		}
		if (gap->back > WALL_SLACK && jump < gaps->count && makes_up(gap_at(gaps, jump), gap->back)) {
			take_out(gap_at(gaps, jump));
			for (size_t k = i + 1; k < jump; k++)
				gap_at(gaps, k)->at += gap->back;
			jump = gaps->count;
		} else {
			ahead += gap->back;
		}
		gap->at = gap->to - ahead;
		if (gap->time <= WALL_SLACK)
			continue;
		jump = i;
		bool jumped_ahead = ahead > WALL_SLACK && gap->time >= ahead;
		if (jumped_ahead || is_first_set(gap))
			take_out(gap);
		if (jumped_ahead) {
			ahead = 0;
			jump = gaps->count;
		}
	}
}

static int by_end(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;
	return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : (x->step > y->step) - (x->step < y->step);
}

/* The oldest first, without jumps, the rings made straight. */
static void put_in_order(struct gaps *gaps)
{
	bool ordered = gaps->oldest == 0;
	size_t kept = 0;
	for (size_t i = 0; i < gaps->count; i++)
		if (gaps->items[i].steps > 0)
			gaps->items[kept++] = gaps->items[i];
	gaps->count = kept;
	for (size_t i = 0; i < gaps->count; i++) {
		ordered &= i == 0 || gaps->items[i - 1].at <= gaps->items[i].at;
		count_gap(gaps, &gaps->items[i]);
	}
	if (!ordered)
		qsort(gaps->items, gaps->count, sizeof *gaps->items, by_end);
	gaps->oldest = 0;
	if (gaps->rewind_count > GAPS_REWINDS)
		gaps->rewind_count = GAPS_REWINDS;
}

bool gap_is_pause(const struct gap *gap, double threshold)
{
	return gap->time > threshold * gap->steps && gap->time >= SHORTEST;
}

void gaps_collect(struct gaps *gaps, const struct evidence *evidence)
{
	*gaps = (struct gaps){.evidence = evidence};
	if (evidence->any)
		evidence_walk(&evidence->clock, add_rows, gaps);
	end_stretch(gaps);
	place(gaps);
	put_in_order(gaps);
}

void gaps_fini(struct gaps *gaps)
{
	free(gaps->items);
	*gaps = (struct gaps){0};
}

double gaps_covered(const struct gaps *gaps)
{
	double covered = 0, low = INFINITY;
	for (size_t i = gaps->count; i-- > 0;) {
		double to = fmin(gaps->items[i].at, low), from = gaps->items[i].at - gaps->items[i].time;
		if (from < to) {
			covered += to - from;
			low = from;
		}
	}
	return covered;
}

static int by_value(const void *a, const void *b)
{
	double x = ((const struct sample *)a)->value, y = ((const struct sample *)b)->value;
	return (x > y) - (x < y);
}

void samples_sort(struct sample *samples, size_t count)
{
	qsort(samples, count, sizeof *samples, by_value);
}

double samples_quantile(const struct sample *samples, size_t count, double q)
{
	double total = 0, sum = 0;
	for (size_t i = 0; i < count; i++)
		total += samples[i].weight;
	for (size_t i = 0; i < count; i++) {
		sum += samples[i].weight;
		if (sum >= q * total)
			return samples[i].value;
	}
	return samples[count - 1].value;
}
