/*
 * The protocol buffer wire format: a bounds-checked cursor, and the pre-check
 * that bytes must pass before protobuf-c may see them (it has no depth limit
 * and copies each unknown field). Pure; any thread.
 */
#ifndef TBTOP_READ_WIRE_H
#define TBTOP_READ_WIRE_H

#include "base/status.h"
#include "base/str.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_GROUP = 3, WIRE_GROUP_END = 4, WIRE_FIXED32 = 5 };

struct wire {
	const uint8_t *at, *end;
};

/* One field. `number` holds varints and fixed values; `bytes`/`length` a length-delimited one. */
struct wire_field {
	uint32_t id;
	enum wire_type type;
	uint64_t number;
	const uint8_t *bytes;
	size_t length;
};

static inline bool wire_is(const struct wire_field *field, uint32_t id, enum wire_type type)
{
	return field->id == id && field->type == type;
}

static inline struct wire wire_of(const void *bytes, size_t length)
{
	return (struct wire){bytes, bytes ? (const uint8_t *)bytes + length : NULL};
}

/*
 * Takes the next field. False at the end and on anything ill-formed (field
 * number 0, a varint over 10 bytes, a length past the end); wire_fine tells
 * which. Groups (which no message of ours has) are skipped to their end
 * within the depth limit and come back as type WIRE_GROUP without contents.
 */
bool wire_next(struct wire *wire, struct wire_field *out);
/* What the last field `id` of bytes holds, within the message; empty without. */
struct slice wire_last_bytes(struct wire message, uint32_t id);
/* True when all bytes were taken and none was ill-formed. */
bool wire_fine(const struct wire *wire);
/*
 * A oneof: the member that wins, which is the last (0: none is there), and in
 * `*from` the fields from where it was first set after any other. Those of the
 * member from there on are one value: of bytes and numbers the last holds,
 * messages are merged.
 */
struct wire_member {
	uint32_t id;
	enum wire_type type;
};
uint32_t wire_oneof(struct wire message, const struct wire_member *members, size_t count, struct wire *from);

/* A bare varint, as in packed fields. False when ill-formed: the cursor is then not fine. */
bool wire_varint(struct wire *wire, uint64_t *out);

struct wire_limits {
	uint32_t depth;  /* of nested messages */
	uint32_t fields; /* in all, at all depths, unknown ones too */
};
#define WIRE_LIMITS ((struct wire_limits){.depth = 100, .fields = 4u << 20})

/*
 * Walks `bytes` as `descriptor` says, into its sub-messages. STATUS_OK: safe
 * for protobuf_c_message_unpack. STATUS_CORRUPT: ill-formed. STATUS_LIMIT: too
 * deep, too many fields, or unknown fields that protobuf-c would copy one by one
 * beyond a small number.
 */
enum status wire_check(const ProtobufCMessageDescriptor *descriptor, const void *bytes, size_t length,
                       struct wire_limits limits);

#endif
