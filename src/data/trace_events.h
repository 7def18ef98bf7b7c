/*
 * What the events of a trace say beside spans: where flows begin and end, and
 * memory that was taken and given back. While a trace is filled times are those
 * of the file's own clock; trace_finish brings lines and times to those of the
 * finished trace, and nothing is in any order.
 */
#ifndef TBTOP_DATA_TRACE_EVENTS_H
#define TBTOP_DATA_TRACE_EVENTS_H

#include "base/picoseconds.h"

#include <stdbool.h>
#include <stddef.h>

#define FLOW_ENDS_MOST ((size_t)1 << 23)   /* more are not kept: `cut` */
#define ALLOCATIONS_MOST ((size_t)1 << 22)

enum flow_phase { FLOW_BEGINS, FLOW_GOES_ON, FLOW_ENDS };
/* Which span of its line is meant: the innermost at that time, the one that begins then or next, that of the place. */
enum flow_binding { FLOW_WITHIN, FLOW_NEXT, FLOW_OWN };

struct flow_end {
	uint64_t key;      /* the ends of a flow have the same; a later flow may have it again */
	int64_t time_ns;   /* rounded down */
	uint64_t place;    /* of FLOW_OWN: of the event */
	uint32_t line, name; /* name: what kind of flow it is */
	uint16_t time_ps;  /* what is more than the nanoseconds: 0 to 999 */
	uint8_t phase, binding;
};

#define ALLOCATION_NO_TOTAL (-1)

struct allocation {
	int64_t time_ns, bytes; /* bytes: below 0 is given back */
	uint64_t address;
	int64_t total;          /* in use of the pool with it, as the writer counts; ALLOCATION_NO_TOTAL */
	uint32_t line;          /* UINT32_MAX when no span lies on it */
	uint32_t pool;          /* name of the memory: of a device, or an allocator */
	uint64_t place;
	uint32_t time_ps;
};

struct trace_events {
	struct flow_end *ends;
	size_t end_count, end_capacity;
	struct allocation *allocations;
	size_t allocation_count, allocation_capacity;
	bool ends_cut, allocations_cut; /* there were more */
};

static inline picoseconds flow_end_time(const struct flow_end *end)
{
	return (picoseconds)end->time_ns * PICOSECONDS_A_NANOSECOND + end->time_ps;
}

static inline picoseconds allocation_time(const struct allocation *allocation)
{
	return (picoseconds)allocation->time_ns * PICOSECONDS_A_NANOSECOND + allocation->time_ps;
}

void trace_events_fini(struct trace_events *events);
/* Those from two numbers on; what leaves PICOSECONDS_MOST is left out. */
void trace_events_shift(struct trace_events *events, size_t first_end, size_t first_allocation, picoseconds by);
/* Lines by their new numbers, UINT32_MAX for one that is gone: its ends are left out. Times count from `origin_ns`. */
void trace_events_settle(struct trace_events *events, const uint32_t *lines, int64_t origin_ns);

#endif
