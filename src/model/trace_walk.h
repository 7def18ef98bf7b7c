/*
 * All spans of a finished trace in one order, over its lines: by start, then
 * the longer one first, then as stored. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_WALK_H
#define TBTOP_MODEL_TRACE_WALK_H

#include "model/trace_ops.h"

struct trace_walk {
	const struct trace *trace;
	struct trace_head *heads; /* a heap: the next span of each line that is not at its end */
	size_t count;
};

/* False when out of memory. */
bool trace_walk_start(struct trace_walk *walk, const struct trace *trace);
/* Of the lines from `from` up to `to` alone that pass. */
bool trace_walk_lines(struct trace_walk *walk, const struct trace *trace, size_t from, size_t to, trace_line_test *test);
/* False at the end. */
bool trace_walk_next(struct trace_walk *walk, uint32_t *line, struct trace_span *span);
void trace_walk_fini(struct trace_walk *walk);

#endif
