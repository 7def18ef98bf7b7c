#include "data/trace_events.h"

#include <stdlib.h>

void trace_events_fini(struct trace_events *events)
{
	free(events->ends);
	free(events->allocations);
	*events = (struct trace_events){0};
}

/* False when it is beyond what a time may be. */
static bool split(picoseconds time, int64_t *ns, uint32_t *ps)
{
	if (time < -PICOSECONDS_MOST || time > PICOSECONDS_MOST)
		return false;
	picoseconds whole = time / PICOSECONDS_A_NANOSECOND;
	whole -= whole * PICOSECONDS_A_NANOSECOND > time;
	*ns = (int64_t)whole;
	*ps = (uint32_t)(time - whole * PICOSECONDS_A_NANOSECOND);
	return true;
}

static bool shift_end(struct flow_end *end, picoseconds by)
{
	uint32_t ps;
	bool fine = split(flow_end_time(end) + by, &end->time_ns, &ps);
	if (fine)
		end->time_ps = (uint16_t)ps;
	return fine;
}

static bool shift_allocation(struct allocation *allocation, picoseconds by)
{
	return split(allocation_time(allocation) + by, &allocation->time_ns, &allocation->time_ps);
}

void trace_events_shift(struct trace_events *events, size_t first_end, size_t first_allocation, picoseconds by)
{
	size_t kept = first_end;
	for (size_t i = first_end; i < events->end_count; i++)
		if (shift_end(&events->ends[i], by))
			events->ends[kept++] = events->ends[i];
	if (first_end < events->end_count)
		events->end_count = kept;
	kept = first_allocation;
	for (size_t i = first_allocation; i < events->allocation_count; i++)
		if (shift_allocation(&events->allocations[i], by))
			events->allocations[kept++] = events->allocations[i];
	if (first_allocation < events->allocation_count)
		events->allocation_count = kept;
}

void trace_events_settle(struct trace_events *events, const uint32_t *lines, int64_t origin_ns)
{
	size_t kept = 0;
	for (size_t i = 0; i < events->end_count; i++) {
		struct flow_end end = events->ends[i];
		end.line = lines[end.line];
		end.time_ns -= origin_ns; /* of two times that are in bounds */
		if (end.line != UINT32_MAX)
			events->ends[kept++] = end;
	}
	events->end_count = kept;
	for (size_t i = 0; i < events->allocation_count; i++) {
		struct allocation *allocation = &events->allocations[i];
		allocation->line = lines[allocation->line];
		allocation->time_ns -= origin_ns;
	}
}
