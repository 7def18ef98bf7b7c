/*
 * The processes and threads of a trace in Chrome's JSON form: their names,
 * which may come after their events, and the pairs of B and E, which are made
 * in the order of time when all is there. Part of
 * decode/trace_json.
 */
#ifndef TBTOP_DECODE_TRACE_THREADS_H
#define TBTOP_DECODE_TRACE_THREADS_H

#include "data/trace.h"

struct trace_threads {
	struct trace *trace;
	struct names pids, tids;  /* as they are written */
	struct names pairs;       /* the numbers of a pid and a tid: the number of a thread */
	struct process *processes; /* by pid */
	size_t process_capacity;
	struct thread *threads;
	size_t capacity;
	picoseconds latest;       /* of all times */
	bool any;
};

struct thread_event {
	char phase; /* X, B or E */
	bool annotation; /* of an X: goes to a line beside that of its thread, unless lines are to be as they are stored */
	struct slice name;
	picoseconds start, duration;
	uint64_t place;
};

void trace_threads_init(struct trace_threads *self, struct trace *trace);
/* These are false when there is no more memory. */
bool trace_threads_name_process(struct trace_threads *self, struct slice pid, struct slice name);
/* What it is beside its name, such as which device: an empty label counts as none. */
bool trace_threads_label_process(struct trace_threads *self, struct slice pid, struct slice label);
bool trace_threads_name(struct trace_threads *self, struct slice pid, struct slice tid, struct slice name);
bool trace_threads_take(struct trace_threads *self, struct slice pid, struct slice tid,
                        const struct thread_event *event);
/* The line of a thread, of which nothing counts yet but its number. */
bool trace_threads_line(struct trace_threads *self, struct slice pid, struct slice tid, uint32_t *out);
/* None of what was taken counts. */
void trace_threads_forget(struct trace_threads *self);
/* Pairs, adds `base` to all starts, names the lines of the trace, and frees. */
void trace_threads_end(struct trace_threads *self, picoseconds base);

#endif
