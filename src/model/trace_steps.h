/*
 * The steps of a trace, by the markers that frameworks leave (event-format 9.6,
 * 9.9): PyTorch's spans ProfilerStep#N; of XLA host spans whose name begins
 * with train, test or TraceContext and has no slash, and what is on a device's
 * line "Steps". A marker within another one on its line is none. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_STEPS_H
#define TBTOP_MODEL_TRACE_STEPS_H

#include "data/trace.h"

struct trace_step {
	uint32_t line; /* of the trace */
	struct trace_span span;
	int64_t number; /* that the event says, or at the end of the name; -1 without one */
};

struct trace_steps {
	struct trace_step *items; /* in the order of spans over all lines */
	size_t count, capacity;
};

/* Of a finished trace, which must outlive them. False when out of memory. */
bool trace_steps_make(const struct trace *trace, struct trace_steps *out);
/*
 * The line with the most markers, as a device may repeat those of the host, and
 * how many; that of annotations only when no other has any. UINT32_MAX without any.
 */
uint32_t trace_steps_line(const struct trace *trace, const struct trace_steps *steps, size_t *count);
/* By name of the trace: whether markers have it, for the caller to free. NULL when out of memory. */
bool *trace_steps_names(const struct trace *trace, const struct trace_steps *steps);
void trace_steps_fini(struct trace_steps *steps);

#endif
