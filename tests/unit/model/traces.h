/* Traces from tables of spans, for tests of what is told of them. */
#ifndef TBTOP_TESTS_MODEL_TRACES_H
#define TBTOP_TESTS_MODEL_TRACES_H

#include "data/trace.h"

struct spec {
	const char *plane, *line, *name;
	int start, duration; /* nanoseconds */
};

static inline struct trace make_trace(const struct spec *specs, size_t count)
{
	struct trace trace;
	trace_init(&trace, 0);
	for (size_t i = 0; i < count; i++) {
		uint32_t line, name;
		assert_true(trace_add_line(&trace, &line)); /* alike ones become one */
		assert_true(trace_name(&trace, slice_of(specs[i].plane), &trace.lines[line].plane));
		assert_true(trace_name(&trace, slice_of(specs[i].line), &trace.lines[line].line));
		assert_true(trace_name(&trace, slice_of(specs[i].line), &trace.lines[line].id));
		assert_true(trace_name(&trace, slice_of(specs[i].name), &name));
		assert_true(trace_add(&trace, line, name, specs[i].start * 1000, specs[i].duration * 1000, i));
	}
	trace_finish(&trace);
	return trace;
}

#endif
