/*
 * Ranges of axes that do not move with each new point. A y range grows when the
 * data leave it and is made anew only when they fill less than 60 % of it; an x
 * range ends on round numbers, so that most new points fall inside of it.
 */
#ifndef TBTOP_VIEW_CALM_H
#define TBTOP_VIEW_CALM_H

#include "chart/scale.h"

#include <stdint.h>

/* The y scales that charts had, by tag. */
#define CALM_SLOTS 64
struct calm {
	struct calm_range {
		bool used;
		uint32_t tag;
		uint64_t key; /* what else the range belongs to: scale kind, x range */
		struct scale scale;
	} slots[CALM_SLOTS];
};

struct scale calm_y(struct calm *calm, uint32_t tag, uint64_t key, enum scale_kind kind, double low, double high);
/* From and to, widened to multiples of a tenth of their difference's decade. */
struct scale calm_x(enum scale_kind kind, double from, double to);

#endif
