#include "read/cursor.h"

#include <string.h>

/* First bytes of the fields: number << 3 | wire type. */
enum {
	KEY_WALL_TIME = 1 << 3 | WIRE_FIXED64,
	KEY_STEP = 2 << 3 | WIRE_VARINT,
	KEY_SUMMARY = 5 << 3 | WIRE_BYTES,
	KEY_VALUE = 1 << 3 | WIRE_BYTES,
	KEY_TAG = 1 << 3 | WIRE_BYTES,
	KEY_SIMPLE_VALUE = 2 << 3 | WIRE_FIXED32,
};

#define SIMPLE_VALUE_SIZE 5
#define SINGLE_FRAME 6 /* keys and lengths of one byte each: summary, value, tag */
#define SINGLE_LEAST (9 + SINGLE_FRAME + SIMPLE_VALUE_SIZE)
#define SINGLE_MOST (9 + 11 + 2 + 0x7f)

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

static uint32_t load32(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool take_wall_time(struct wire *wire, double *out)
{
	if (wire->end - wire->at < 8)
		return false;
	uint64_t bits = load32(wire->at) | (uint64_t)load32(wire->at + 4) << 32;
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
	out->bits = load32(end - 4);
	wire->at = end;
	return true;
}

/* The same as the layout that cursor_open takes, walked once from both ends. */
bool cursor_single(const uint8_t *payload, size_t length, struct cursor_single *out)
{
	const uint8_t *at = payload, *end = payload + length;
	if (length < SINGLE_LEAST || length > SINGLE_MOST || *at != KEY_WALL_TIME)
		return false;
	struct wire wire = {at + 1, end};
	take_wall_time(&wire, &out->wall_time);
	out->step = 0;
	if (*wire.at == KEY_STEP && (wire.at++, !take_step(&wire, &out->step)))
		return false;
	at = wire.at;
	if (end - at < SINGLE_FRAME + SIMPLE_VALUE_SIZE)
		return false;
	size_t left = (size_t)(end - at), tag_length = left - SINGLE_FRAME - SIMPLE_VALUE_SIZE;
	const uint8_t frame[SINGLE_FRAME] = {
		KEY_SUMMARY, (uint8_t)(left - 2), KEY_VALUE, (uint8_t)(left - 4), KEY_TAG, (uint8_t)tag_length,
	};
	if (left - 2 > 0x7f || memcmp(at, frame, sizeof frame) || end[-SIMPLE_VALUE_SIZE] != KEY_SIMPLE_VALUE)
		return false;
	out->scalar.tag = slice_make(at + SINGLE_FRAME, tag_length);
	out->scalar.bits = load32(end - 4);
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
