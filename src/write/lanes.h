/*
 * Spans of a profile in the order in which their files have them: by process,
 * by thread, by time, the longer one first. Pure.
 */
#ifndef TBTOP_WRITE_LANES_H
#define TBTOP_WRITE_LANES_H

#include "write/record.h"

struct lanes {
	const struct tbr_span **spans; /* borrowed, sorted */
	size_t count;
	int64_t begin, end; /* of the earliest, of the last to end; nanoseconds since 1970 */
};

/* A stretch of them: those of a process, or of a thread in it. */
struct stretch {
	const struct tbr_span *const *spans;
	size_t count;
};

/* Results as record.h has them: -EINVAL for spans that can't be, -EILSEQ for names. */
int lanes_init(struct lanes *lanes, const struct tbr_span *spans, size_t count);
void lanes_fini(struct lanes *lanes);

/* The process (the thread) at the start of `rest`, which is shortened by it. False at the end. */
bool lanes_next_process(struct stretch *rest, struct stretch *process);
bool lanes_next_thread(struct stretch *rest, struct stretch *thread);
const char *lanes_process(const struct stretch *stretch);

#endif
