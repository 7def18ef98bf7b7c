/* A record of bytes of a test's own making. */
#ifndef TBTOP_TESTS_FRAMED_H
#define TBTOP_TESTS_FRAMED_H

#include "base/str.h"
#include "write/record_frame.h"

/* Appends the payload to `out` as a TFRecord. */
static inline void frame_record(struct str *out, struct slice payload)
{
	static const char room[FRAME_HEADER];
	size_t begin = out->length;
	str_append(out, room, FRAME_HEADER);
	str_append_slice(out, payload);
	str_append(out, room, FRAME_FOOTER);
	frame_fill((uint8_t *)out->data + begin, payload.length);
}

#endif
