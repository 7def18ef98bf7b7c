#include "write/picture_file.h"

#include <string.h>

static uint32_t big(const uint8_t *at, int size)
{
	uint32_t value = 0;
	for (int i = 0; i < size; i++)
		value = value << 8 | at[i];
	return value;
}

/* PNG (ISO 15948): signature, then the IHDR chunk: width, height, depth, colour type. */
static bool read_png(struct picture_file *out, const uint8_t *bytes, size_t size)
{
	static const int channels[] = {1, 0, 3, 3, 2, 0, 4}; /* by colour type; 3 is a palette */
	if (size < 26 || memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) || memcmp(bytes + 12, "IHDR", 4) || bytes[25] > 6)
		return false;
	*out = (struct picture_file){big(bytes + 16, 4), big(bytes + 20, 4), channels[bytes[25]]};
	return out->channels;
}

/* GIF89a: the logical screen's size, little-endian. */
static bool read_gif(struct picture_file *out, const uint8_t *bytes, size_t size)
{
	if (size < 10 || (memcmp(bytes, "GIF87a", 6) && memcmp(bytes, "GIF89a", 6)))
		return false;
	*out = (struct picture_file){bytes[6] | (uint32_t)bytes[7] << 8, bytes[8] | (uint32_t)bytes[9] << 8, 3};
	return true;
}

/* SOF0 … SOF15 without DHT, JPG, DAC (ITU T.81, table B.1). */
static bool is_frame_header(uint8_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* JPEG: segments up to the frame header: precision, height, width, components. */
static bool read_jpeg(struct picture_file *out, const uint8_t *bytes, size_t size)
{
	if (size < 4 || bytes[0] != 0xff || bytes[1] != 0xd8)
		return false;
	for (size_t at = 2; size - at >= 10 && bytes[at] == 0xff;) {
		if (bytes[at + 1] == 0xff) { /* fill */
			at++;
			continue;
		}
		if (is_frame_header(bytes[at + 1])) {
			*out = (struct picture_file){big(bytes + at + 7, 2), big(bytes + at + 5, 2), bytes[at + 9]};
			return out->channels >= 1 && out->channels <= 4;
		}
		size_t length = big(bytes + at + 2, 2);
		if (length < 2 || length > size - at - 2)
			return false;
		at += 2 + length;
	}
	return false;
}

bool picture_file_read(struct picture_file *out, const uint8_t *bytes, size_t size)
{
	bool known = bytes && (read_png(out, bytes, size) || read_gif(out, bytes, size) || read_jpeg(out, bytes, size));
	return known && out->width && out->height && out->width <= INT32_MAX && out->height <= INT32_MAX;
}
