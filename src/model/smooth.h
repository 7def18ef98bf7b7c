/*
 * TensorBoard's debiased exponential moving average (event-format.md 7.1;
 * line_chart_v2/data_transformer.ts): last = w last + (1 - w) y, shown as
 * last / (1 - w^n). Non-finite values pass and change nothing; a series whose
 * values are all the same stays as it is.
 */
#ifndef TBTOP_MODEL_SMOOTH_H
#define TBTOP_MODEL_SMOOTH_H

#include "model/store.h"

struct smooth {
	double weight, last;
	double count; /* of finite values */
	bool constant;
};

/* Begins at the first visible point of a scalar series; `weight` from 0 (off) to 1. */
struct smooth smooth_begin(const struct store *store, uint32_t series, double weight);
/* The smoothed value of the next point. */
double smooth_next(struct smooth *smooth, double value);

#endif
