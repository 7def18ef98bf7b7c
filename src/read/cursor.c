#include "read/cursor.h"

#include "base/little.h"
#include "read/field_keys.h"

#include <string.h>

#define SIMPLE_VALUE_SIZE 5

static bool take_key(struct wire *wire, uint8_t key)
{
	if (wire->at == wire->end || *wire->at != key)
		return false;
	wire->at++;
	return true;
}

/* A length of up to 2^21 - 1: longer ones go the long way. */
static bool take_length(struct wire *wire, size_t *out)
{
	size_t length = 0;
	for (int shift = 0; shift < 21 && wire->at < wire->end; shift += 7) {
		uint8_t byte = *wire->at++;
		length |= (size_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			*out = length;
			return length <= (size_t)(wire->end - wire->at);
		}
	}
	return false;
}

static bool take_wall_time(struct wire *wire, double *out)
{
	if (wire->end - wire->at < 8)
		return false;
	uint64_t bits = little64(wire->at);
	memcpy(out, &bits, sizeof *out);
	wire->at += 8;
	return true;
}

static bool take_step(struct wire *wire, int64_t *out)
{
	uint64_t number;
	if (!wire_varint(wire, &number))
		return false;
	*out = (int64_t)number;
	return true;
}

/* Exactly: a value that is a tag and, up to its end, a simple_value. */
static bool take_scalar(struct wire *wire, struct cursor_scalar *out)
{
	size_t value_length, tag_length;
	if (!take_key(wire, KEY_VALUE) || !take_length(wire, &value_length))
		return false;
	const uint8_t *end = wire->at + value_length;
	if (!take_key(wire, KEY_TAG) || !take_length(wire, &tag_length))
		return false;
	const uint8_t *tag = wire->at;
	if (tag > end || tag_length + SIMPLE_VALUE_SIZE != (size_t)(end - tag) || tag[tag_length] != KEY_SIMPLE_VALUE)
		return false;
	out->tag = slice_make(tag, tag_length);
	out->bits = little32(end - 4);
	wire->at = end;
	return true;
}

bool cursor_open(struct cursor *cursor, const uint8_t *payload, size_t length)
{
	struct wire wire = wire_of(payload, length);
	*cursor = (struct cursor){0};
	if (take_key(&wire, KEY_WALL_TIME) && !take_wall_time(&wire, &cursor->wall_time))
		return false;
	if (take_key(&wire, KEY_STEP) && !take_step(&wire, &cursor->step))
		return false;
	size_t summary;
	if (!take_key(&wire, KEY_SUMMARY) || !take_length(&wire, &summary) || summary != (size_t)(wire.end - wire.at))
		return false;
	cursor->values = wire;
	struct cursor_scalar scalar;
	while (wire.at < wire.end)
		if (!take_scalar(&wire, &scalar))
			return false;
	return true;
}

bool cursor_next(struct cursor *cursor, struct cursor_scalar *out)
{
	return cursor->values.at < cursor->values.end && take_scalar(&cursor->values, out);
}
