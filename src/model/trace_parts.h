/*
 * What operations did in each part of a trace: on each line (a thread or a
 * stream), in each step, which a span belongs to that begins in it, or with each
 * shape that they were called with. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_PARTS_H
#define TBTOP_MODEL_TRACE_PARTS_H

#include "model/trace_ops.h"
#include "model/trace_quantiles.h"
#include "model/trace_steps.h"

#define PARTS_MOST ((size_t)1 << 17) /* an operation with a name of its own for each call would need one for each span */
#define PART_OUTSIDE UINT32_MAX      /* of no step, without a shape */

struct trace_part {
	uint32_t group; /* line of the trace; number of the step; name of the shape; PART_OUTSIDE */
	uint32_t op;
	uint64_t count;
	picoseconds total, self, longest;
	picoseconds first; /* the earliest start */
};

struct trace_parts {
	struct trace_part *items; /* no two of the same group and operation */
	size_t count, capacity;
	struct trace_quantiles spread; /* of the durations, by part */
	bool cut;                 /* there would be more than PARTS_MOST: there is none */
};

/* Of a finished trace and the operations of its lines that pass the test. False when out of memory. */
bool trace_parts_by_line(const struct trace *trace, trace_line_test *test, const struct trace_ops *ops, struct trace_parts *out);
/* By the steps of the line that has most of them; none without steps. */
bool trace_parts_by_step(const struct trace *trace, trace_line_test *test, const struct trace_ops *ops,
                         const struct trace_steps *steps, struct trace_parts *out);
/* By the shapes of calls, which must still be there; none without shapes. */
bool trace_parts_by_shape(const struct trace *trace, trace_line_test *test, const struct trace_ops *ops, struct trace_parts *out);
void trace_parts_fini(struct trace_parts *parts);

#endif
