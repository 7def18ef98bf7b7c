#include "view/calm.h"

#include <math.h>

#define CALM_FILL 0.6

static bool still_fits(const struct scale *scale, double low, double high)
{
	double bottom = scale_position(scale, low), top = scale_position(scale, high);
	return bottom >= 0 && top <= 1 && top - bottom >= CALM_FILL; /* false for NaN */
}

struct scale calm_y(struct calm *calm, uint32_t tag, uint64_t key, enum scale_kind kind, double low, double high)
{
	struct calm_range *slot = &calm->slots[tag % CALM_SLOTS];
	bool known = slot->used && slot->tag == tag && slot->key == key && slot->scale.kind == kind;
	if (known && still_fits(&slot->scale, low, high))
		return slot->scale;
	*slot = (struct calm_range){.used = true, .tag = tag, .key = key, .scale = scale_of(kind, low, high, true)};
	return slot->scale;
}

struct scale calm_x(enum scale_kind kind, double from, double to)
{
	if (kind == SCALE_LINEAR && from == 0 && to == 0)
		return scale_of(kind, 0, 1, false); /* a first step: nothing lies before it */
	if (!isfinite(from) || !isfinite(to) || !(from < to) || !isfinite(to - from))
		return scale_of(kind, from, to, false);
	if (kind == SCALE_LOG) /* what is round there is its own affair */
		return scale_of(kind, from, to, false);
	double unit = pow(10, floor(log10(to - from)) - 1);
	double low = floor(from / unit) * unit, high = ceil(to / unit) * unit;
	if (!isfinite(low) || !isfinite(high))
		return scale_of(kind, from, to, false);
	return scale_of(kind, fmin(low, from), fmax(high, to), false); /* far from 0 what is round lies beside it */
}
