/*
 * Which spans of a host's threads belong to a step of an XSpace, as xprof groups
 * them (event-format 9.5): those within the step's marker on its thread, and on
 * other threads what these caused, and what lies in that, and so on. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_GROUPS_H
#define TBTOP_MODEL_TRACE_GROUPS_H

#include "model/trace_flows.h"

/* A stretch of a line in which all belongs to one step. */
struct group_stretch {
	picoseconds start, end;
	uint32_t line, step;
};

struct trace_groups {
	struct group_stretch *items; /* by line and start; none lies in another */
	size_t count, capacity;
};

/* Steps are given as stretches, by their numbers. False when out of memory. */
bool trace_groups_make(const struct trace *trace, const struct trace_flows *flows, const struct group_stretch *steps,
                       size_t count, struct trace_groups *out);
/* The stretch that a span lies in; NULL for none. */
const struct group_stretch *trace_groups_find(const struct trace_groups *groups, uint32_t line, const struct trace_span *span);
/* Whether a span is where work begins that goes on to the end of its stretch, as thread pools of XLA tell it. */
bool trace_groups_begins_region(struct slice name);
void trace_groups_fini(struct trace_groups *groups);

#endif
