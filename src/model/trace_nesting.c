#include "model/trace_nesting.h"

#include "base/alloc.h"

#include <stdlib.h>

static void close_last(struct trace_nesting *nesting, trace_closed *closed, void *context)
{
	const struct trace_open *open = &nesting->open[--nesting->depth];
	closed(context, &open->span, open->self);
}

/* What of [start, end) no earlier child covers is the child's. */
static void give_to_child(struct trace_open *parent, picoseconds start, picoseconds end)
{
	picoseconds begin = start > parent->children_end ? start : parent->children_end;
	if (end > begin) {
		parent->self -= end - begin;
		parent->children_end = end;
	}
}

/*
 * A span that ends before its successor contains nothing that the successor
 * doesn't, so that it can be closed, and ends fall from the outermost in.
 */
bool trace_nest_part(struct trace_nesting *nesting, const struct trace_span *span, picoseconds start, picoseconds stop,
                     trace_closed *closed, void *context)
{
	picoseconds end = trace_end(span);
	if (!array_reserve(&nesting->open, &nesting->capacity, nesting->depth + 1))
		return false;
	while (nesting->depth && nesting->open[nesting->depth - 1].end < end)
		close_last(nesting, closed, context);
	if (nesting->depth)
		give_to_child(&nesting->open[nesting->depth - 1], start, stop);
	nesting->open[nesting->depth++] = (struct trace_open){*span, end, start, stop - start};
	return true;
}

bool trace_nest(struct trace_nesting *nesting, const struct trace_span *span, trace_closed *closed, void *context)
{
	return trace_nest_part(nesting, span, trace_start(span), trace_end(span), closed, context);
}

void trace_nest_end(struct trace_nesting *nesting, trace_closed *closed, void *context)
{
	while (nesting->depth)
		close_last(nesting, closed, context);
}

void trace_nesting_fini(struct trace_nesting *nesting)
{
	free(nesting->open);
	*nesting = (struct trace_nesting){0};
}

picoseconds trace_busy(const struct trace_line *line)
{
	picoseconds total = 0, until = 0; /* starts count from 0 */
	for (size_t i = 0; i < line->count; i++) {
		struct trace_span span = trace_span_at(line, i);
		picoseconds start = trace_start(&span), end = trace_end(&span);
		if (end > until) {
			total += end - (start > until ? start : until);
			until = end;
		}
	}
	return total;
}
