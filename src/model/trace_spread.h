/*
 * How the durations of each operation spread: what 99 of 100 of its spans stay
 * within (the nearest rank). To seven digits. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_SPREAD_H
#define TBTOP_MODEL_TRACE_SPREAD_H

#include "model/trace_ops.h"

/* One for each of `ops`, which were made of the trace with the same test; freed by the caller. NULL when out of memory. */
float *trace_spread_make(const struct trace *trace, trace_line_test *test, const struct trace_ops *ops);

#endif
