/*
 * How much of the data the axes show, beside a zoom that stays where it is: the
 * newest end of x, which goes along with new data; x by its logarithm or by the
 * values of a tag; y from ends set by hand. Plain data, part of a choice.
 */
#ifndef TBTOP_MODEL_EXTENT_H
#define TBTOP_MODEL_EXTENT_H

#include "base/str.h"

#include <stdbool.h>

enum tail {
	TAIL_NONE,    /* all of x */
	TAIL_PART,    /* its last tenth */
	TAIL_STEPS,   /* the last TAIL_STEP_COUNT steps */
	TAIL_SECONDS, /* the last TAIL_SECOND_COUNT seconds */
	TAIL_ROUND,   /* so many are gone through in turn */
	TAIL_WIDTH = TAIL_ROUND, /* as wide as a zoom was that went over to following */
};
#define TAIL_STEP_COUNT 1000
#define TAIL_SECOND_COUNT 600.0
#define TAIL_SHARE 0.1

/* A tag's y range set by hand. */
struct y_hand {
	char *tag;
	double low, high; /* finite, low < high */
};

struct extent {
	enum tail tail;
	double tail_width; /* of TAIL_WIDTH, in units of x */
	bool held;         /* the zoom only holds what was followed: following again goes back to `tail` */
	bool x_log;
	char *x_tag;       /* x is this tag's value; NULL for none */
	bool y_zero;       /* ranges reach to zero */
	bool y_shared;     /* the charts on the screen have one range */
	struct y_hand *hands;
	size_t hand_count, hand_capacity;
};

struct extent extent_copy(const struct extent *extent);
void extent_fini(struct extent *extent);
/* The range set for a tag; NULL without. */
const struct y_hand *extent_hand(const struct extent *extent, struct slice tag);
/* Sets it; takes it back when low and high are no range. */
void extent_set_hand(struct extent *extent, const char *tag, double low, double high);

#endif
