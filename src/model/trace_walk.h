/*
 * All spans of a finished trace in one order, over its lines: by start, then
 * the longer one first, then as stored. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_WALK_H
#define TBTOP_MODEL_TRACE_WALK_H

#include "data/trace.h"

struct trace_walk {
	const struct trace *trace;
	struct trace_head *heads; /* a heap: the next span of each line that is not at its end */
	size_t count;
};

/* False when out of memory. */
bool trace_walk_start(struct trace_walk *walk, const struct trace *trace);
/* False at the end. */
bool trace_walk_next(struct trace_walk *walk, uint32_t *line, struct trace_span *span);
void trace_walk_fini(struct trace_walk *walk);

#endif
