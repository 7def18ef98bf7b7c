/*
 * The vectors that are nearest to one of them, by the angle between them (cosine
 * distance: 1 - cos) or by Euclid. All are compared: no approximation. Some rows at a time:
 * who waits sees how far it is, and may want those of another one instead (model/vicinity.h).
 */
#ifndef TBTOP_MODEL_NEIGHBOURS_H
#define TBTOP_MODEL_NEIGHBOURS_H

#include "data/projection.h"

#define NEIGHBOURS_MOST 100

enum neighbour_metric { METRIC_COSINE, METRIC_EUCLID, METRIC_COUNT };

struct neighbours {
	size_t of;      /* the vector; none of its own neighbours */
	enum neighbour_metric metric;
	size_t next;    /* the row that is compared next */
	bool done;
	size_t count;
	struct neighbour {
		size_t row;
		double distance;
	} items[NEIGHBOURS_MOST]; /* the nearest first; of equal ones the first row */
};

void neighbours_begin(struct neighbours *neighbours, size_t of, enum neighbour_metric metric);
/* True when all rows were compared. `deadline`: monotonic ns, 0 for none. */
bool neighbours_go_on(struct neighbours *neighbours, const struct vectors *vectors, const float *lengths,
                      uint64_t deadline);

#endif
