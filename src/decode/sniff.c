#include "decode/sniff.h"

#include <string.h>

static bool starts(struct slice bytes, const char *magic, size_t length)
{
	return bytes.length >= length && memcmp(bytes.data, magic, length) == 0;
}

static bool riff_of(struct slice bytes, const char *what)
{
	return bytes.length >= 12 && starts(bytes, "RIFF", 4) && memcmp(bytes.data + 8, what, 4) == 0;
}

static uint8_t byte_at(struct slice bytes, size_t at)
{
	return at < bytes.length ? (uint8_t)bytes.data[at] : 0;
}

static uint32_t big(struct slice bytes, size_t at, int size)
{
	uint32_t number = 0;
	for (int i = 0; i < size; i++)
		number = number << 8 | byte_at(bytes, at + (size_t)i);
	return number;
}

static uint32_t little(struct slice bytes, size_t at, int size)
{
	uint32_t number = 0;
	for (int i = 0; i < size; i++)
		number |= (uint32_t)byte_at(bytes, at + (size_t)i) << 8 * i;
	return number;
}

/* ISO 10918-1, B.1.1.2: segments up to the frame's header, any SOF but DHT, JPG and DAC. */
static void measure_jpeg(struct blob *blob)
{
	struct slice bytes = blob->bytes;
	size_t at = 2;
	while (at + 4 <= bytes.length && byte_at(bytes, at) == 0xff) {
		uint8_t marker = byte_at(bytes, at + 1);
		if (marker == 0xff) { /* fill byte */
			at++;
			continue;
		}
		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
			blob->height = big(bytes, at + 5, 2);
			blob->width = big(bytes, at + 7, 2);
			return;
		}
		bool alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
		at += 2 + (alone ? 0 : big(bytes, at + 2, 2));
	}
}

/* The three forms of a WebP's first chunk (RFC 9649, 2.5 to 2.7). */
static void measure_webp(struct blob *blob)
{
	struct slice bytes = blob->bytes, chunk = slice_make(bytes.data + 12, bytes.length - 12);
	if (starts(chunk, "VP8X", 4)) {
		blob->width = little(bytes, 24, 3) + 1;
		blob->height = little(bytes, 27, 3) + 1;
	} else if (starts(chunk, "VP8L", 4)) {
		uint32_t bits = little(bytes, 21, 4);
		blob->width = (bits & 0x3fff) + 1;
		blob->height = (bits >> 14 & 0x3fff) + 1;
	} else if (starts(chunk, "VP8 ", 4)) {
		blob->width = little(bytes, 26, 2) & 0x3fff;
		blob->height = little(bytes, 28, 2) & 0x3fff;
	}
}

static void measure_bmp(struct blob *blob)
{
	bool old = little(blob->bytes, 14, 4) == 12; /* BITMAPCOREHEADER */
	int32_t height = (int32_t)little(blob->bytes, old ? 20 : 22, old ? 2 : 4);
	blob->width = little(blob->bytes, 18, old ? 2 : 4);
	blob->height = height < 0 ? 0 - (uint32_t)height : (uint32_t)height; /* from the top when negative */
}

struct blob sniff_image(struct slice bytes)
{
	struct blob blob = {.bytes = bytes};
	if (starts(bytes, "\x89PNG\r\n\x1a\n", 8)) {
		blob.format = BLOB_PNG;
		blob.width = big(bytes, 16, 4);
		blob.height = big(bytes, 20, 4);
	} else if (starts(bytes, "\xff\xd8\xff", 3)) {
		blob.format = BLOB_JPEG;
		measure_jpeg(&blob);
	} else if (starts(bytes, "GIF8", 4)) {
		blob.format = BLOB_GIF;
		blob.width = little(bytes, 6, 2);
		blob.height = little(bytes, 8, 2);
	} else if (starts(bytes, "BM", 2)) {
		blob.format = BLOB_BMP;
		measure_bmp(&blob);
	} else if (riff_of(bytes, "WEBP")) {
		blob.format = BLOB_WEBP;
		measure_webp(&blob);
	}
	return blob;
}

struct blob sniff_clip(struct slice bytes)
{
	return (struct blob){.bytes = bytes, .format = riff_of(bytes, "WAVE") ? BLOB_WAV : BLOB_UNKNOWN};
}
