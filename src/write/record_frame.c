#include "write/record_frame.h"

#include "base/crc32c.h"

static uint8_t *put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		*at++ = (uint8_t)(value >> 8 * i);
	return at;
}

uint8_t *frame_fill(uint8_t *record, size_t length)
{
	uint8_t *payload = record + FRAME_HEADER, *end = payload + length;
	uint64_t size = length;
	put32(put32(record, (uint32_t)size), (uint32_t)(size >> 32));
	put32(record + 8, crc32c_masked_short(record, 8));
	return put32(end, crc32c_masked_short(payload, length));
}
