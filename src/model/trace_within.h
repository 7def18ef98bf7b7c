/*
 * Which span of a line is meant by a time: going along the line once, for times
 * that rise. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_WITHIN_H
#define TBTOP_MODEL_TRACE_WITHIN_H

#include "model/trace_nesting.h"

#define WITHIN_NONE UINT32_MAX

struct trace_within {
	const struct trace_line *line;
	struct trace_nesting nesting;
	uint32_t *numbers; /* of the open spans */
	size_t capacity, next;
	bool failed;       /* out of memory: nothing is found any more */
};

/* Before the first use zeroed; room is kept from one line to the next. */
void trace_within_start(struct trace_within *within, const struct trace_line *line);
/* The innermost span of the line that `time` lies in, its end included; WITHIN_NONE for none. */
uint32_t trace_within(struct trace_within *within, picoseconds time);
/* The one that begins then, the innermost of several, or the next that does. */
uint32_t trace_within_next(struct trace_within *within, picoseconds time);
/* The one that begins then and is of that event; else as trace_within. */
uint32_t trace_within_own(struct trace_within *within, picoseconds time, uint64_t place);
/* As trace_within, but for the one that is of that event. */
uint32_t trace_within_around(struct trace_within *within, picoseconds time, uint64_t place);
void trace_within_fini(struct trace_within *within);

#endif
