/*
 * Which span lies in which (tbtop-profile(1) tells it to users): the parent of a span is
 * the last one before it on its line that contains it. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_NESTING_H
#define TBTOP_MODEL_TRACE_NESTING_H

#include "data/trace.h"

/* A span that is open while one goes along its line, with what its direct children cover so far. */
struct trace_open {
	struct trace_span span;
	picoseconds end, children_end, self;
};

/* Going along a line; zeroed at the start, room is kept from one line to the next. */
struct trace_nesting {
	struct trace_open *open; /* from the outermost in */
	size_t depth, capacity;
};

/*
 * The next span of the line, in order: opens it, after all that can't contain
 * it were closed. Each that is closed is told with its self time: what of its
 * duration direct children don't cover. False when out of memory.
 */
typedef void trace_closed(void *context, const struct trace_span *span, picoseconds self);
bool trace_nest(struct trace_nesting *nesting, const struct trace_span *span, trace_closed *closed, void *context);
/* The same where of each span no more than [start, stop) counts for self times, which is cut from it at the same times. */
bool trace_nest_part(struct trace_nesting *nesting, const struct trace_span *span, picoseconds start, picoseconds stop,
                     trace_closed *closed, void *context);
/* The end of the line: closes all. */
void trace_nest_end(struct trace_nesting *nesting, trace_closed *closed, void *context);
void trace_nesting_fini(struct trace_nesting *nesting);

/* The time in which at least one of a line's spans runs. */
picoseconds trace_busy(const struct trace_line *line);

#endif
