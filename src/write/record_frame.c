#include "write/record_frame.h"

#include "base/crc32c.h"

#include <stdint.h>

static void append_u32(struct str *out, uint32_t value)
{
	unsigned char bytes[4];
	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	str_append(out, bytes, sizeof bytes);
}

void frame_record(struct str *out, struct slice payload)
{
	size_t begin = out->length;
	append_u32(out, (uint32_t)payload.length);
	append_u32(out, (uint32_t)((uint64_t)payload.length >> 32));
	append_u32(out, crc32c_masked(out->data + begin, 8));
	str_append_slice(out, payload);
	append_u32(out, crc32c_masked(payload.data, payload.length));
}
