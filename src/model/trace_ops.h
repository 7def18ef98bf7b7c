/*
 * Operations of a trace: the spans of one name of one process, added up
 * (tbtop-profile(1)). Pure.
 */
#ifndef TBTOP_MODEL_TRACE_OPS_H
#define TBTOP_MODEL_TRACE_OPS_H

#include "data/trace.h"

struct trace_op {
	uint32_t process, name;
	uint64_t count;
	picoseconds total, self, shortest, longest, first; /* first: the earliest start */
};

/* Where one is among all, to be found by what it is of. */
struct trace_op_place {
	uint32_t process, name, op;
};

#define TRACE_NO_OP UINT32_MAX

struct trace_ops {
	struct trace_op *items;        /* by total from the largest, then name, then process */
	struct trace_op_place *places; /* by the numbers of process and name */
	size_t count, capacity;        /* of items */
};

/* Which lines count. */
typedef bool trace_line_test(const struct trace *trace, const struct trace_line *line);
trace_line_test trace_line_any;
/* Those that tell of work once: not a profiler's own, nor annotations, nor those that are drawn up from others (event-format 9.3, 9.9). */
trace_line_test trace_line_of_work;
/*
 * Those with what a device ran: of XLA the lines of a device's plane that are
 * not drawn up from others (event-format 9.3), of PyTorch the streams.
 */
trace_line_test trace_line_of_device;

/* Of a finished trace. False when out of memory. */
bool trace_ops_make(const struct trace *trace, trace_line_test *test, struct trace_ops *out);
/* The first place of a process: behind its last is another's, or the end. That end where it has none. O(log n). */
size_t trace_ops_first(const struct trace_ops *ops, uint32_t process);
/* The operation of a name of a process; TRACE_NO_OP for none. O(log n). */
uint32_t trace_ops_find(const struct trace_ops *ops, uint32_t process, uint32_t name);
void trace_ops_fini(struct trace_ops *ops);

#endif
