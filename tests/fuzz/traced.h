/* What holds for every trace, whatever it was read from, and bytes that are read as a file is. */
#ifndef TBTOP_TESTS_FUZZ_TRACED_H
#define TBTOP_TESTS_FUZZ_TRACED_H

#include "data/trace.h"
#include "fuzz/take.h"

#define TRACED_MEMORY (UINT64_C(64) << 20)

/* Gives as few bytes at a time as it likes. */
struct traced_source {
	const uint8_t *bytes;
	size_t length, most;
};

static inline int64_t traced_read(void *context, void *into, size_t size, uint64_t from)
{
	const struct traced_source *source = context;
	size_t left = from < source->length ? source->length - (size_t)from : 0;
	size = size < left ? size : left;
	size = size < source->most ? size : source->most;
	if (size)
		memcpy(into, source->bytes + from, size);
	return (int64_t)size;
}

static inline void check_line(const struct trace *trace, const struct trace_line *line)
{
	if (!line->count || line->plane >= trace->names.count || line->line >= trace->names.count ||
	    line->id >= trace->names.count)
		object("a line has spans and names");
	for (size_t i = 0; i < line->count; i++) {
		struct trace_span span = trace_span_at(line, i), before = i ? trace_span_at(line, i - 1) : span;
		if (span.name >= trace->names.count)
			object("a span has a name");
		/* Starts count from a whole nanosecond, the extent from the first start. */
		if (trace_start(&span) < 0 || trace_duration(&span) < 0 ||
		    trace_end(&span) >= trace->extent + PICOSECONDS_A_NANOSECOND)
			object("a span lies within its trace");
		if (i && trace_order(&before, &span) > 0)
			object("spans are in order");
	}
}

static inline void check_trace(const struct trace *trace)
{
	uint64_t spans = 0;
	for (size_t i = 0; i < trace->line_count; i++) {
		check_line(trace, &trace->lines[i]);
		spans += trace->lines[i].count;
	}
	if (spans != trace->span_count)
		object("spans are counted");
	if (trace->status != STATUS_OK && trace->complete)
		object("a trace that something is missing of is not complete");
}

#endif
