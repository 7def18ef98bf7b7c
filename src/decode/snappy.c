#include "decode/snappy.h"

#include "read/wire.h"

/* A copy that overlaps itself repeats, so bytes go one by one. */
static bool copy_back(struct str *out, size_t start, size_t back, size_t length, size_t size)
{
	size_t made = out->length - start;
	if (!back || back > made || length > size - made)
		return false;
	for (size_t i = 0; i < length; i++)
		str_append_char(out, out->data[out->length - back]);
	return true;
}

static bool little(struct wire *wire, int bytes, size_t *out)
{
	if (wire->end - wire->at < bytes)
		return false;
	*out = 0;
	for (int i = 0; i < bytes; i++)
		*out |= (size_t)*wire->at++ << 8 * i;
	return true;
}

/* A length of 60 or more is in the next bytes. */
static bool take_literal(struct wire *wire, uint8_t tag, struct str *out, size_t start, size_t size)
{
	size_t length = tag >> 2;
	if (length >= 60 && !little(wire, (int)length - 59, &length))
		return false;
	length++;
	if (length > (size_t)(wire->end - wire->at) || length > size - (out->length - start))
		return false;
	str_append(out, wire->at, length);
	wire->at += length;
	return true;
}

static bool take_element(struct wire *wire, struct str *out, size_t start, size_t size)
{
	uint8_t tag = *wire->at++;
	size_t back;
	switch (tag & 3) {
	case 0:
		return take_literal(wire, tag, out, start, size);
	case 1:
		return little(wire, 1, &back) &&
		       copy_back(out, start, back | (size_t)(tag >> 5) << 8, 4 + (tag >> 2 & 7), size);
	case 2:
		return little(wire, 2, &back) && copy_back(out, start, back, 1 + (size_t)(tag >> 2), size);
	default:
		return little(wire, 4, &back) && copy_back(out, start, back, 1 + (size_t)(tag >> 2), size);
	}
}

enum status snappy_unpack(struct slice packed, size_t most, struct str *out)
{
	struct wire wire = wire_of(packed.data, packed.length);
	size_t start = out->length;
	uint64_t size;
	if (!wire_varint(&wire, &size))
		return STATUS_CORRUPT;
	if (size > most)
		return STATUS_LIMIT;
	bool fine = true;
	while (fine && wire.at < wire.end)
		fine = take_element(&wire, out, start, (size_t)size);
	if (fine && out->length - start == size)
		return STATUS_OK;
	out->length = start;
	return STATUS_CORRUPT;
}
