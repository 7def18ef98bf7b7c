#include "read/wire.h"

#define VARINT_LONGEST 10
#define SHORT_VARINT 5 /* bytes of a key or a length: they have 32 bits, and conforming parsers refuse more */
#define GROUP_DEPTH 100

/* ---- The cursor ---- */

/* Leaves the cursor before a cut varint, so that nothing more is taken and wire_fine says no. */
static bool ill_formed(struct wire *wire)
{
	static const uint8_t cut_varint[] = {0xff};
	*wire = wire_of(cut_varint, sizeof cut_varint);
	return false;
}

bool wire_fine(const struct wire *wire)
{
	return wire->at == wire->end;
}

struct slice wire_last_bytes(struct wire message, uint32_t id)
{
	struct slice bytes = {0};
	struct wire_field field;
	while (wire_next(&message, &field))
		if (wire_is(&field, id, WIRE_BYTES))
			bytes = slice_make(field.bytes, field.length);
	return bytes;
}

bool wire_varint(struct wire *wire, uint64_t *out)
{
	uint64_t number = 0;
	const uint8_t *at = wire->at;
	for (int i = 0; i < VARINT_LONGEST && at < wire->end; i++) {
		uint8_t byte = *at++;
		number |= (uint64_t)(byte & 0x7f) << 7 * i;
		if (byte < 0x80) {
			wire->at = at;
			*out = number;
			return true;
		}
	}
	return ill_formed(wire);
}

static bool take_fixed(struct wire *wire, size_t size, uint64_t *out)
{
	if ((size_t)(wire->end - wire->at) < size)
		return ill_formed(wire);
	uint64_t number = 0;
	for (size_t i = 0; i < size; i++)
		number |= (uint64_t)wire->at[i] << 8 * i;
	wire->at += size;
	*out = number;
	return true;
}

static bool take_bytes(struct wire *wire, struct wire_field *out)
{
	const uint8_t *start = wire->at;
	uint64_t length;
	if (!wire_varint(wire, &length))
		return false;
	if (wire->at - start > SHORT_VARINT || length > (size_t)(wire->end - wire->at))
		return ill_formed(wire);
	out->bytes = wire->at;
	out->length = (size_t)length;
	wire->at += length;
	return true;
}

static bool take_field(struct wire *wire, struct wire_field *out, uint32_t depth);

static bool skip_group(struct wire *wire, uint32_t id, uint32_t depth)
{
	struct wire_field inner;
	while (depth > 0 && wire->at < wire->end && take_field(wire, &inner, depth - 1))
		if (inner.type == WIRE_GROUP_END)
			return inner.id == id || ill_formed(wire);
	return ill_formed(wire);
}

/* As wire_next, but takes a group's end for a field. */
static bool take_field(struct wire *wire, struct wire_field *out, uint32_t depth)
{
	const uint8_t *start = wire->at;
	uint64_t key;
	if (!wire_varint(wire, &key))
		return false;
	*out = (struct wire_field){.id = (uint32_t)(key >> 3), .type = (enum wire_type)(key & 7)};
	if (key >> 3 == 0 || key > UINT32_MAX || wire->at - start > SHORT_VARINT)
		return ill_formed(wire);
	switch (out->type) {
	case WIRE_VARINT: return wire_varint(wire, &out->number);
	case WIRE_FIXED64: return take_fixed(wire, 8, &out->number);
	case WIRE_FIXED32: return take_fixed(wire, 4, &out->number);
	case WIRE_BYTES: return take_bytes(wire, out);
	case WIRE_GROUP: return skip_group(wire, out->id, depth);
	case WIRE_GROUP_END: return true;
	}
	return ill_formed(wire);
}

static bool next_within(struct wire *wire, struct wire_field *out, uint32_t depth)
{
	if (wire->at == wire->end || !take_field(wire, out, depth))
		return false;
	return out->type != WIRE_GROUP_END || ill_formed(wire);
}

bool wire_next(struct wire *wire, struct wire_field *out)
{
	return next_within(wire, out, GROUP_DEPTH);
}

uint32_t wire_oneof(struct wire message, const struct wire_member *members, size_t count, struct wire *from)
{
	uint32_t winner = 0;
	struct wire_field field;
	for (struct wire before = message; wire_next(&message, &field); before = message)
		for (size_t i = 0; i < count; i++)
			if (wire_is(&field, members[i].id, members[i].type) && field.id != winner) {
				winner = field.id;
				*from = before;
			}
	return winner;
}

/* ---- The pre-check ---- */

/*
 * protobuf-c keeps a copy of each field it doesn't know, with a malloc each.
 * No writer adds this many.
 */
#define UNKNOWN_MOST 4096

struct check {
	uint32_t fields_left, unknown_left;
};

static enum wire_type type_of(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_DOUBLE: return WIRE_FIXED64;
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_FLOAT: return WIRE_FIXED32;
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_BYTES:
	case PROTOBUF_C_TYPE_MESSAGE: return WIRE_BYTES;
	default: return WIRE_VARINT;
	}
}

static bool packed_fine(enum wire_type type, const struct wire_field *field)
{
	if (type != WIRE_VARINT)
		return field->length % (type == WIRE_FIXED64 ? 8 : 4) == 0;
	struct wire wire = wire_of(field->bytes, field->length);
	uint64_t number;
	while (wire.at < wire.end && wire_varint(&wire, &number))
		continue;
	return wire_fine(&wire);
}

static enum status check_message(struct check *check, const ProtobufCMessageDescriptor *descriptor,
                                 struct wire wire, uint32_t depth);

static enum status check_field(struct check *check, const ProtobufCFieldDescriptor *known,
                               const struct wire_field *field, uint32_t depth)
{
	enum wire_type type = known ? type_of(known->type) : WIRE_GROUP;
	bool repeated = known && known->label == PROTOBUF_C_LABEL_REPEATED;
	if (repeated && type != WIRE_BYTES && field->type == WIRE_BYTES)
		return packed_fine(type, field) ? STATUS_OK : STATUS_CORRUPT;
	if (!known || field->type != type) /* a conforming parser takes a known field of another type for an unknown one */
		return check->unknown_left-- ? STATUS_OK : STATUS_LIMIT;
	if (known->type != PROTOBUF_C_TYPE_MESSAGE)
		return STATUS_OK;
	if (!depth)
		return STATUS_LIMIT;
	return check_message(check, known->descriptor, wire_of(field->bytes, field->length), depth - 1);
}

static enum status check_message(struct check *check, const ProtobufCMessageDescriptor *descriptor,
                                 struct wire wire, uint32_t depth)
{
	struct wire_field field;
	while (next_within(&wire, &field, depth)) {
		if (!check->fields_left--)
			return STATUS_LIMIT;
		const ProtobufCFieldDescriptor *known = protobuf_c_message_descriptor_get_field(descriptor, field.id);
		enum status status = check_field(check, known, &field, depth);
		if (status)
			return status;
	}
	return wire_fine(&wire) ? STATUS_OK : STATUS_CORRUPT;
}

enum status wire_check(const ProtobufCMessageDescriptor *descriptor, const void *bytes, size_t length,
                       struct wire_limits limits)
{
	struct check check = {.fields_left = limits.fields, .unknown_left = UNKNOWN_MOST};
	return check_message(&check, descriptor, wire_of(bytes, length), limits.depth);
}
