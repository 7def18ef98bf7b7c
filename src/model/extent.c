#include "model/extent.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void extent_init(struct extent *extent)
{
	*extent = (struct extent){0};
	memcpy(extent->tails, tail_sizes, sizeof extent->tails);
}

struct tail_spec extent_tail(const struct extent *extent)
{
	return (struct tail_spec){extent->tail, extent->tail < TAIL_ROUND ? extent->tails[extent->tail] : extent->tail_width};
}

struct extent extent_copy(const struct extent *extent)
{
	struct extent copy = *extent;
	copy.x_tag = extent->x_tag ? xstrdup(extent->x_tag) : NULL;
	copy.hands = extent->hand_count ? xcalloc(extent->hand_count, sizeof *copy.hands) : NULL;
	copy.hand_capacity = extent->hand_count;
	for (size_t i = 0; i < extent->hand_count; i++) {
		copy.hands[i] = extent->hands[i];
		copy.hands[i].tag = xstrdup(extent->hands[i].tag);
	}
	return copy;
}

void extent_fini(struct extent *extent)
{
	for (size_t i = 0; i < extent->hand_count; i++)
		free(extent->hands[i].tag);
	free(extent->hands);
	free(extent->x_tag);
	*extent = (struct extent){0};
}

static size_t find(const struct extent *extent, struct slice tag)
{
	size_t at = 0;
	while (at < extent->hand_count && !slice_equal(slice_of(extent->hands[at].tag), tag))
		at++;
	return at;
}

const struct y_hand *extent_hand(const struct extent *extent, struct slice tag)
{
	size_t at = find(extent, tag);
	return at < extent->hand_count ? &extent->hands[at] : NULL;
}

void extent_set_hand(struct extent *extent, const char *tag, double low, double high)
{
	size_t at = find(extent, slice_of(tag));
	bool any = isfinite(low) && isfinite(high) && low < high, known = at < extent->hand_count;
	if (!any && known) {
		free(extent->hands[at].tag);
		extent->hands[at] = extent->hands[--extent->hand_count];
	}
	if (!any)
		return;
	if (!known) {
		if (at == extent->hand_capacity) {
			extent->hand_capacity = at ? at * 2 : 4;
			extent->hands = xrealloc(extent->hands, extent->hand_capacity * sizeof *extent->hands);
		}
		extent->hands[extent->hand_count++].tag = xstrdup(tag);
	}
	extent->hands[at].low = low;
	extent->hands[at].high = high;
}
