/* What may reach a terminal or a pipe, told without base/text: for tests of the border and of all that is behind it. */
#ifndef TBTOP_TESTS_BASE_SHOWN_H
#define TBTOP_TESTS_BASE_SHOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHOWN_BAD UINT32_MAX

/* The code point at the start and its length; SHOWN_BAD for what is no UTF-8 (Unicode 15, 3.9, D92). */
static inline uint32_t shown_decode(const unsigned char *bytes, size_t length, size_t *taken)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t size = bytes[0] < 0x80 ? 1 : bytes[0] >> 5 == 6 ? 2 : bytes[0] >> 4 == 14 ? 3 : bytes[0] >> 3 == 30 ? 4 : 0;
	*taken = 1;
	if (!size || size > length)
		return SHOWN_BAD;
	uint32_t code = size == 1 ? bytes[0] : bytes[0] & (0x7Fu >> size);
	for (size_t i = 1; i < size; i++) {
		if (bytes[i] >> 6 != 2)
			return SHOWN_BAD;
		code = code << 6 | (bytes[i] & 0x3Fu);
	}
	*taken = size;
	return code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) ? SHOWN_BAD : code;
}

/* C0, DEL and C1. */
static inline bool shown_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/* Characters that nobody sees but that change what is around them: bidirectional controls, joiners, selectors … */
static inline bool shown_invisible(uint32_t code)
{
	static const struct {
		uint32_t from, to;
	} ranges[] = {
		{0xAD, 0xAD}, {0x61C, 0x61C}, {0x180B, 0x180F}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
		{0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
	};
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (code >= ranges[i].from && code <= ranges[i].to)
			return true;
	return false;
}

/* True for UTF-8 without anything that a person could not see. */
static inline bool shown_clean(const char *text, size_t length)
{
	for (size_t at = 0, taken; at < length; at += taken) {
		uint32_t code = shown_decode((const unsigned char *)text + at, length - at, &taken);
		if (code == SHOWN_BAD || shown_control(code) || shown_invisible(code))
			return false;
	}
	return true;
}

/* True for any UTF-8. */
static inline bool shown_utf8(const char *text, size_t length)
{
	for (size_t at = 0, taken; at < length; at += taken)
		if (shown_decode((const unsigned char *)text + at, length - at, &taken) == SHOWN_BAD)
			return false;
	return true;
}

#endif
