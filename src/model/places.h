/*
 * The visible scalar points of a series by their places in stored order, 0 to
 * count - 1, as a table shows them. Pure reads of a const store, in O(links):
 * less than a millisecond for ten million points.
 */
#ifndef TBTOP_MODEL_PLACES_H
#define TBTOP_MODEL_PLACES_H

#include "model/store.h"

struct placed {
	int64_t step;
	double wall, value;
};

uint64_t places_count(const struct store *store, uint32_t series);
/* Those from place `from` on, at most `count`; returns how many there are. */
size_t places_read(const struct store *store, uint32_t series, uint64_t from, struct placed *out, size_t count);
/* The place of the first point of this step and wall time; places_count when there is none. */
uint64_t places_find(const struct store *store, uint32_t series, int64_t step, double wall);

#endif
