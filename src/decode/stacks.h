/*
 * Stacks that a sampler took, as a trace: a frame that one sample has after the
 * other, with the same frames above, is one span. In speedscope's form, whose
 * samples have times, and collapsed, a stack a line with how many samples had
 * it ("main;step;forward 12"), which know none: COLLAPSED_SAMPLE each. Pure.
 */
#ifndef TBTOP_DECODE_STACKS_H
#define TBTOP_DECODE_STACKS_H

#include "data/trace.h"

#define STACKS_DEPTH 1024 /* frames; what is deeper is left out, and the trace is not complete */
#define COLLAPSED_SAMPLE ((picoseconds)10 * 1000 * 1000 * PICOSECONDS_A_NANOSECOND)

/* The whole file each; they fill `trace`, which was initialized, up to trace_finish. */
void stacks_speedscope(struct slice text, struct trace *trace);
void stacks_collapsed(struct slice text, struct trace *trace);

#endif
