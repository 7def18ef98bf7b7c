/*
 * Ladders of ticks, from dense to sparse, for scale_ticks to climb until one
 * fits. Private to the chart layer.
 */
#ifndef TBTOP_CHART_TICKS_H
#define TBTOP_CHART_TICKS_H

#include "chart/scale.h"

#include <stdint.h>

#define TICKS_TOO_MANY SIZE_MAX

/* Makes the ticks of a rung (0 is the densest); TICKS_TOO_MANY when there are more than `room`. */
typedef size_t ticks_make(const struct scale *scale, int rung, bool horizontal, struct tick *out, size_t room);

struct ticks_ladder {
	ticks_make *make;
	int rungs;
};

/* A step of 1, 2 or 5 times ten to the power of `exponent`. */
struct ticks_step {
	int digit, exponent;
};
/* Rung `rung` of the 1-2-5 ladder over from … to; its steps start four decades below the span. */
struct ticks_step ticks_step_at(double from, double to, int rung);
double ticks_step_value(struct ticks_step step);
/* `count` steps, rounded once. */
double ticks_step_times(struct ticks_step step, double count);
/* Places `tick` on the scale. */
void ticks_place(const struct scale *scale, struct tick *tick, double value);

ticks_make ticks_linear, ticks_decades, ticks_symlog; /* numbers */
ticks_make ticks_seconds, ticks_durations;            /* durations: fractions of seconds, and longer */
ticks_make ticks_fractions, ticks_times;              /* wall times: fractions of seconds, and longer */

enum { TICKS_LINEAR_RUNGS = 18, TICKS_DECADE_RUNGS = 11, TICKS_SYMLOG_RUNGS = 8 };
extern const int ticks_duration_rungs, ticks_time_rungs;

#endif
