/*
 * Flows of a trace: from a span to one that it caused, on this line or another;
 * what profilers draw as an arrow from a launch to its kernel. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_FLOWS_H
#define TBTOP_MODEL_TRACE_FLOWS_H

#include "data/trace.h"

/* Spans by their line and their number on it. */
struct trace_flow {
	uint32_t from_line, from, to_line, to;
	uint32_t name; /* what kind of flow the file calls it */
};

struct trace_flows {
	struct trace_flow *items;  /* by from_line, from, to_line, to; no two between the same */
	struct trace_flow *back;   /* the same by to_line, to, from_line, from */
	size_t count;
	uint64_t loose;            /* ends without another, or on no span */
	bool cut;                  /* there were more than are kept */
};

/* Of a finished trace, whose ends it puts in an order of its own. False when out of memory. */
bool trace_flows_make(struct trace *trace, struct trace_flows *out);
void trace_flows_fini(struct trace_flows *flows);

/* Those that go from a span: `count` of them from the one returned; NULL when there are none. */
const struct trace_flow *trace_flows_from(const struct trace_flows *flows, uint32_t line, uint32_t span, size_t *count);
/* Those that come to it. */
const struct trace_flow *trace_flows_to(const struct trace_flows *flows, uint32_t line, uint32_t span, size_t *count);

#endif
