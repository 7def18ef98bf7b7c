/*
 * How much of the data the axes show, beside a zoom that stays where it is: the
 * newest end of x, which goes along with new data; x by its logarithm or by the
 * values of a tag; y from ends set by hand. Plain data, part of a choice.
 */
#ifndef TBTOP_MODEL_EXTENT_H
#define TBTOP_MODEL_EXTENT_H

#include "base/str.h"
#include "model/tail_spec.h"

#include <stdbool.h>

/* A tag's y range set by hand. */
struct y_hand {
	char *tag;
	double low, high; /* finite, low < high */
};

struct extent {
	enum tail tail;
	double tails[TAIL_ROUND]; /* how large each was last: tail_spec.h */
	double tail_width; /* of TAIL_WIDTH, in units of x */
	bool held;         /* the zoom only holds what was followed: following again goes back to `tail` */
	bool x_log;
	char *x_tag;       /* x is this tag's value; NULL for none */
	bool y_zero;       /* ranges reach to zero */
	bool y_shared;     /* the charts on the screen have one range */
	struct y_hand *hands;
	size_t hand_count, hand_capacity;
};

/* All is shown, by steps. */
void extent_init(struct extent *extent);
struct extent extent_copy(const struct extent *extent);
void extent_fini(struct extent *extent);
/* The tail that is followed, with its size. */
struct tail_spec extent_tail(const struct extent *extent);
/* The range set for a tag; NULL without. */
const struct y_hand *extent_hand(const struct extent *extent, struct slice tag);
/* Sets it; takes it back when low and high are no range. */
void extent_set_hand(struct extent *extent, const char *tag, double low, double high);

#endif
