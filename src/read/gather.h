/*
 * Sorts what events bring into the series of a batch: rows are collected per
 * tag and sealed into chunks, all else becomes items. Its tags, and whether a
 * tag's first metadata has been seen, live as long as the gather: one range of
 * a file. What it holds for a batch costs nothing for tags that the batch does
 * not touch. One thread at a time.
 *
 * STATUS_NO_MEMORY from anything here: what was asked for is missing, the rest
 * is as it was.
 */
#ifndef TBTOP_READ_GATHER_H
#define TBTOP_READ_GATHER_H

#include "base/names.h"
#include "base/status.h"
#include "data/batch.h"
#include "read/value.h"

struct gather {
	struct names names;    /* tags, by number */
	struct gather_tag *tags;
	size_t tag_capacity;
	uint32_t *touched;     /* series of the batch -> tag */
	size_t touched_count, touched_capacity;
	struct batch *batch;   /* borrowed: what is gathered into now */
	uint64_t generation;   /* of the batch */
	uint32_t last_tag;     /* NAMES_NONE before the first */
};

void gather_init(struct gather *gather);
void gather_fini(struct gather *gather);

/*
 * What comes from now on goes into `batch`, until gather_flush. Rows that the
 * flush of the batch before had no memory for go along.
 */
void gather_into(struct gather *gather, struct batch *batch);

/* The number of a tag, or NAMES_NONE when out of memory. Quick for a tag that follows the last one as it did before. */
uint32_t gather_tag(struct gather *gather, struct slice tag);
/* True when the tag's first metadata was seen and is that of scalars. */
bool gather_is_scalar(const struct gather *gather, uint32_t tag);

/* Takes note of it only when it is the tag's first. */
enum status gather_metadata(struct gather *gather, uint32_t tag, const struct value_metadata *metadata);
enum status gather_row(struct gather *gather, uint32_t tag, enum number_type type, const struct row *row);
enum status gather_item(struct gather *gather, uint32_t tag, const struct item *item);
/* Ends an epoch. */
enum status gather_mark(struct gather *gather, const struct mark *mark);
/* A MARK_REWIND for the tag; nothing when it has one of the same `event` (a number that each event has its own of). */
enum status gather_rewind(struct gather *gather, uint32_t tag, uint64_t event, int64_t step, double wall_time);

/* Seals the rows that are left and lets go of the batch. */
enum status gather_flush(struct gather *gather);

#endif
