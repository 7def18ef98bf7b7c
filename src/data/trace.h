/*
 * What ran when: the spans of one profile, of any format (event-format 9).
 * A plane is a process or a device, a line a thread or a stream of it, and
 * the spans of a line are numbered in order, so that a view finds its first
 * one by bisection and levels of summaries can lie on top.
 *
 * While it is filled starts are those of the file's own clock and nothing is in
 * order. trace_finish puts them in order and packs them; after it nothing is changed.
 */
#ifndef TBTOP_DATA_TRACE_H
#define TBTOP_DATA_TRACE_H

#include "base/names.h"
#include "base/status.h"
#include "data/trace_events.h"
#include "data/trace_pack.h"
#include "data/trace_shapes.h"

#include <stdatomic.h>

enum trace_format { TRACE_XPLANE, TRACE_JSON, TRACE_PT, TRACE_SPEEDSCOPE, TRACE_COLLAPSED };
const char *trace_format_name(enum trace_format format);

/* Between a worker that reads a trace and those who wait for it. */
struct trace_reading {
	_Atomic uint64_t done, total; /* bytes of the file */
	atomic_bool stop;             /* nobody wants it any more */
};

struct trace_line {
	uint32_t plane, line, id; /* names */
	bool annotations;         /* what a program said of its work on a device's stream: none of its own (event-format 9.9) */
	uint32_t process;         /* a name: what planes that are called alike are told apart by; NAMES_NONE until trace_finish: the plane's */
	struct trace_span *spans; /* while it is filled; NULL then */
	size_t count, capacity;
	struct trace_pack pack;   /* of a finished trace: by start, then the longer one first, then as stored */
};

/* The number of a step, where an event says that it is one. */
struct trace_number {
	uint64_t place; /* of the span */
	int64_t number;
};

struct trace {
	struct names names; /* valid UTF-8 */
	struct trace_line *lines; /* by process, plane, line, id (bytes), so that those of a process are together; none is empty, no two are alike */
	size_t line_count, line_capacity;
	struct trace_number *numbers; /* by place */
	size_t number_count, number_capacity;
	struct trace_events events;
	struct trace_shapes shapes;
	uint64_t span_count;
	int64_t origin_ns;   /* by the file's clock; starts count from here. 0 without spans */
	picoseconds extent;  /* from the first start to the latest end */
	int64_t rank, ranks; /* of a distributed training, where the file says so; else -1 */
	bool of_nodes;       /* set before it is filled: spans are called by the node of a graph that ran, where the file says (event-format 9.4) */
	bool by_plane;       /* set before it is filled: processes that are called alike are one, as in what is printed as JSON */
	bool as_stored;      /* set before it is filled: annotations of a stream stay on its line, as in what is printed as JSON */
	bool causes;         /* the format tells what a span of one thread caused on others: threads that nothing leads to have nothing to do with it */
	bool complete;       /* false: trace_lack says why */
	enum status status;  /* why it is not all there: STATUS_OK, NO_MEMORY, FULL, or what reading said */
	const char *lack;    /* the same in words, constant, where there are better ones than status_text's; else NULL */
	uint64_t memory, memory_most; /* bytes taken so far; 0 for no limit */
};

/* Why one that isn't complete isn't, in words behind which a sentence can go on. */
const char *trace_lack(const struct trace *trace);

/* One of a finished trace, by its place on the line. */
static inline struct trace_span trace_span_at(const struct trace_line *line, size_t number)
{
	return trace_pack_at(&line->pack, number);
}

/* The number of the step that a span of a finished trace says it is; false when it doesn't. */
bool trace_number(const struct trace *trace, const struct trace_span *span, int64_t *out);

/* ---- Filling it: each is false when there is no more memory (trace->status); nothing is to be added then ---- */

void trace_init(struct trace *trace, uint64_t memory_most);
void trace_fini(struct trace *trace);
/* Counts memory that the reader of a trace takes. */
bool trace_take(struct trace *trace, uint64_t bytes);
/* The number of a name, mended to UTF-8. */
bool trace_name(struct trace *trace, struct slice name, uint32_t *out);
/* Decimal digits and nothing else as the number of a step; -1 for anything else, and for what no step has. */
int64_t trace_parse_number(struct slice digits);
/* The span at that place is the step of that number. */
bool trace_add_number(struct trace *trace, uint64_t place, int64_t number);
/* The event at that place was called with a shape: a name, of at most SHAPE_LONGEST bytes. */
bool trace_add_shape(struct trace *trace, uint64_t place, uint32_t name);
/* A line, of which only the number counts until trace_finish: its names may be set until then. */
bool trace_add_line(struct trace *trace, uint32_t *out);
/* A span whose times are beyond PICOSECONDS_MOST is left out, and the trace is not complete. */
bool trace_add(struct trace *trace, uint32_t line, uint32_t name, picoseconds start, picoseconds duration,
               uint64_t place);
/* An end of a flow, memory: with a time of 0, which is set. Those beyond the most are not kept. */
bool trace_add_flow_end(struct trace *trace, const struct flow_end *end, picoseconds time);
bool trace_add_allocation(struct trace *trace, const struct allocation *allocation, picoseconds time);
/* Moves those of a line from number `first` on; those that leave PICOSECONDS_MOST are left out. */
void trace_shift(struct trace *trace, uint32_t line, size_t first, picoseconds by);
void trace_set_duration(struct trace_span *span, picoseconds duration);
/* Puts all in order. */
void trace_finish(struct trace *trace);

#endif
