/*
 * Smoothing of a scalar series, point by point in stored order. Non-finite
 * values pass and change nothing of what follows; a series whose values are all
 * the same stays as it is (smooth_leaves).
 *
 *   ema:W     TensorBoard's debiased exponential moving average (event-format.md
 *             7.1; line_chart_v2/data_transformer.ts):
 *             last = W last + (1 - W) y, shown as last / (1 - W^n).
 *   window:N  the mean of the newest N finite values; of fewer at the start.
 *   tw-ema:W  a debiased average whose weights fall with the distance in steps,
 *             not with the number of points: each point weighs W^(d / u), d steps
 *             behind the newest. u is the distance of the first two points of
 *             different steps, so that with even steps it is the same as ema:W,
 *             but for W = 1, where it is the mean of all. A step that goes back (a
 *             restart) counts as one u.
 */
#ifndef TBTOP_MODEL_SMOOTH_H
#define TBTOP_MODEL_SMOOTH_H

#include "model/store.h"

#define SMOOTH_WINDOW_MOST 1000000

enum smooth_kind { SMOOTH_OFF, SMOOTH_EMA, SMOOTH_WINDOW, SMOOTH_TIME_EMA };
struct smooth_spec {
	enum smooth_kind kind;
	double weight;   /* 0 … 1, of the averages */
	uint32_t window; /* 1 … SMOOTH_WINDOW_MOST */
};
/* "ema:0.6", "window:50", "tw-ema:0.9" or "off"; a blank does for the colon. False, and nothing set, otherwise. */
bool smooth_parse(const char *text, struct smooth_spec *out);
bool smooth_equal(struct smooth_spec a, struct smooth_spec b);

/* Between two points: what the next value depends on, but for the values in a window. */
struct smooth_state {
	double last;      /* ema: without its bias undone; tw-ema: the mean */
	double count;     /* of finite values; tw-ema: what they weigh together */
	double sum, rest; /* of the window, scaled down; and what was lost in adding */
	uint64_t seen;    /* finite values */
	int64_t step;     /* of the last finite value */
	double unit;      /* u; 0 before it is known */
	bool unbiased;    /* 1 - W^n has come to 1 and stays so */
};

struct smooth {
	struct smooth_spec spec;
	struct smooth_state state;
	double *values; /* of the window: the finite value of number i lies at i % window */
};

/* False when out of memory. smooth_fini, also then. */
bool smooth_init(struct smooth *smooth, struct smooth_spec spec);
void smooth_fini(struct smooth *smooth);
/* The smoothed value of the next point. */
double smooth_next(struct smooth *smooth, int64_t step, double value);

/* True when all visible values are the same, or there are none: smoothing leaves them alone. O(1). */
bool smooth_leaves(const struct store *store, uint32_t series);

#endif
