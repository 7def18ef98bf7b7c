#include "write/utf8.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

/* How many bytes the code point at `at` has, 0 when it is none. NUL ends every wrong way in time. */
static size_t code_point(const uint8_t *at)
{
	uint8_t first = at[0], least = 0x80, most = 0xbf; /* of the second byte */
	size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	if (first == 0xe0)
		least = 0xa0; /* shorter forms exist */
	if (first == 0xed)
		most = 0x9f; /* surrogates */
	if (first == 0xf0)
		least = 0x90;
	if (first == 0xf4)
		most = 0x8f; /* beyond U+10FFFF */
	if (at[1] < least || at[1] > most)
		return 0;
	for (size_t i = 2; i < size; i++)
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	return size;
}

static int check(const char *text, size_t length)
{
	for (const uint8_t *at = (const uint8_t *)text, *end = at + length; at < end;) {
		size_t size = code_point(at);
		if (!size)
			return -EILSEQ;
		at += size;
	}
	return 0;
}

/* Nearly all tags are ASCII: eight bytes at once. */
static int is_ascii(const char *text, size_t length)
{
	uint64_t all = 0, word;
	for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
		memcpy(&word, text, sizeof word);
		all |= word;
	}
	for (; length; length--)
		all |= (uint8_t)*text++;
	return !(all & 0x8080808080808080u);
}

int utf8_length(const char *text, size_t *length)
{
	if (!text)
		return -EINVAL;
	*length = strlen(text);
	return is_ascii(text, *length) ? 0 : check(text, *length);
}

void utf8_copy(char *out, size_t size, const char *text)
{
	const char *end = out + size - 1;
	while (*text) {
		size_t length = code_point((const uint8_t *)text), written = length ? length : 1;
		if (written > (size_t)(end - out))
			break;
		memcpy(out, length ? text : "?", written);
		out += written;
		text += written;
	}
	*out = '\0';
}
