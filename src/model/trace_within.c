#include "model/trace_within.h"

#include "base/alloc.h"

#include <stdlib.h>

#define UP_MOST 250 /* spans that are looked at from the innermost out */

void trace_within_start(struct trace_within *within, const struct trace_line *line)
{
	within->line = line;
	within->nesting.depth = within->next = 0;
}

void trace_within_fini(struct trace_within *within)
{
	trace_nesting_fini(&within->nesting);
	free(within->numbers);
	*within = (struct trace_within){0};
}

static void ignore_closed(void *context, const struct trace_span *span, picoseconds self)
{
}

/* Opens all that begin until then. */
static void go_on(struct trace_within *within, picoseconds time)
{
	while (!within->failed && within->next < within->line->count) {
		struct trace_span span = trace_span_at(within->line, within->next);
		if (trace_start(&span) > time)
			return;
		within->failed = !trace_nest(&within->nesting, &span, ignore_closed, NULL) ||
		                 !array_reserve(&within->numbers, &within->capacity, within->nesting.depth);
		if (!within->failed)
			within->numbers[within->nesting.depth - 1] = (uint32_t)within->next++;
	}
}

#define NO_PLACE UINT64_MAX

uint32_t trace_within_around(struct trace_within *within, picoseconds time, uint64_t place)
{
	go_on(within, time);
	size_t depth = within->failed ? 0 : within->nesting.depth;
	for (size_t up = 0; up < depth && up < UP_MOST; up++) {
		const struct trace_open *open = &within->nesting.open[depth - 1 - up];
		if (open->end >= time && trace_place(&open->span) != place)
			return within->numbers[depth - 1 - up];
	}
	return WITHIN_NONE;
}

uint32_t trace_within(struct trace_within *within, picoseconds time)
{
	return trace_within_around(within, time, NO_PLACE);
}

uint32_t trace_within_next(struct trace_within *within, picoseconds time)
{
	go_on(within, time);
	size_t depth = within->failed ? 0 : within->nesting.depth;
	if (depth && trace_start(&within->nesting.open[depth - 1].span) == time)
		return within->numbers[depth - 1];
	return within->failed || within->next >= within->line->count ? WITHIN_NONE : (uint32_t)within->next;
}

uint32_t trace_within_own(struct trace_within *within, picoseconds time, uint64_t place)
{
	uint32_t otherwise = trace_within(within, time);
	for (size_t up = 0, depth = within->failed ? 0 : within->nesting.depth; up < depth && up < UP_MOST; up++) {
		const struct trace_span *span = &within->nesting.open[depth - 1 - up].span;
		if (trace_start(span) != time)
			break;
		if (trace_place(span) == place)
			return within->numbers[depth - 1 - up];
	}
	return otherwise;
}
