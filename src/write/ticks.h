/*
 * The quickest clock there is, for spans: the processor's counter where it runs
 * evenly, else the monotonic clock. What a tick is in nanoseconds is found out
 * by comparing it with the clock at two moments.
 */
#ifndef TBTOP_WRITE_TICKS_H
#define TBTOP_WRITE_TICKS_H

#include <stdint.h>

uint64_t ticks_now(void);

/* Both clocks at a moment. */
struct moment {
	uint64_t ticks, ns;
};
struct moment ticks_moment(void);
/* Nanoseconds after `from`, which `to` is not too near to. */
int64_t ticks_ns(uint64_t ticks, const struct moment *from, const struct moment *to);

#endif
