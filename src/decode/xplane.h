/*
 * XLA's profiles, XSpace (event-format 9.2), in bounded memory: planes, lines
 * and events are walked where they lie, and only spans and names are kept.
 * Of a plane that is cut nothing counts, since names lie behind events; of a
 * damaged one what comes before the damage. Pure.
 */
#ifndef TBTOP_DECODE_XPLANE_H
#define TBTOP_DECODE_XPLANE_H

#include "data/trace.h"
#include "read/far.h"

/* Fills `trace`, which was initialized, up to trace_finish. `size`: bytes of the source. `far->window` is given. */
void xplane_decode(struct far *far, uint64_t size, struct trace *trace);

#endif
