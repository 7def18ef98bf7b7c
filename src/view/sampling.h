/*
 * Which points of a series the columns of a picture stand for, where each point
 * is a payload: for each column the point that is nearest to its middle, so that
 * no more are read than there are columns. O(columns * log points).
 *
 * Points are taken to go forward on x; where they do not (two writers in turn),
 * some column may stand for a point that isn't quite the nearest.
 */
#ifndef TBTOP_VIEW_SAMPLING_H
#define TBTOP_VIEW_SAMPLING_H

#include "model/assets.h"
#include "model/query.h"

struct sample {
	uint64_t position;
	struct asset_place place;
	bool same; /* as the column before */
};

struct sampling {
	struct sample *items;
	size_t count, capacity;
	uint64_t points;  /* of the series */
	double from, to;  /* x of its first and last point; from <= to */
	/* What it was made for; made anew only when that changes. */
	uint32_t series;
	uint64_t generation;
	enum axis_source source;
};

/* False without points: there are no columns then. */
bool sampling_prepare(struct sampling *sampling, const struct store *store, uint32_t series, enum axis_source source,
                      size_t columns);
void sampling_fini(struct sampling *sampling);
/* The column of an x, of `count`. */
size_t sampling_column(const struct sampling *sampling, double x);

double sample_x(const struct asset_place *place, enum axis_source source);

#endif
