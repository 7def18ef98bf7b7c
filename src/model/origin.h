/* Where something begins on an axis of steps, so that distances from there are exact where doubles of steps would not be. */
#ifndef TBTOP_MODEL_ORIGIN_H
#define TBTOP_MODEL_ORIGIN_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* 2^63: the first double above all steps. */
#define STEP_END 9223372036854775808.0

/* `whole` + `part`. */
struct origin {
	int64_t whole;
	double part;
};

static inline struct origin origin_of(double x)
{
	double whole = floor(x);
	if (whole >= STEP_END)
		return (struct origin){INT64_MAX, x - STEP_END + 1};
	if (!(whole >= -STEP_END))
		return (struct origin){INT64_MIN, x + STEP_END};
	return (struct origin){(int64_t)whole, x - whole};
}

static inline double step_distance(struct origin from, int64_t step)
{
	bool above = step >= from.whole;
	uint64_t apart = above ? (uint64_t)step - (uint64_t)from.whole : (uint64_t)from.whole - (uint64_t)step;
	return (above ? (double)apart : -(double)apart) - from.part;
}

#endif
