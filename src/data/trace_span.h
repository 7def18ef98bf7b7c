/* One span of a trace: when it began, how long it took, what it is called, where it was stored. */
#ifndef TBTOP_DATA_TRACE_SPAN_H
#define TBTOP_DATA_TRACE_SPAN_H

#include "base/picoseconds.h"

/* 28 bytes, as there are millions: only the compiler knows that they lie at any fourth. */
struct __attribute__((packed, aligned(4))) trace_span {
	int64_t start_ns, duration_ns;
	uint32_t name;
	uint32_t place_low;
	uint32_t start_ps : 10, duration_ps : 10; /* what is more than the nanoseconds: 0 to 999 */
	uint32_t place_high : 12;
};

/* Of the event in its (inflated) file, of which it may have 16 TiB: its order there. */
static inline uint64_t trace_place(const struct trace_span *span)
{
	return (uint64_t)span->place_high << 32 | span->place_low;
}

static inline void trace_set_place(struct trace_span *span, uint64_t place)
{
	span->place_low = (uint32_t)place;
	span->place_high = (uint32_t)(place >> 32) & 0xFFF;
}

static inline picoseconds trace_start(const struct trace_span *span)
{
	return (picoseconds)span->start_ns * PICOSECONDS_A_NANOSECOND + span->start_ps;
}

static inline picoseconds trace_duration(const struct trace_span *span)
{
	return (picoseconds)span->duration_ns * PICOSECONDS_A_NANOSECOND + span->duration_ps;
}

static inline picoseconds trace_end(const struct trace_span *span)
{
	return trace_start(span) + trace_duration(span);
}

/* Above 0 when `a` comes after `b` on a line, below when before; 0 only for a span and itself. */
int trace_order(const struct trace_span *a, const struct trace_span *b);

#endif
