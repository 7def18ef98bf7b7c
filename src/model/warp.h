/*
 * A function that never falls, as a line through knots: what x means where it is
 * neither step nor wall time. Active time is a function of wall time that stands
 * still in pauses; the value of a tag (tokens, epochs) one of the step.
 */
#ifndef TBTOP_MODEL_WARP_H
#define TBTOP_MODEL_WARP_H

#include <stdbool.h>
#include <stddef.h>

struct knot {
	double in, out; /* both never fall from one to the next */
};
struct warp {
	struct knot *knots;
	size_t count, capacity;
	double slope; /* before the first knot and behind the last */
	bool bounded; /* nothing is known beyond these: nothing there has a place */
};

void warp_fini(struct warp *warp);
/* NaN where nothing is known. O(log knots), as warp_back. */
double warp_at(const struct warp *warp, double in);
/*
 * The least `in` that comes to `out` or above it. Without a slope the ends stand for all beyond them; of a bounded one
 * what is above all comes to lie behind the last knot, which is no place of any point.
 */
double warp_back(const struct warp *warp, double out);

#endif
