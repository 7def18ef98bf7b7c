/*
 * A profile made ready for looking at: its trace, and what views draw of it
 * without going through all spans. Made on a worker, never changed then.
 */
#ifndef TBTOP_MODEL_PROFILE_H
#define TBTOP_MODEL_PROFILE_H

#include "model/trace_findings.h"
#include "model/trace_flame.h"
#include "model/trace_flows.h"
#include "model/trace_memory.h"
#include "model/trace_ops.h"
#include "model/trace_parts.h"
#include "model/trace_split.h"
#include "model/trace_tracks.h"

/* Gives bytes back. */
typedef void image_release(uint8_t *bytes, size_t length);

#define PROFILE_LARGEST 10

struct profile {
	struct trace trace;
	struct trace_ops ops;
	float *p99;                /* picoseconds, by operation */
	uint32_t *rank;            /* by operation: its place by self time, 0 for the largest */
	uint32_t largest[PROFILE_LARGEST]; /* operations by that rank, as many as there are */
	uint8_t *of_span;          /* by name: not 0 where a span on any line is called so */
	uint32_t *op_of_name;      /* by name: its operation with the most self time; UINT32_MAX without */
	picoseconds self;          /* of all operations */
	struct trace_tracks tracks;
	struct trace_flame flame;
	struct trace_flows flows;
	struct trace_memory memory;
	struct trace_steps steps;
	struct trace_parts by_line, by_step, by_shape; /* of the operations */
	struct trace_split split;
	struct trace_findings findings;
	uint32_t *line_order;      /* lines as they are shown: devices first, in each process the busiest first, annotations last */
	uint8_t *image;            /* in which all arrays lie but those of names, rank, op_of_name, line_order; else NULL */
	size_t image_length;
	image_release *release;    /* of it */
};

/* Takes the trace. NULL when out of memory, or stopped. */
struct profile *profile_make(struct trace *trace, const atomic_bool *stop);
/* Fills rank, largest, op_of_name, self, and line_order from the rest. False when out of memory. */
bool profile_order(struct profile *profile);
void profile_free(struct profile *profile); /* NULL is fine */

#endif
