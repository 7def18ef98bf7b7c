/*
 * The wire format of messages that are too large for memory: fields by their
 * place, and only a window of bytes at a time. As read/wire, without groups,
 * which no message that is this large has. One thread at a time.
 */
#ifndef TBTOP_READ_FAR_H
#define TBTOP_READ_FAR_H

#include "base/str.h"
#include "read/wire.h"

#define FAR_WINDOW ((size_t)1 << 20)

struct far {
	/* As pread(2): bytes from `from` on, 0 at the end, below 0 for an error. */
	int64_t (*read)(void *context, void *into, size_t size, uint64_t from);
	void *context;
	uint8_t *window; /* FAR_WINDOW bytes from `from` on, of which there are `length` */
	uint64_t from;
	size_t length;
	bool unreadable; /* the source ended before a message did, or an error */
};

/* A message, or what is left of it. */
struct far_message {
	uint64_t at, end;
};

struct far_field {
	uint32_t id;
	enum wire_type type;
	uint64_t number;
	struct far_message bytes; /* of WIRE_BYTES */
};

static inline bool far_is(const struct far_field *field, uint32_t id, enum wire_type type)
{
	return field->id == id && field->type == type;
}

/*
 * The next field of a message. False at its end, where `message->at` is
 * `message->end`, and on anything ill-formed or unreadable, where it is not.
 */
bool far_next(struct far *far, struct far_message *message, struct far_field *out);
/* Bytes as long as nothing else is read. Empty when there are more than FAR_WINDOW, or fewer in the source. */
struct slice far_bytes(struct far *far, struct far_message bytes);

#endif
