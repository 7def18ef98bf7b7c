#include "model/warp.h"

#include <math.h>
#include <stdlib.h>

void warp_fini(struct warp *warp)
{
	free(warp->knots);
	*warp = (struct warp){0};
}

/* The first knot that is not below: by `in` or by `out`. */
static size_t first_not_below(const struct warp *warp, double value, int by_out)
{
	size_t low = 0, high = warp->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct knot *knot = &warp->knots[middle];
		if ((by_out ? knot->out : knot->in) < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

double warp_at(const struct warp *warp, double in)
{
	if (!warp->count || isnan(in))
		return NAN;
	size_t at = first_not_below(warp, in, 0);
	const struct knot *knots = warp->knots;
	if (warp->bounded && (at == warp->count || in < knots[0].in))
		return NAN;
	if (at == 0)
		return in < knots[0].in ? knots[0].out - (knots[0].in - in) * warp->slope : knots[0].out;
	const struct knot *before = &knots[at - 1];
	if (at == warp->count)
		return before->out + (in - before->in) * warp->slope;
	return before->out + (in - before->in) / (knots[at].in - before->in) * (knots[at].out - before->out);
}

double warp_back(const struct warp *warp, double out)
{
	if (!warp->count || isnan(out))
		return NAN;
	size_t at = first_not_below(warp, out, 1);
	const struct knot *knots = warp->knots;
	if (at == 0)
		return knots[0].out > out && warp->slope > 0 ? knots[0].in - (knots[0].out - out) / warp->slope : knots[0].in;
	const struct knot *before = &knots[at - 1];
	if (at == warp->count && warp->bounded)
		return nextafter(before->in, INFINITY);
	if (at == warp->count)
		return warp->slope > 0 ? before->in + (out - before->out) / warp->slope : before->in;
	return before->in + (out - before->out) / (knots[at].out - before->out) * (knots[at].in - before->in);
}
