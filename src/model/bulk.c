#include "model/bulk.h"

#include <math.h>

#define PARTS 32      /* the range is looked at in so many parts, and narrowed to two that lie side by side */
#define FAR_SHARE 1000
#define LEAST_POINTS 10 /* of fewer none can be told to be off */
#define MOST_ROUNDS 40  /* 16 ^ 40 is more than a double can divide */

/* The fullest two neighbours. */
static size_t fullest(const struct column *parts)
{
	size_t best = 0;
	for (size_t i = 1; i + 1 < PARTS; i++)
		if (parts[i].count + parts[i + 1].count > parts[best].count + parts[best + 1].count)
			best = i;
	return best;
}

/* Leaves out the empty parts at both ends. True when these are most of it: it can be looked at closer. */
static bool trim(struct window *window, const struct column *parts)
{
	double from = window->from, width = (window->to - from) / PARTS;
	size_t first = 0, end = PARTS;
	while (first < PARTS && !parts[first].count)
		first++;
	while (end > first && !parts[end - 1].count)
		end--;
	if (first == end)
		return false;
	window->from = from + (double)first * width;
	if (end < PARTS)
		window->to = from + (double)end * width;
	return end - first < PARTS / 2;
}

/* Narrows the window while all but `most` points lie in two of its parts. */
static void narrow(const struct store *store, uint32_t series, enum axis_source axis, struct bulk *bulk,
                   uint64_t most)
{
	struct column parts[PARTS];
	for (int round = 0; round < MOST_ROUNDS; round++) {
		struct window *window = &bulk->window;
		double width = (window->to - window->from) / PARTS;
		uint64_t total = 0;
		if (!(width > 0) || !isfinite(width) || !query_columns(store, series, axis, *window, parts, PARTS))
			return;
		for (size_t i = 0; i < PARTS; i++)
			total += parts[i].count;
		size_t at = fullest(parts);
		uint64_t outside = total - parts[at].count - parts[at + 1].count;
		if (bulk->far_off + outside > most) {
			if (!trim(window, parts))
				return;
			continue;
		}
		bulk->far_off += outside;
		*window = (struct window){window->from + (double)at * width, window->from + (double)(at + 2) * width};
	}
}

struct bulk query_bulk(const struct store *store, uint32_t series, enum axis_source axis)
{
	struct chunk_summary whole = query_whole(store, series);
	struct window all = {(double)whole.min_step, (double)whole.max_step};
	if (axis == AXIS_WALL)
		all = (struct window){whole.min_wall, whole.max_wall};
	if (!whole.count)
		all = (struct window){NAN, NAN};
	struct bulk bulk = {.window = all};
	uint64_t share = whole.count / FAR_SHARE;
	if (whole.count >= LEAST_POINTS && isfinite(all.from) && isfinite(all.to))
		narrow(store, series, axis, &bulk, share ? share : 1);
	if (!bulk.far_off) /* to the last point */
		bulk.window = all;
	return bulk;
}
