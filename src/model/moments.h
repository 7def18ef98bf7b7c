/*
 * What a stretch of a series comes to: mean, deviation, slope, least value.
 * These need each point, so they are taken up over several frames: so many
 * links (of up to 512 points) at a time, and anew when the series changes.
 */
#ifndef TBTOP_MODEL_MOMENTS_H
#define TBTOP_MODEL_MOMENTS_H

#include "model/store.h"

#define MOMENTS_LINKS 1024 /* at a time: half a million points, a few milliseconds */

struct moments {
	uint64_t count, bad;  /* finite values, and others */
	double mean, squares; /* squares: the sum of squared distances from the mean */
	double step_mean, step_squares, products; /* the same of steps, and of both */
	double least;         /* NaN without values, as mean */
	int64_t least_step;   /* of the first such value */
	/* Which points, and how far it is. */
	uint32_t series;
	uint64_t generation;
	int64_t from, to;     /* steps, both included */
	size_t strip, link;
	bool begun, complete;
};

/* Goes on, from the start when it is about other points than before. True when complete. */
bool moments_go_on(struct moments *moments, const struct store *store, uint32_t series, int64_t from, int64_t to);
/* NaN where there are too few points. The deviation of a sample; the slope of a straight line fitted by least squares. */
double moments_deviation(const struct moments *moments);
double moments_slope(const struct moments *moments);

#endif
