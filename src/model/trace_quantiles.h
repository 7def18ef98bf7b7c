/*
 * How durations spread in many parts of a trace at once, in bounded memory: how
 * many of each part fall into each bucket of a logarithmic scale, so that parts
 * can be added up later (Masson, Rim, Lee, "DDSketch", 2019). When there are too
 * many buckets, all become twice as wide. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_QUANTILES_H
#define TBTOP_MODEL_TRACE_QUANTILES_H

#include "base/picoseconds.h"

#include <stdbool.h>
#include <stddef.h>

#define QUANTILES_MOST ((size_t)1 << 19) /* buckets of all parts that hold something */
#define QUANTILES_OCTAVE 6               /* the finest: 2^6 buckets from a duration to its double */
#define QUANTILES_SCALE 16384            /* as many buckets are there at most */

struct quantiles_bucket {
	uint32_t count;
	uint16_t bucket;
	uint16_t unused;                  /* 0 */
};

struct trace_quantiles {
	struct quantiles_bucket *buckets;    /* one part's after the other's, from the shortest */
	size_t count;
	uint32_t *first;                  /* by part, and one more: where its buckets are */
	size_t parts;
	uint32_t octave;                  /* 2^octave buckets to each doubling */
};

/* While it is made. */
struct quantiles_making {
	struct quantiles_entry *entries;
	uint32_t *slots;                  /* an entry's number and 1, or 0; a power of two of them */
	size_t count, capacity, slot_count;
	uint32_t octave;
};

void quantiles_begin(struct quantiles_making *making);
/* False when out of memory. */
bool quantiles_add(struct quantiles_making *making, uint32_t part, picoseconds duration);
/* Frees what was made, with `out` NULL, too. False when out of memory. */
bool quantiles_end(struct quantiles_making *making, size_t parts, struct trace_quantiles *out);
void trace_quantiles_fini(struct trace_quantiles *quantiles);
/* Whether some that came from elsewhere are of that many parts. */
bool trace_quantiles_check(const struct trace_quantiles *quantiles, size_t parts);

/* By how much a quantile may be off, as a share of it. */
double trace_quantiles_error(const struct trace_quantiles *quantiles);

/* Several parts of them, added up. */
struct quantiles_sum {
	uint64_t *counts;                 /* QUANTILES_SCALE */
	uint32_t low, high;               /* of the buckets that hold something: [low, high) */
	uint64_t count;
};

void quantiles_sum_init(struct quantiles_sum *sum);
void quantiles_sum_add(struct quantiles_sum *sum, const struct trace_quantiles *quantiles, uint32_t part);
void quantiles_sum_clear(struct quantiles_sum *sum);
/* What 99 of 100 durations stay within (the nearest rank), and clears it. 0 of none. */
float quantiles_sum_p99(struct quantiles_sum *sum, const struct trace_quantiles *quantiles);
void quantiles_sum_fini(struct quantiles_sum *sum);

#endif
