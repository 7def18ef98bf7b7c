/*
 * What operations of an XSpace were called with, where stats say it: "shape" of
 * an event, or "shape_with_layout" of all events of a kind (event-format 9.4).
 * Part of decode/xplane.
 */
#ifndef TBTOP_DECODE_XPLANE_SHAPES_H
#define TBTOP_DECODE_XPLANE_SHAPES_H

#include "decode/xplane_events.h"

/* Of one plane. */
struct xplane_shapes {
	struct far *far;
	struct trace *trace;
	const struct xplane_stats *stats;
	struct far_message plane;
	struct shape_ref *refs;    /* names of stats, by number, which stand for texts */
	size_t ref_count, ref_capacity;
	bool listed;
	uint32_t *kinds;           /* by the number of a metadata id; NAMES_NONE */
	size_t kind_count;
};

/* Looks at what is said of each kind; `ids`: metadata ids of 8 bytes. False when out of memory. */
bool xplane_shapes_take_kinds(struct xplane_shapes *shapes, const struct names *ids);
/* What an event says, else its kind (a number of `ids`, or NAMES_NONE): goes to the trace. False when out of memory. */
bool xplane_shapes_add(struct xplane_shapes *shapes, const struct xplane_said *said, uint32_t kind, uint64_t place);
void xplane_shapes_fini(struct xplane_shapes *shapes);

#endif
