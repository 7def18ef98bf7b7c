/*
 * What the time of steps goes to. Each instant of a step counts for one class:
 * of those that run then on any line, the first in the order of the profiler
 * whose trace it is: xprof's (event-format 9.6) for XLA's, torch-tb-profiler's
 * (9.10) for PyTorch's. Steps are as long as their markers; what a span is its
 * line and name tell. Of the host's threads in an XSpace what a step caused
 * counts (model/trace_groups), of other traces all of them. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_SPLIT_H
#define TBTOP_MODEL_TRACE_SPLIT_H

#include "model/trace_flows.h"
#include "model/trace_steps.h"

enum trace_class {
	CLASS_COMPUTE,       /* on a device */
	CLASS_COMMUNICATION, /* among devices and processes */
	CLASS_COPY,          /* by a device, but for uploads of XLA */
	CLASS_LAUNCH,        /* the host calls the device's runtime */
	CLASS_INPUT,         /* the host waits for the next batch */
	CLASS_UPLOAD,        /* from host to device, of XLA */
	CLASS_HOST,          /* the host does anything else */
	CLASS_IDLE,          /* nothing of all that */
	CLASSES,
	CLASS_NONE = CLASSES /* a span that doesn't count */
};

const char *trace_class_name(enum trace_class class);

struct split_row {
	picoseconds start, end;
	picoseconds time[CLASSES]; /* all together: end - start */
	uint32_t step;             /* of the steps; UINT32_MAX: the whole trace, which has none */
};

/*
 * How much of the time of the rows a device computes (without one: the host does),
 * how much communication is under way, and how much both are: torch-tb-profiler's overlap view.
 */
struct split_overlap {
	picoseconds compute, communication, both;
};

struct trace_split {
	struct split_row *rows;    /* steps of the line that has most, in order; else one */
	size_t count;
	picoseconds total[CLASSES];
	struct split_overlap overlap;
	bool xla;                  /* by which rules */
};

/* Whose rules they are. */
const char *trace_split_rules(const struct trace_split *split);

/* Of a finished trace with spans; `flows` may be NULL. False when out of memory. */
bool trace_split_make(const struct trace *trace, const struct trace_flows *flows, const struct trace_steps *steps,
                      struct trace_split *out);
void trace_split_fini(struct trace_split *split);

#endif
