/*
 * When the devices of a trace work and when they wait: a device is a process
 * with lines of one, and it waits when nothing runs on any of them. Where a trace
 * has none, the host is looked at in its place, all its threads together. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_IDLE_H
#define TBTOP_MODEL_TRACE_IDLE_H

#include "model/trace_steps.h"

#define IDLE_BRIEF ((picoseconds)1000000 * PICOSECONDS_A_NANOSECOND) /* a gap up to that long is one between launches */

struct idle_device {
	uint32_t process; /* a name */
	uint32_t line;    /* the busiest of its */
	picoseconds busy, line_busy;
	picoseconds brief; /* brief gaps, together, without what lies in waits for input */
	uint64_t brief_count;
	picoseconds input; /* it waits while the host waits for input, in gaps of any length */
	picoseconds gap_start, gap_end; /* the longest gap */
};

struct trace_idle {
	struct idle_device *items; /* by the lines of the trace */
	size_t count;
	bool host;                 /* there is no device: the only item is the host, on its busiest thread */
	picoseconds from, to;      /* the stretch that is looked at */
	uint32_t input_line;       /* on which the host waits for input; UINT32_MAX for none */
};

/* Of [from, to) of a finished trace with spans. False when out of memory. */
bool trace_idle_make(const struct trace *trace, const struct trace_steps *steps, picoseconds from, picoseconds to,
                     struct trace_idle *out);
void trace_idle_fini(struct trace_idle *idle);

/*
 * What the host did in a gap: of its spans, but for markers of steps, those
 * that cover as much of it as any does, and at least half, and of these the
 * shortest, which says most. False when there is none.
 */
bool trace_idle_meanwhile(const struct trace *trace, const struct trace_steps *steps, picoseconds from, picoseconds to,
                          uint32_t *line, struct trace_span *out);

/* Whether a span of that name waits for the next batch. */
bool trace_name_of_input(struct slice name);

#endif
