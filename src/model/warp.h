/*
 * A function that never falls, as a line through knots: what x means where it is
 * neither step nor wall time. Active time is a function of wall time that stands
 * still in pauses; the value of a tag (tokens, epochs) one of the step.
 */
#ifndef TBTOP_MODEL_WARP_H
#define TBTOP_MODEL_WARP_H

#include <stddef.h>

struct knot {
	double in, out; /* both never fall from one to the next */
};
struct warp {
	struct knot *knots;
	size_t count, capacity;
	double slope; /* before the first knot and behind the last */
};

void warp_fini(struct warp *warp);
/* NaN without knots. O(log knots), as warp_back. */
double warp_at(const struct warp *warp, double in);
/* The least `in` that comes to `out` or above it; without a slope the ends stand for all beyond them. */
double warp_back(const struct warp *warp, double out);

#endif
