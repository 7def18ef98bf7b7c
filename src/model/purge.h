/*
 * What restarts hide, by the rules of TensorBoard's Python reader
 * (event-format 5.1; TB: plugin_event_accumulator.py, _MaybePurgeOrphanedData):
 * derived from the marks of a run's spans in order, never stored elsewhere.
 */
#ifndef TBTOP_MODEL_PURGE_H
#define TBTOP_MODEL_PURGE_H

#include "model/span.h"
#include "model/strip.h"

/* Points before `key` (span_key) with a step of `step` or more are hidden; for all tags or for one. */
struct cut {
	uint64_t key;
	uint32_t tag; /* of `tags` only */
	int64_t step; /* already the smallest of this and all later cuts for the tag */
};

struct purge {
	struct cut *all, *tags; /* by key; by tag and key */
	size_t all_count, all_capacity, tag_count, tag_capacity;
	uint32_t restarts; /* starts and rewinds that cut */
};

/* What TensorBoard remembers of a run while it walks its events. */
struct purge_state {
	double version;
	bool seen_start;
	int64_t recent_step; /* of the last summary event */
};
struct purge_state purge_start(void);
/* Takes one mark in. True when it is a START that cuts. */
bool purge_mark(struct purge_state *state, const struct mark *mark);

/* Derives the cuts of spans in order. False when out of memory: `out` is then empty. */
bool purge_derive(struct purge *out, struct span *const *spans, size_t count);
void purge_fini(struct purge *purge);
bool purge_equal(const struct purge *a, const struct purge *b);

/* What is hidden of a tag's points at a place. */
struct limit purge_limit(const struct purge *purge, uint32_t tag, uint64_t key);

#endif
