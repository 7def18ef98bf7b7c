#include "model/trace_quantiles.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct quantiles_entry {
	uint32_t part, count;
	uint16_t bucket;
};

/* ---- The scale: a float's exponent and the first bits behind it, which grow as it does ---- */

#define MANTISSA 23

static uint32_t bucket_of(picoseconds duration, uint32_t octave)
{
	float value = duration > 0 ? (float)duration : 0;
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	uint32_t bucket = bits >> (MANTISSA - octave);
	return bucket < QUANTILES_SCALE ? bucket : QUANTILES_SCALE - 1;
}

/* The middle of a bucket. */
static float value_of(uint32_t bucket, uint32_t octave)
{
	uint32_t bits = bucket ? bucket << (MANTISSA - octave) | UINT32_C(1) << (MANTISSA - octave - 1) : 0;
	float value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

double trace_quantiles_error(const struct trace_quantiles *quantiles)
{
	return ldexp(1, -(int)quantiles->octave - 1);
}

/* ---- Making ---- */

#define SLOTS_FIRST 1024

void quantiles_begin(struct quantiles_making *making)
{
	*making = (struct quantiles_making){.octave = QUANTILES_OCTAVE};
}

static struct quantiles_entry *find(struct quantiles_making *making, uint32_t part, uint32_t bucket, uint32_t **slot)
{
	uint64_t key = (uint64_t)part << 16 | bucket, hash = key * UINT64_C(0x9E3779B97F4A7C15);
	for (size_t at = (size_t)(hash >> 32) & (making->slot_count - 1);; at = (at + 1) & (making->slot_count - 1)) {
		*slot = &making->slots[at];
		if (!**slot)
			return NULL;
		struct quantiles_entry *entry = &making->entries[**slot - 1];
		if (entry->part == part && entry->bucket == bucket)
			return entry;
	}
}

static void add_count(struct quantiles_entry *entry, uint32_t count)
{
	entry->count = count <= UINT32_MAX - entry->count ? entry->count + count : UINT32_MAX;
}

/* All entries into their slots anew; those that are alike by now become one. */
static void place_all(struct quantiles_making *making)
{
	size_t kept = 0;
	memset(making->slots, 0, making->slot_count * sizeof *making->slots);
	for (size_t i = 0; i < making->count; i++) {
		struct quantiles_entry entry = making->entries[i], *there;
		uint32_t *slot;
		there = find(making, entry.part, entry.bucket, &slot);
		if (there) {
			add_count(there, entry.count);
			continue;
		}
		making->entries[kept++] = entry;
		*slot = (uint32_t)kept;
	}
	making->count = kept;
}

static bool grow(struct quantiles_making *making)
{
	size_t wanted = making->slot_count ? 2 * making->slot_count : SLOTS_FIRST;
	uint32_t *slots = data_realloc(making->slots, wanted, sizeof *slots);
	if (!slots)
		return false;
	making->slots = slots;
	making->slot_count = wanted;
	place_all(making);
	return true;
}

/* Buckets twice as wide: two neighbours are one. */
static void coarsen(struct quantiles_making *making)
{
	making->octave--;
	for (size_t i = 0; i < making->count; i++)
		making->entries[i].bucket /= 2;
	place_all(making);
}

bool quantiles_add(struct quantiles_making *making, uint32_t part, picoseconds duration)
{
	uint32_t *slot;
	if (2 * making->count >= making->slot_count && !grow(making))
		return false;
	struct quantiles_entry *entry = find(making, part, bucket_of(duration, making->octave), &slot);
	if (entry) {
		add_count(entry, 1);
		return true;
	}
	if (making->count >= QUANTILES_MOST && making->octave > 1) {
		coarsen(making);
		return quantiles_add(making, part, duration);
	}
	if (!array_reserve(&making->entries, &making->capacity, making->count + 1))
		return false;
	making->entries[making->count++] = (struct quantiles_entry){part, 1, (uint16_t)bucket_of(duration, making->octave)};
	*slot = (uint32_t)making->count;
	return true;
}

static int by_part(const void *left, const void *right)
{
	const struct quantiles_entry *a = left, *b = right;
	if (a->part != b->part)
		return a->part < b->part ? -1 : 1;
	return (a->bucket > b->bucket) - (a->bucket < b->bucket);
}

static bool keep(struct quantiles_making *making, size_t parts, struct trace_quantiles *out)
{
	*out = (struct trace_quantiles){
		.buckets = data_alloc(making->count, sizeof *out->buckets), .count = making->count,
		.first = data_alloc(parts + 1, sizeof *out->first), .parts = parts, .octave = making->octave,
	};
	if (!out->buckets || !out->first)
		return false;
	if (making->count)
		qsort(making->entries, making->count, sizeof *making->entries, by_part);
	size_t at = 0;
	for (size_t part = 0; part <= parts; part++) {
		out->first[part] = (uint32_t)at;
		for (; at < making->count && making->entries[at].part == part; at++)
			out->buckets[at] = (struct quantiles_bucket){making->entries[at].count, making->entries[at].bucket, 0};
	}
	return true;
}

bool quantiles_end(struct quantiles_making *making, size_t parts, struct trace_quantiles *out)
{
	bool fine = !out || keep(making, parts, out);
	if (!fine)
		trace_quantiles_fini(out);
	free(making->entries);
	free(making->slots);
	*making = (struct quantiles_making){0};
	return fine;
}

void trace_quantiles_fini(struct trace_quantiles *quantiles)
{
	free(quantiles->buckets);
	free(quantiles->first);
	*quantiles = (struct trace_quantiles){0};
}

bool trace_quantiles_check(const struct trace_quantiles *quantiles, size_t parts)
{
	bool fine = quantiles->parts == parts && quantiles->octave && quantiles->octave <= QUANTILES_OCTAVE && !quantiles->first[0] &&
	            quantiles->first[parts] == quantiles->count;
	for (size_t i = 0; fine && i < parts; i++)
		fine = quantiles->first[i] <= quantiles->first[i + 1];
	for (size_t i = 0; fine && i < quantiles->count; i++)
		fine = quantiles->buckets[i].bucket < QUANTILES_SCALE;
	return fine;
}

/* ---- Adding up ---- */

void quantiles_sum_init(struct quantiles_sum *sum)
{
	*sum = (struct quantiles_sum){.counts = xcalloc(QUANTILES_SCALE, sizeof *sum->counts), .low = QUANTILES_SCALE};
}

void quantiles_sum_add(struct quantiles_sum *sum, const struct trace_quantiles *quantiles, uint32_t part)
{
	for (uint32_t i = quantiles->first[part]; i < quantiles->first[part + 1]; i++) {
		const struct quantiles_bucket *bucket = &quantiles->buckets[i];
		sum->counts[bucket->bucket] += bucket->count;
		sum->count += bucket->count;
		sum->low = bucket->bucket < sum->low ? bucket->bucket : sum->low;
		sum->high = bucket->bucket >= sum->high ? bucket->bucket + 1u : sum->high;
	}
}

void quantiles_sum_clear(struct quantiles_sum *sum)
{
	if (sum->high > sum->low)
		memset(sum->counts + sum->low, 0, (sum->high - sum->low) * sizeof *sum->counts);
	sum->low = QUANTILES_SCALE;
	sum->high = 0;
	sum->count = 0;
}

float quantiles_sum_p99(struct quantiles_sum *sum, const struct trace_quantiles *quantiles)
{
	uint64_t above = sum->count / 100, seen = 0; /* of 100 the one that is left out is the longest */
	uint32_t at = sum->high;
	while (at > sum->low && seen <= above)
		seen += sum->counts[--at];
	float found = sum->count ? value_of(at, quantiles->octave) : 0;
	quantiles_sum_clear(sum);
	return found;
}

void quantiles_sum_fini(struct quantiles_sum *sum)
{
	free(sum->counts);
	sum->counts = NULL;
}
