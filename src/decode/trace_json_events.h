/*
 * What an event in Chrome's JSON form says beside its span: ends of flows (`s`,
 * `t`, `f`), the correlation of a launch with its kernel, memory as PyTorch
 * tells it (event-format 9.8, 9.9). Part of decode/trace_json.
 */
#ifndef TBTOP_DECODE_TRACE_JSON_EVENTS_H
#define TBTOP_DECODE_TRACE_JSON_EVENTS_H

#include "data/trace.h"

/* As they are written; empty where the event has none. */
struct event_words {
	struct slice category, name, id, binding;                                /* of the event */
	struct slice correlation, bytes, address, device_type, device, total;    /* of its args */
};

/* These are false when there is no more memory. */
bool trace_json_flow(struct trace *trace, uint32_t line, char phase, const struct event_words *words, picoseconds time);
bool trace_json_has_correlation(const struct event_words *words);
/* Of the span of an event at `place` that has one. */
bool trace_json_correlate(struct trace *trace, uint32_t line, const struct event_words *words, picoseconds time,
                          uint64_t place);
bool trace_json_is_memory(const struct event_words *words);
bool trace_json_allocate(struct trace *trace, uint32_t line, const struct event_words *words, picoseconds time,
                         uint64_t place);

#endif
