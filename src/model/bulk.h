/*
 * Where nearly all points of a series lie on an axis, when a few lie so far off
 * that on an axis for all of them nothing else could be made out: a step of
 * 2^53, a wall time in another century. Pure reads of a const store.
 */
#ifndef TBTOP_MODEL_BULK_H
#define TBTOP_MODEL_BULK_H

#include "model/query.h"

struct bulk {
	struct window window; /* of all points that are not far off; NaN without points */
	uint64_t far_off;     /* how many are */
};

/*
 * Far off are at most one point in a thousand (of fewer, one), while all others
 * lie within a sixteenth of the range. O(log range).
 */
struct bulk query_bulk(const struct store *store, uint32_t series, enum axis_source axis);

#endif
