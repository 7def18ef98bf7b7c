/*
 * What the stats of an event of an XSpace say that is of interest beside its
 * span: the number of a step, flows, memory, nodes (event-format 9.4, 9.5). Part of decode/xplane.
 */
#ifndef TBTOP_DECODE_XPLANE_EVENTS_H
#define TBTOP_DECODE_XPLANE_EVENTS_H

#include "data/trace.h"
#include "read/far.h"

enum xplane_stat {
	XPLANE_STEP, XPLANE_CORRELATION, XPLANE_FLOW, XPLANE_PRODUCER, XPLANE_PRODUCER_TYPE, XPLANE_CONSUMER,
	XPLANE_CONSUMER_TYPE, XPLANE_TOTAL, XPLANE_BYTES, XPLANE_ADDRESS, XPLANE_ALLOCATOR, XPLANE_SHAPE,
	XPLANE_LAYOUT, /* a shape, too: heard as XPLANE_SHAPE */
	XPLANE_NODE,   /* "node:Type" of TensorFlow, what a kernel ran for */
	XPLANE_STATS
};

/* The numbers that a plane gives them. */
struct xplane_stats {
	struct { uint64_t id; bool known; } of[XPLANE_STATS];
	bool any;
};

/* What one event says. */
struct xplane_said {
	bool has[XPLANE_STATS];
	int64_t numbers[XPLANE_STATS];
	struct far_message allocator, node, shape; /* those that are a text; else (end is 0) the number is that of a stat whose name is meant */
};

/* A plane calls the stats of a number so. `nodes`: those are of interest, too. */
void xplane_learn(struct xplane_stats *stats, uint64_t id, struct slice name, bool nodes);
/* One of them, where it is of interest. */
void xplane_hear(const struct xplane_stats *stats, struct far *far, struct far_message stat, struct xplane_said *said);
/* Flows of the span of an event at `place`. False when there is no more memory. */
bool xplane_add_flows(struct trace *trace, uint32_t line, bool host, const struct xplane_said *said, picoseconds time,
                      uint64_t place);
/* Memory that it took, or gave back. False when there is no more memory. */
bool xplane_add_memory(struct trace *trace, uint32_t line, bool taken, uint32_t pool, const struct xplane_said *said,
                       picoseconds time, uint64_t place);

#endif
