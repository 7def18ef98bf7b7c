/*
 * What restarts hide, by the rules of TensorBoard's Python reader
 * (event-format 5.1; TB: plugin_event_accumulator.py, _MaybePurgeOrphanedData):
 * derived from the marks of a run's spans in order, never stored elsewhere.
 */
#ifndef TBTOP_MODEL_PURGE_H
#define TBTOP_MODEL_PURGE_H

#include "model/span.h"
#include "model/store.h"
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
	struct restart *restarts; /* starts and rewinds that cut, in file order */
	size_t restart_count, restart_capacity;
};

struct purge_state purge_start(void);
/* Takes one mark in. True when it is a START that cuts. */
bool purge_mark(struct purge_state *state, const struct mark *mark);

/* Derives the cuts of spans in order. False when out of memory: `out` is then empty. */
bool purge_derive(struct purge *out, struct span *const *spans, size_t count);
/*
 * For a run in which nothing was cut, when the spans from `from` on changed or
 * moved, but those before did not: true when still nothing is. It goes no
 * further than the change reaches, mostly to the next span: a run of 10,000
 * files would otherwise be walked 10,000 times.
 */
bool purge_stays_empty(struct span *const *spans, size_t count, size_t from);
bool purge_is_empty(const struct purge *purge);
void purge_fini(struct purge *purge);
bool purge_equal(const struct purge *a, const struct purge *b);

/* What is hidden of a tag's points at a place. */
struct limit purge_limit(const struct purge *purge, uint32_t tag, uint64_t key);

#endif
