#include "model/steptrace.h"

#include "model/gaps.h"

#include <math.h>

#define LEAST_RATIO 1.02 /* of all bins of steps: what differs less is the same */
#define SHORTEST 1e-9 /* seconds: shorter ones are in the first bin */

static double pace(const struct gap *gap)
{
	return fmax(gap->time / gap->steps, SHORTEST);
}

static void fill_bucket(struct trace_bucket *bucket, const struct gap *gaps, size_t count)
{
	double steps = 0, time = 0;
	*bucket = (struct trace_bucket){gaps[count - 1].step, gaps[count - 1].at, 0, 0};
	for (size_t i = 0; i < count; i++) {
		steps += gaps[i].steps;
		time += gaps[i].time;
		bucket->max = fmax(bucket->max, gaps[i].time / gaps[i].steps);
	}
	bucket->mean = time / steps;
}

static void fill_buckets(struct steptrace *trace, const struct gaps *gaps)
{
	trace->count = gaps->count < TRACE_BUCKETS ? (uint32_t)gaps->count : TRACE_BUCKETS;
	for (size_t i = 0; i < trace->count; i++) {
		size_t from = i * gaps->count / trace->count, to = (i + 1) * gaps->count / trace->count;
		fill_bucket(&trace->buckets[i], gaps->items + from, to - from);
	}
	const struct gap *first = &gaps->items[0];
	double before = (double)first->step - first->steps;
	trace->first_step = before > -9e18 ? (int64_t)before : INT64_MIN;
	trace->first_wall = first->at - first->time;
}

/* The bin of a length between two edges, of `count` with equal ratios. */
static int bin_between(double value, double low, double high, int count)
{
	double place = log(value / low) / log(high / low) * count;
	return place >= count ? count - 1 : place > 0 ? (int)place : 0;
}

static int bin_of(const struct steptrace *trace, double value)
{
	if (value <= trace->knee || trace->tail == TRACE_BINS)
		return bin_between(value, trace->low, trace->knee, trace->tail);
	return trace->tail + bin_between(value, trace->knee, trace->high, TRACE_BINS - trace->tail);
}

static void fill_bins(struct steptrace *trace, const struct gaps *gaps, double longest)
{
	trace->low = INFINITY;
	trace->high = 0;
	for (size_t i = 0; i < gaps->count; i++) {
		trace->low = fmin(trace->low, pace(&gaps->items[i]));
		trace->high = fmax(trace->high, pace(&gaps->items[i]));
	}
	bool any = trace->high > longest;
	trace->knee = fmax(any ? longest : trace->high, LEAST_RATIO * trace->low);
	trace->tail = any && trace->high > trace->knee ? TRACE_BINS - TRACE_TAIL : TRACE_BINS;
	for (size_t i = 0; i < gaps->count; i++)
		trace->bins[bin_of(trace, pace(&gaps->items[i]))]++;
	trace->total = gaps->count;
}

void steptrace_make(struct steptrace *trace, const struct gaps *gaps, double longest)
{
	*trace = (struct steptrace){.low = NAN, .knee = NAN, .high = NAN, .tail = TRACE_BINS};
	if (!gaps->count || gaps->failed)
		return;
	fill_buckets(trace, gaps);
	fill_bins(trace, gaps, longest);
}

double steptrace_edge(const struct steptrace *trace, int bin)
{
	if (bin <= trace->tail)
		return trace->low * pow(trace->knee / trace->low, (double)bin / trace->tail);
	return trace->knee * pow(trace->high / trace->knee, (double)(bin - trace->tail) / (TRACE_BINS - trace->tail));
}
