#include "write/message.h"

#include <string.h>

enum wire { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };

size_t varint_size(uint64_t value)
{
	size_t size = 1;
	while (value >>= 7)
		size++;
	return size;
}

uint8_t *varint_write(uint8_t *at, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*at++ = (uint8_t)(value | 0x80);
	*at++ = (uint8_t)value;
	return at;
}

void put_varint(struct bytes *out, uint64_t value)
{
	uint8_t *at = bytes_extend(out, varint_size(value));
	if (at)
		varint_write(at, value);
}

static void put_key(struct bytes *out, unsigned field, enum wire wire)
{
	put_varint(out, field << 3 | wire);
}

static void put_fixed(struct bytes *out, uint64_t bits, size_t size)
{
	uint8_t *at = bytes_extend(out, size);
	for (size_t i = 0; at && i < size; i++)
		at[i] = (uint8_t)(bits >> 8 * i);
}

static uint64_t double_bits(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static uint32_t float_bits(float value)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

void put_integer(struct bytes *out, unsigned field, int64_t value)
{
	put_key(out, field, VARINT);
	put_varint(out, (uint64_t)value);
}

void put_double(struct bytes *out, unsigned field, double value)
{
	put_key(out, field, FIXED64);
	put_fixed(out, double_bits(value), sizeof value);
}

void put_float(struct bytes *out, unsigned field, float value)
{
	put_key(out, field, FIXED32);
	put_fixed(out, float_bits(value), sizeof value);
}

void put_bytes(struct bytes *out, unsigned field, const void *data, size_t size)
{
	put_key(out, field, BYTES);
	put_varint(out, size);
	bytes_append(out, data, size);
}

void put_text(struct bytes *out, unsigned field, const char *text)
{
	put_bytes(out, field, text, strlen(text));
}

static bool fits(struct bytes *out, size_t count, size_t size)
{
	if (count > SIZE_MAX / size)
		out->failed = true;
	return !out->failed;
}

void put_raw(struct bytes *out, const void *values, size_t count, size_t size)
{
	if (!fits(out, count, size))
		return;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	bytes_append(out, values, count * size);
#else
	uint8_t *at = bytes_extend(out, count * size);
	for (size_t i = 0; at && i < count * size; i++)
		at[i] = ((const uint8_t *)values)[i / size * size + size - 1 - i % size];
#endif
}

void put_little(struct bytes *out, unsigned field, const void *values, size_t count, size_t size)
{
	if (!fits(out, count, size))
		return;
	put_key(out, field, BYTES);
	put_varint(out, count * size);
	put_raw(out, values, count, size);
}

/* The length is known only at the end: one byte is left for it, most need no more. */
size_t message_begin(struct bytes *out, unsigned field)
{
	put_key(out, field, BYTES);
	bytes_extend(out, 1);
	return out->length;
}

void message_end(struct bytes *out, size_t begin)
{
	size_t length = out->length - begin, more = varint_size(length) - 1;
	if (more)
		bytes_extend(out, more);
	if (out->failed)
		return;
	if (more)
		memmove(out->data + begin + more, out->data + begin, length);
	varint_write(out->data + begin - 1, length);
}
