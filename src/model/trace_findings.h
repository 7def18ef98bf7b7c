/*
 * What to look at first in a profile, in plain words: each claim has its number
 * and ends with what one can do. Causes come first, the worst before the others,
 * then what follows from them, then facts. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_FINDINGS_H
#define TBTOP_MODEL_TRACE_FINDINGS_H

#include "model/trace_ops.h"
#include "model/trace_split.h"
#include "model/trace_steps.h"

#define FINDINGS_MOST 16

struct trace_finding {
	struct str text;   /* not cleaned: names of a file are in it */
	double weight;     /* of what it may gain: a share of the whole time; above 1 it comes first in any case */
	bool bad;          /* else it is a fact */
	/* Where it is seen; line UINT32_MAX for nowhere. */
	uint32_t line;
	picoseconds start, end;
};

struct trace_findings {
	struct trace_finding items[FINDINGS_MOST];
	int count;
};

/* Of a finished trace; without memory there are fewer. */
void trace_findings_make(const struct trace *trace, const struct trace_ops *ops, const struct trace_steps *steps,
                         const struct trace_split *split, struct trace_findings *out);
void trace_findings_fini(struct trace_findings *findings);

#endif
