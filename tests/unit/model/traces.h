/* Traces from tables of spans, for tests of what is told of them. */
#ifndef TBTOP_TESTS_MODEL_TRACES_H
#define TBTOP_TESTS_MODEL_TRACES_H

#include "data/trace.h"

struct spec {
	const char *plane, *line, *name;
	int start, duration; /* nanoseconds */
};

/* `process`: NULL for that of the plane. */
static inline void add_spec(struct trace *trace, const struct spec *spec, const char *process, size_t place)
{
	uint32_t line, name;
	assert_true(trace_add_line(trace, &line)); /* alike ones become one */
	assert_true(trace_name(trace, slice_of(spec->plane), &trace->lines[line].plane));
	assert_true(!process || trace_name(trace, slice_of(process), &trace->lines[line].process));
	assert_true(trace_name(trace, slice_of(spec->line), &trace->lines[line].line));
	assert_true(trace_name(trace, slice_of(spec->line), &trace->lines[line].id));
	assert_true(trace_name(trace, slice_of(spec->name), &name));
	assert_true(trace_add(trace, line, name, (picoseconds)spec->start * 1000, (picoseconds)spec->duration * 1000, place));
}

static inline struct trace make_trace(const struct spec *specs, size_t count)
{
	struct trace trace;
	trace_init(&trace, 0);
	for (size_t i = 0; i < count; i++)
		add_spec(&trace, &specs[i], NULL, i);
	trace_finish(&trace);
	return trace;
}

#endif
