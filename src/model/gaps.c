#include "model/gaps.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

static void add_gap(struct gaps *gaps, struct gap gap)
{
	gaps->all_steps += gap.steps;
	gaps->all_time += gap.time;
	if (gaps->count == STEPTIME_GAPS) {
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
	gaps->rewinds[gaps->rewind_count++ % GAPS_REWINDS] = rewind;
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

static void add_row(struct gaps *gaps, const struct row *row)
{
	double steps = (double)row->step - (double)gaps->last.step;
	double time = row->wall_time - gaps->last.wall_time;
	if (time < 0 || spans_hole(gaps, gaps->last.wall_time, row->wall_time))
		return;
	if (steps > 0)
		add_gap(gaps, (struct gap){row->step, row->wall_time, time, steps});
	else if (walls_any(&gaps->evidence->begins, gaps->last.wall_time, row->wall_time))
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
		gaps->last = rows[i];
		gaps->started = true;
	}
	return !gaps->failed;
}

static int by_end(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;
	return x->to != y->to ? (x->to > y->to) - (x->to < y->to) : (x->step > y->step) - (x->step < y->step);
}

/* The oldest first, the rings made straight. */
static void put_in_order(struct gaps *gaps)
{
	bool ordered = gaps->oldest == 0;
	for (size_t i = 1; i < gaps->count && ordered; i++)
		ordered = gaps->items[i - 1].to <= gaps->items[i].to;
	if (!ordered)
		qsort(gaps->items, gaps->count, sizeof *gaps->items, by_end);
	gaps->oldest = 0;
	if (gaps->rewind_count > GAPS_REWINDS)
		gaps->rewind_count = GAPS_REWINDS;
}

void gaps_collect(struct gaps *gaps, const struct evidence *evidence)
{
	*gaps = (struct gaps){.evidence = evidence};
	if (evidence->any)
		evidence_walk(&evidence->clock, add_rows, gaps);
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
		double to = fmin(gaps->items[i].to, low), from = gaps->items[i].to - gaps->items[i].time;
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
