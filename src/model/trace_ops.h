/*
 * Operations of a trace: the spans of one name of one process, added up (cli.md,
 * "profile --json ops"). Pure.
 */
#ifndef TBTOP_MODEL_TRACE_OPS_H
#define TBTOP_MODEL_TRACE_OPS_H

#include "data/trace.h"

struct trace_op {
	uint32_t process, name;
	uint64_t count;
	picoseconds total, self, shortest, longest, first; /* first: the earliest start */
};

struct trace_ops {
	struct trace_op *items; /* by total from the largest, then name, then process */
	size_t count, capacity;
};

/* Which lines count. */
typedef bool trace_line_test(const struct trace *trace, const struct trace_line *line);
trace_line_test trace_line_any;
/* Those that tell of work once: not a profiler's own, nor those that are drawn up from others (event-format 9.3, 9.9). */
trace_line_test trace_line_of_work;
/*
 * Those with what a device ran: of XLA the lines of a device's plane that are
 * not drawn up from others (event-format 9.3), of PyTorch the streams.
 */
trace_line_test trace_line_of_device;

/* Of a finished trace. False when out of memory. */
bool trace_ops_make(const struct trace *trace, trace_line_test *test, struct trace_ops *out);
/* Which operations each process has: by process, then by number. Freed by the caller; NULL when out of memory. */
struct process_op {
	uint32_t process, op;
};
struct process_op *trace_ops_places(const struct trace_ops *ops);
/* The first place of a process among the `count` of all operations; that behind its last is where another begins. */
size_t trace_ops_first(const struct process_op *places, size_t count, uint32_t process);
void trace_ops_fini(struct trace_ops *ops);

#endif
