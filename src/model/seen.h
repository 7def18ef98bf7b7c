/*
 * Up to which step each series was looked at. Writers flush their records in bursts: who looks now and then asks for
 * what came since, of which the newest value is but one. One writer: the loop thread.
 */
#ifndef TBTOP_MODEL_SEEN_H
#define TBTOP_MODEL_SEEN_H

#include "model/store.h"

struct seen {
	struct seen_series {
		uint64_t generation;
		int64_t step;
	} *series; /* by number */
	size_t count, capacity;
	bool any; /* there was a look before */
};

/* All that is there of a run now was looked at; of every run, and `any` from then on. */
void seen_note_run(struct seen *seen, const struct store *store, uint32_t run);
void seen_note(struct seen *seen, const struct store *store);
void seen_fini(struct seen *seen);

/*
 * The scalars that came since, in one column; false where there are none, and before the first look. Points at
 * steps that were there before are none. O(log points).
 */
struct column;
bool seen_since(const struct seen *seen, const struct store *store, uint32_t series, struct column *out);
/* The step behind which they are: INT64_MIN for a series that is new since then. */
int64_t seen_step(const struct seen *seen, uint32_t series);

#endif
