/* Builds protocol buffer messages and records byte by byte, for tests. */
#ifndef TBTOP_TESTS_READ_BUILD_H
#define TBTOP_TESTS_READ_BUILD_H

#include "base/crc32c.h"
#include "base/str.h"

#include <stdint.h>
#include <string.h>

static inline void build_varint(struct str *to, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		str_append_char(to, (char)(number | 0x80));
	str_append_char(to, (char)number);
}

static inline void build_little(struct str *to, uint64_t number, int size)
{
	for (int i = 0; i < size; i++)
		str_append_char(to, (char)(number >> 8 * i));
}

static inline void build_key(struct str *to, uint32_t id, unsigned type)
{
	build_varint(to, (uint64_t)id << 3 | type);
}

static inline void build_number(struct str *to, uint32_t id, uint64_t number)
{
	build_key(to, id, 0);
	build_varint(to, number);
}

static inline void build_double(struct str *to, uint32_t id, double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	build_key(to, id, 1);
	build_little(to, bits, 8);
}

static inline void build_float(struct str *to, uint32_t id, float value)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	build_key(to, id, 5);
	build_little(to, bits, 4);
}

static inline void build_bytes(struct str *to, uint32_t id, const void *bytes, size_t length)
{
	build_key(to, id, 2);
	build_varint(to, length);
	str_append(to, bytes, length);
}

static inline void build_text(struct str *to, uint32_t id, const char *text)
{
	build_bytes(to, id, text, strlen(text));
}

/* Takes `message` over: appended as a field, then empty for the next one. */
static inline void build_message(struct str *to, uint32_t id, struct str *message)
{
	build_bytes(to, id, str_text(message), message->length);
	str_clear(message);
}

static inline void build_record(struct str *to, const void *payload, size_t length)
{
	struct str head = {0};
	build_little(&head, length, 8);
	str_append_slice(to, str_slice(&head));
	build_little(to, crc32c_masked(head.data, 8), 4);
	str_append(to, payload, length);
	build_little(to, crc32c_masked(payload, length), 4);
	str_fini(&head);
}

/* A small generator of the same numbers everywhere (xorshift). */
static inline uint32_t build_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

#endif
