#include "read/far.h"

#define FIELD_HEAD 20 /* bytes of a key and a number, at most */

/* Makes [at, at + length) lie in the window, as far as the source goes; how much of it does. */
static size_t reach(struct far *far, uint64_t at, size_t length)
{
	if (at >= far->from && at + length <= far->from + far->length)
		return length;
	far->from = at;
	far->length = 0;
	while (far->length < length) {
		int64_t got = far->read(far->context, far->window + far->length, FAR_WINDOW - far->length, at + far->length);
		if (got <= 0)
			break;
		far->length += (size_t)got;
	}
	if (far->length >= length)
		return length;
	far->unreadable = true;
	return far->length;
}

static struct wire window_of(struct far *far, uint64_t at, size_t length)
{
	size_t there = reach(far, at, length);
	return wire_of(far->window + (at - far->from), there);
}

static bool take_number(struct wire *wire, size_t size, uint64_t *out)
{
	if ((size_t)(wire->end - wire->at) < size)
		return false;
	*out = 0;
	for (size_t i = 0; i < size; i++)
		*out |= (uint64_t)wire->at[i] << 8 * i;
	wire->at += size;
	return true;
}

static bool take_head(struct wire *wire, struct far_field *out)
{
	uint64_t key;
	if (!wire_varint(wire, &key) || key >> 3 == 0 || key > UINT32_MAX)
		return false;
	*out = (struct far_field){.id = (uint32_t)(key >> 3), .type = (enum wire_type)(key & 7)};
	switch (out->type) {
	case WIRE_VARINT:
	case WIRE_BYTES: return wire_varint(wire, &out->number);
	case WIRE_FIXED64: return take_number(wire, 8, &out->number);
	case WIRE_FIXED32: return take_number(wire, 4, &out->number);
	default: return false;
	}
}

bool far_next(struct far *far, struct far_message *message, struct far_field *out)
{
	if (message->at >= message->end)
		return false;
	uint64_t left = message->end - message->at;
	struct wire wire = window_of(far, message->at, left < FIELD_HEAD ? (size_t)left : FIELD_HEAD);
	const uint8_t *start = wire.at;
	if (!take_head(&wire, out))
		return false;
	uint64_t after = message->at + (uint64_t)(wire.at - start);
	if (out->type == WIRE_BYTES) {
		if (out->number > message->end - after)
			return false;
		out->bytes = (struct far_message){after, after + out->number};
		after += out->number;
	}
	message->at = after;
	return true;
}

struct slice far_bytes(struct far *far, struct far_message bytes)
{
	uint64_t length = bytes.end - bytes.at;
	if (length > FAR_WINDOW || reach(far, bytes.at, (size_t)length) < length)
		return slice_make(NULL, 0);
	return slice_make(far->window + (bytes.at - far->from), (size_t)length);
}
