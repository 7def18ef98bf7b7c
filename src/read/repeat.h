/*
 * The quickest way for what nearly all records are: like the one of the same
 * tag before, apart from wall time, step and a 4-byte float (read/template).
 * That one was decoded another way and brought just a row, so this one brings
 * another. Whatever does not fit is left to the other ways. Pure; the thread of the gather.
 */
#ifndef TBTOP_READ_REPEAT_H
#define TBTOP_READ_REPEAT_H

#include "read/gather.h"

/* Where a run of such records stands. */
struct run {
	uint64_t records; /* in it */
	int64_t step;     /* of the last record; before the run, too */
	bool may_fall;    /* steps may be below the one before; else that ends the run */
	double last_wall, max_wall; /* of the run; the first is unset, the second -INFINITY before the first record */
};

/*
 * Takes sound records from the start of `bytes` for as long as they repeat the
 * tags that followed each other before, and begin before `end`. The number of
 * bytes taken. Their rows are in the gather.
 */
size_t repeat_take(struct gather *gather, const uint8_t *bytes, size_t length, size_t end, struct run *run);

#endif
