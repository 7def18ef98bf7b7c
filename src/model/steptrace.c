#include "model/steptrace.h"

#include "model/gaps.h"

#include <math.h>

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

static void fill_bins(struct steptrace *trace, const struct gaps *gaps)
{
	trace->low = INFINITY;
	trace->high = 0;
	for (size_t i = 0; i < gaps->count; i++) {
		trace->low = fmin(trace->low, pace(&gaps->items[i]));
		trace->high = fmax(trace->high, pace(&gaps->items[i]));
	}
	double ratio = log(trace->high / trace->low);
	for (size_t i = 0; i < gaps->count; i++) {
		double place = ratio > 0 ? log(pace(&gaps->items[i]) / trace->low) / ratio * TRACE_BINS : 0;
		int bin = place >= TRACE_BINS ? TRACE_BINS - 1 : place > 0 ? (int)place : 0;
		trace->bins[bin]++;
		trace->total++;
	}
}

void steptrace_make(struct steptrace *trace, const struct gaps *gaps)
{
	*trace = (struct steptrace){.low = NAN, .high = NAN};
	if (!gaps->count || gaps->failed)
		return;
	fill_buckets(trace, gaps);
	fill_bins(trace, gaps);
}

double steptrace_edge(const struct steptrace *trace, int bin)
{
	return trace->low * pow(trace->high / trace->low, (double)bin / TRACE_BINS);
}
