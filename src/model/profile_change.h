/*
 * What operations of two profiles took, by name: all planes together, as devices
 * have other names on another machine. Pure.
 */
#ifndef TBTOP_MODEL_PROFILE_CHANGE_H
#define TBTOP_MODEL_PROFILE_CHANGE_H

#include "model/trace_ops.h"

struct op_tally {
	uint64_t count;
	picoseconds total, self;
};

struct op_tallies {
	struct names names;
	struct op_tally *items; /* by name */
	size_t capacity;
};

/* Has a copy of the names. False when out of memory: then there is nothing in it. */
bool op_tallies_make(const struct trace *trace, const struct trace_ops *ops, struct op_tallies *out);
void op_tallies_fini(struct op_tallies *tallies); /* zeroed ones are fine */

struct op_change {
	struct slice name;              /* of either */
	struct op_tally before, after;  /* count 0: it was, or is, not there */
};

/* All operations of both, those whose total time changed most first; freed by the caller. NULL when out of memory. */
struct op_change *op_changes(const struct op_tallies *before, const struct op_tallies *after, size_t *count);
/* "added", "removed", "changed", "same" */
const char *op_change_what(const struct op_change *change);

#endif
