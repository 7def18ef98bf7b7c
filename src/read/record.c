#include "read/record.h"

#include "base/crc32c.h"
#include "base/little.h"

#include <string.h>

#define SHORT_PAYLOAD 512

static bool length_crc_matches(const uint8_t *bytes)
{
	return little32(bytes + 8) == crc32c_masked_short(bytes, 8);
}

static inline bool header_sound(const uint8_t *bytes)
{
	return little64(bytes) <= RECORD_LONGEST && length_crc_matches(bytes);
}

bool record_header_sound(const uint8_t *bytes)
{
	return header_sound(bytes);
}

static bool payload_sound(const uint8_t *payload, size_t length)
{
	uint32_t stored = little32(payload + length);
	return stored == (length <= SHORT_PAYLOAD ? crc32c_masked_short(payload, length) : crc32c_masked(payload, length));
}

size_t record_zeros(const uint8_t *bytes, size_t length)
{
	size_t at = 0;
	for (uint64_t word; length - at >= sizeof word; at += sizeof word) {
		memcpy(&word, bytes + at, sizeof word);
		if (word)
			break;
	}
	while (at < length && !bytes[at])
		at++;
	return at;
}

static enum record_verdict more(struct record *out, size_t need)
{
	out->need = need;
	return RECORD_MORE;
}

/*
 * A window of nothing but zeros says nothing before its file ends. Twice as
 * much each time keeps the work linear in the length of a hole.
 */
static enum record_verdict more_zeros(struct record *out, size_t length)
{
	return more(out, length <= SIZE_MAX / 2 ? 2 * length : SIZE_MAX);
}

/* The record's own header can't be trusted. */
static enum record_verdict judge_header(const uint8_t *bytes, size_t length, struct record *out)
{
	if (record_zeros(bytes, length) == length)
		return more_zeros(out, length);
	return length_crc_matches(bytes) ? RECORD_HUGE : RECORD_BAD_LENGTH;
}

/* A whole record whose payload fails its CRC: only changed, or are bytes missing so that the length leads astray? */
static enum record_verdict judge_payload(const uint8_t *bytes, size_t length, bool at_end, struct record *out)
{
	size_t left = length - out->size;
	if (left >= RECORD_HEADER && record_header_sound(bytes + out->size))
		return RECORD_BAD_PAYLOAD;
	bool short_of_header = left < RECORD_HEADER;
	if (!short_of_header && record_zeros(bytes + out->size, left) < left)
		return RECORD_ASTRAY;
	if (!at_end)
		return short_of_header ? more(out, out->size + RECORD_HEADER) : more_zeros(out, length);
	out->at_edge = true;
	return RECORD_BAD_PAYLOAD;
}

enum record_verdict record_next(const uint8_t *bytes, size_t length, bool at_end, struct record *out)
{
	*out = (struct record){0};
	if (length < RECORD_HEADER)
		return more(out, RECORD_HEADER);
	if (!header_sound(bytes))
		return judge_header(bytes, length, out);
	size_t payload_length = (size_t)little64(bytes);
	size_t size = RECORD_OVERHEAD + payload_length;
	if (size > length)
		return more(out, size);
	out->payload = bytes + RECORD_HEADER;
	out->length = payload_length;
	out->size = size;
	if (payload_sound(out->payload, payload_length))
		return RECORD_SOUND;
	return judge_payload(bytes, length, at_end, out);
}

size_t record_search(const uint8_t *bytes, size_t length, size_t from, bool *found)
{
	size_t at = from;
	*found = false;
	while (at + RECORD_HEADER <= length) {
		if (!little64(bytes + at)) {
			/* Zeros throughout are no header: their CRC isn't zero. */
			size_t zeros = record_zeros(bytes + at, length - at);
			if (zeros >= RECORD_HEADER) {
				at += zeros - RECORD_HEADER + 1;
				continue;
			}
		}
		if (record_header_sound(bytes + at)) {
			*found = true;
			return at;
		}
		at++;
	}
	return at;
}
