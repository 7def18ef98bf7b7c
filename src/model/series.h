/*
 * One tag of one run: segments in file order, the kind that its first metadata
 * gives it, and counts of what is to be seen of it.
 */
#ifndef TBTOP_MODEL_SERIES_H
#define TBTOP_MODEL_SERIES_H

#include "model/purge.h"
#include "model/span.h"
#include "model/strip.h"

/*
 * What changed lately: since generation `since` points came at the end of the
 * stored order only, none below these places. Who kept what he looked up then
 * need not look there again.
 */
struct growth {
	uint64_t since;
	int64_t step;
	double wall;
	uint16_t changes; /* so many times */
	bool grew;        /* the change that is not settled yet is such a one */
};

/* What one span brought of a tag. (A span has several where it was read by parts that didn't know of each other.) */
struct segment {
	const struct span *span;
	struct metadata *metadata; /* NULL without; texts are valid UTF-8 */
	struct item *items;        /* rows_before counts from the start of the segment */
	size_t item_count, item_capacity;
	struct strip lead; /* scalars among the items, while the kind is scalar; they come before the rows */
	struct strip rows;
};

struct series {
	uint32_t run, tag;
	enum kind kind;
	bool unfit;   /* a mesh whose content type is none: nothing in it is a point */
	bool listed;  /* among the run's tags: has a visible point */
	const struct metadata *metadata; /* the first of the segments'; NULL without */
	struct segment *segments;        /* by ordinal of their spans */
	size_t segment_count, segment_capacity;
	uint64_t points, hidden, misfits;
	uint64_t memory; /* bytes in segments */
	bool has_step;
	int64_t max_step; /* of visible scalars */
	uint64_t generation;
	struct growth growth;
};

void series_init(struct series *series, uint32_t run, uint32_t tag);
void series_fini(struct series *series);

/* It is another from this generation of the store on: after each of the following. */
void series_settle(struct series *series, uint64_t generation);

/*
 * Adds what a batch brings of the tag, `epoch` marks after the start of its
 * span. Takes the metadata and chunks it keeps. False when out of memory: some
 * of it is missing, the rest is sound.
 */
bool series_add(struct series *series, const struct span *span, struct batch_series *batch, uint32_t epoch,
                const struct purge *purge);
/* Removes what a sketch brought: rows and metadata. True when there was something. */
bool series_drop_span(struct series *series, const struct span *span, const struct purge *purge);
/* Removes what lies in the spans of which `goes` says so. True when there was something. */
bool series_drop(struct series *series, bool (*goes)(const struct span *span));
/*
 * Resolves the kind and counts anew, after segments went or the purge changed.
 * False when out of memory: some scalars without metadata of their own are missing.
 */
bool series_refresh(struct series *series, const struct purge *purge);

/*
 * The strips that hold visible scalars, in stored order: `index` 0 to
 * 2 * segment_count - 1; NULL where there is none of that index.
 */
const struct strip *series_strip(const struct series *series, size_t index);
static inline size_t series_strip_count(const struct series *series)
{
	return 2 * series->segment_count;
}

/* True when the item is a visible point of the series. */
bool series_shows(const struct series *series, const struct segment *segment, const struct item *item,
                  const struct purge *purge);

#endif
