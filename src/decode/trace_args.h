/*
 * What one event of a profile says beside its times, when it is looked at: of
 * Chrome's JSON form its category and `args`, of an XSpace its stats (event-format 9.4, 9.8). Pure.
 */
#ifndef TBTOP_DECODE_TRACE_ARGS_H
#define TBTOP_DECODE_TRACE_ARGS_H

#include "data/args.h"
#include "read/far.h"

/* Of the object that `bytes` begin with; behind its end may be more. Values are as the file has them, without quotes around. */
void trace_args_json(struct slice bytes, struct args *out);
/* Of the event at `place` of an XSpace of `size` bytes: what is said of it, then of all of its kind. */
void trace_args_xplane(struct far *far, uint64_t size, uint64_t place, struct args *out);

#endif
