/*
 * Memory over a trace, where events tell what was taken and given back: how
 * much was in use, when most, and what was the largest then. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_MEMORY_H
#define TBTOP_MODEL_TRACE_MEMORY_H

#include "data/trace.h"

#define MEMORY_COLUMNS 2048 /* into which a curve is summed up */
#define MEMORY_POOLS 32     /* those with the highest peaks are kept, */
#define MEMORY_LIVE 200     /* and of each the largest at its peak */

struct memory_pool {
	uint32_t name;
	uint64_t taken, given;          /* events */
	int64_t before;                 /* in use before the first event: what the writer's total tells, or later events prove */
	int64_t peak, at_end;
	picoseconds peak_time;
	uint64_t live;                  /* blocks at the peak that the trace saw taken, */
	int64_t live_bytes;
	uint32_t first, shown;          /* the largest of them: of `live` */
};

struct memory_block {
	int64_t bytes;
	uint64_t address, place;        /* place: of the event in the file */
	picoseconds since;
	uint32_t line, span;            /* that it was taken in; UINT32_MAX for none */
};

struct trace_memory {
	struct memory_pool *pools;      /* the highest peak first */
	size_t pool_count;
	int64_t *curves;                /* MEMORY_COLUMNS of each pool: the most in use in each part of the trace */
	struct memory_block *live;      /* of each pool the largest first */
	size_t live_count;
	bool cut;                       /* there were more events than are kept */
};

/* Of a finished trace, whose events it puts in an order of its own. False when out of memory. */
bool trace_memory_make(struct trace *trace, struct trace_memory *out);
void trace_memory_fini(struct trace_memory *memory);

#endif
