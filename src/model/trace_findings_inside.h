/*
 * The inside of findings: what claims are made with, and who makes them.
 * trace_findings.c judges steps and puts all in order, trace_findings_waits.c
 * tells what devices wait for, trace_findings_ops.c which operations take the
 * time; trace_findings_words.c has what they say it with.
 */
#ifndef TBTOP_MODEL_TRACE_FINDINGS_INSIDE_H
#define TBTOP_MODEL_TRACE_FINDINGS_INSIDE_H

#include "model/trace_findings.h"
#include "model/trace_idle.h"

#define NO_LINE UINT32_MAX
#define CERTAIN 2.0   /* a weight: what must be known before all else */
#define FOLLOWS 0.001 /* what a weight is multiplied with of what follows from something else */
/* Shares of the time from which on something is worth a look. */
#define WAIT_LEAST 0.1
#define BRIEF_LEAST 0.15
#define EXPOSED_LEAST 0.05
#define GAP_LEAST 0.05
#define IDLE_LEAST 0.2
#define LARGE_LEAST 0.25 /* of what operations take, and a tenth of the time */
#define TINY_LEAST 0.3   /* of what operations of devices take */
#define EVEN_MOST 0.05   /* what steps may differ in and count as alike */
#define LINE 76          /* columns that a claim takes, where names can be cut for it */
#define NAME_MOST 26
#define NAME_LEAST 8

struct judging {
	const struct trace *trace;
	const struct trace_ops *ops;
	const struct trace_steps *steps;
	const struct trace_split *split;
	struct trace_findings *out;
	struct trace_idle idle;
	struct trace_ops device_ops; /* of devices alone; none without one */
	bool *markers;               /* by name: of steps */
	picoseconds from, to;        /* the steps, or all of it */
	bool waits, compiles;        /* it was said what devices wait for, that there is compiling */
};

/* ---- Words ---- */

double finding_share(picoseconds part, picoseconds whole);
double finding_share_of_time(const struct judging *self, picoseconds part);
bool finding_has_steps(const struct judging *self);
void finding_say_within(struct str *out, struct slice name, int columns);
void finding_say_name(struct str *out, const struct trace *trace, uint32_t name);
/* And what comes behind the name, which gets the room that there is. */
void finding_say_name_then(struct str *out, const struct trace *trace, uint32_t name, const struct str *then);
void finding_say_count(struct str *out, uint64_t count, const char *one, const char *more);
/* "38 % (4.2 ms a step)" */
void finding_say_share(const struct judging *self, struct str *out, picoseconds time);
/* Shortened where no other is called so. */
void finding_say_device(const struct judging *self, struct str *out, const struct idle_device *device);
struct trace_finding *finding_add(struct judging *self, double weight, bool bad);
void finding_point_at(struct trace_finding *finding, uint32_t line, picoseconds start, picoseconds end);
/* At the step in the middle, or all of it. */
void finding_point_at_step(const struct judging *self, struct trace_finding *finding, uint32_t line);
/* Of all spans that pass the longest. */
void finding_point_at_longest(struct trace_finding *finding, const struct trace *trace, bool (*is)(struct slice name));
/* On which line the operation took the longest, and where; whether that was its first call. */
bool finding_point_at_call(struct trace_finding *finding, const struct trace *trace, const struct trace_op *op);

/* ---- Who judges ---- */

bool finding_is_communication(struct slice name);
bool finding_is_copy(struct slice name);
void findings_of_waits(struct judging *self);
/* Once it is said what they wait for. */
void findings_of_devices(struct judging *self);
void findings_of_ops(struct judging *self);

#endif
