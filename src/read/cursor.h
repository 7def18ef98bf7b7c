/*
 * The short way for what most records are: an Event with nothing but a wall
 * time, a step and a Summary whose values are a tag and a simple_value each, in
 * this order, each once (event-format 3.1, 3.2). No allocation, no look back.
 * Whatever else comes is left to the long way (read/event.c), so an answer of
 * "no" says nothing about the bytes. Pure; any thread.
 */
#ifndef TBTOP_READ_CURSOR_H
#define TBTOP_READ_CURSOR_H

#include "base/str.h"
#include "read/wire.h"

struct cursor {
	double wall_time;
	int64_t step;
	struct wire values; /* those not taken yet */
};

struct cursor_scalar {
	struct slice tag; /* points into the payload */
	uint32_t bits;    /* of the float */
};

/* True when the whole payload is such an Event. */
bool cursor_open(struct cursor *cursor, const uint8_t *payload, size_t length);
/* The next value of an open cursor; false after the last. */
bool cursor_next(struct cursor *cursor, struct cursor_scalar *out);

#endif
