/*
 * Compressed files: whatever the bytes are, growing shows what one read shows;
 * what we compressed ourselves and nobody damaged reads like the plain file.
 * The first bytes are the script: how it is packed, damaged and grown.
 */
#include "disk/inflate.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "read/record.h"
#include "unit/disk/follow.h"

#include <zlib.h>

enum packing { AS_IT_IS, GZIP, ZLIB, MEMBERS };

static void pack(struct str *out, const uint8_t *bytes, size_t length, int window_bits)
{
	z_stream z = {0};
	uint8_t block[512];
	if (deflateInit2(&z, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	z.next_in = (uint8_t *)bytes;
	z.avail_in = (uInt)length;
	int status;
	do {
		z.next_out = block;
		z.avail_out = sizeof block;
		status = deflate(&z, Z_FINISH);
		str_append(out, block, sizeof block - z.avail_out);
	} while (status == Z_OK || status == Z_BUF_ERROR);
	deflateEnd(&z);
}

static void put_file(struct str *out, enum packing packing, const uint8_t *bytes, size_t length)
{
	size_t half = length / 2;
	switch (packing) {
	case AS_IT_IS: str_append(out, bytes, length); break;
	case GZIP: pack(out, bytes, length, 16 + MAX_WBITS); break;
	case ZLIB: pack(out, bytes, length, MAX_WBITS); break;
	case MEMBERS:
		pack(out, bytes, half, 16 + MAX_WBITS);
		pack(out, bytes + half, length - half, 16 + MAX_WBITS);
		break;
	}
}

static struct str read_growing(const struct str *data, struct take *script)
{
	struct memory_file file = {.data = (const uint8_t *)data->data, .inode = 1};
	struct source below = memory_source(&file);
	struct inflate *inflate = inflate_new(&below);
	if (!inflate)
		abort();
	struct source source = inflate_source(inflate);
	struct follower self = follow_new(&source, 1 + take_byte(script));
	for (int i = 0; i < 4; i++) {
		uint8_t how = take_byte(script);
		size_t size = i < 3 ? data->length * (how >> 2) / 64 : data->length;
		file.longest = how & 1;
		file.interrupted = how & 2;
		if (size < file.size)
			continue;
		file.size = size;
		follow_on(&self, FOLLOW_ALL);
	}
	struct str dump = follow_dump(&self);
	follow_end(&self);
	inflate_free(inflate);
	return dump;
}

static struct str read_at_once(const struct str *data)
{
	struct memory_file file = {.data = (const uint8_t *)data->data, .size = data->length, .inode = 1};
	struct source below = memory_source(&file);
	struct inflate *inflate = inflate_new(&below);
	if (!inflate)
		abort();
	struct source source = inflate_source(inflate);
	struct follower self = follow_new(&source, FOLLOW_BLOCK);
	follow_on(&self, FOLLOW_ALL);
	struct str dump = follow_dump(&self);
	follow_end(&self);
	inflate_free(inflate);
	return dump;
}

static void compare(struct str a, const struct str *b, const char *what)
{
	if (strcmp(str_text(&a), str_text(b))) {
		fprintf(stderr, "one:\n%s\nother:\n%s\n", str_text(&a), str_text(b));
		object(what);
	}
	str_fini(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	uint8_t settings[8];
	struct take all = {bytes, length}, script = {settings, sizeof settings};
	take_into(&all, settings, sizeof settings);
	enum packing packing = take_byte(&script) % 4;
	uint8_t flip = take_byte(&script);
	uint8_t where = take_byte(&script);

	struct str file = {0};
	put_file(&file, packing, all.bytes, all.left);
	if (file.length)
		file.data[file.length * where / 256] ^= (char)flip;
	struct str whole = read_at_once(&file);
	/* A plain file only looks compressed by chance: then there is nothing to compare with. */
	bool packed_well = packing != AS_IT_IS && !flip && all.left >= 12 && record_header_sound(all.bytes);
	if (packed_well)
		compare(follow_at_once(all.bytes, all.left), &whole, "packed is as plain");
	compare(read_growing(&file, &script), &whole, "grown is as at once");
	str_fini(&whole);
	str_fini(&file);
	return 0;
}
