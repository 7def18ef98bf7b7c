/*
 * Traces in Chrome's JSON form, as XLA and PyTorch write them (event-format
 * 9.8, 9.9), fed in pieces of any size: nothing but spans and names is kept.
 * What a span is, which names count and how B and E pair: tbtop-profile(1).
 * After the first byte that is no JSON nothing more is taken; the
 * events before it count. Pure.
 */
#ifndef TBTOP_DECODE_TRACE_JSON_H
#define TBTOP_DECODE_TRACE_JSON_H

#include "data/trace.h"

#define TRACE_JSON_TOKEN ((uint64_t)16 << 20) /* bytes without an end of a string or a number: what lies in two pieces yajl begins again with each */

struct trace_json;

/* Fills `trace`, which was initialized. */
struct trace_json *trace_json_new(struct trace *trace);
/* False when nothing more is taken. */
bool trace_json_feed(struct trace_json *self, const void *bytes, size_t length);
/* All was fed: pairs and names what there is, up to trace_finish, and frees. */
void trace_json_end(struct trace_json *self);

#endif
