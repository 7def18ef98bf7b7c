/*
 * BMP without compression, of 24 or 32 bits a pixel and of 8 with a palette:
 * what is written when nothing else is at hand ([MS-WMF] 2.2.2.9, BITMAPFILEHEADER
 * and BITMAPINFOHEADER). Others are not supported.
 */
#include "decode/raster.h"

#include "base/alloc.h"
#include "base/little.h"

#include <stdlib.h>

enum { FILE_HEADER = 14, INFO_LEAST = 40, HEADER = FILE_HEADER + INFO_LEAST, MASKS = 3 };

struct bmp {
	const uint8_t *data;
	uint64_t size, pixels, stride;
	uint32_t width, height, bits;
	bool downwards;
	const uint8_t *palette;
	uint32_t colours;
};

static bool open_bmp(struct bmp *bmp, struct slice bytes)
{
	bmp->data = (const uint8_t *)bytes.data;
	bmp->size = bytes.length;
	if (bmp->size < HEADER || bmp->data[0] != 'B' || bmp->data[1] != 'M')
		return false;
	int32_t width = (int32_t)little32(bmp->data + 18), height = (int32_t)little32(bmp->data + 22);
	uint32_t header = little32(bmp->data + FILE_HEADER);
	bmp->downwards = height < 0;
	bmp->width = width > 0 ? (uint32_t)width : 0;
	bmp->height = height < 0 ? 0 - (uint32_t)height : (uint32_t)height;
	bmp->bits = bmp->data[28] | (uint32_t)bmp->data[29] << 8;
	bmp->pixels = little32(bmp->data + 10);
	bmp->stride = ((uint64_t)bmp->width * bmp->bits + 31) / 32 * 4;
	uint64_t palette = FILE_HEADER + (uint64_t)header;
	bmp->colours = little32(bmp->data + 46);
	bmp->colours = bmp->colours && bmp->colours < 256 ? bmp->colours : 256;
	if (palette + 4 * (uint64_t)bmp->colours <= bmp->size)
		bmp->palette = bmp->data + palette;
	return header >= INFO_LEAST;
}

static bool known_form(const struct bmp *bmp)
{
	uint32_t compression = little32(bmp->data + 30);
	bool plain = compression == 0 || (compression == MASKS && bmp->bits == 32);
	return plain && (bmp->bits == 24 || bmp->bits == 32 || (bmp->bits == 8 && bmp->palette));
}

static void convert(const struct bmp *bmp, const uint8_t *row, uint8_t *rgba)
{
	for (uint32_t x = 0; x < bmp->width; x++, rgba += 4) {
		const uint8_t *from = row + (size_t)x * (bmp->bits / 8);
		if (bmp->bits == 8)
			from = bmp->palette + 4 * (size_t)(*from < bmp->colours ? *from : 0);
		rgba[0] = from[2];
		rgba[1] = from[1];
		rgba[2] = from[0];
		rgba[3] = 255; /* the fourth byte is rarely meant as alpha */
	}
}

enum status bmp_decode(struct slice bytes, struct picture *out)
{
	struct bmp bmp = {0};
	struct raster raster;
	*out = (struct picture){0};
	if (!open_bmp(&bmp, bytes))
		return STATUS_CORRUPT;
	if (!known_form(&bmp))
		return STATUS_UNSUPPORTED;
	enum status status = raster_begin(&raster, out, bmp.width, bmp.height);
	if (status)
		return status;
	uint8_t *row = data_alloc(bmp.width, 4);
	bool there = bmp.pixels <= bmp.size && bmp.stride * bmp.height <= bmp.size - bmp.pixels;
	if (!row || !there) {
		free(row);
		raster_fail(&raster);
		return row ? STATUS_CORRUPT : STATUS_NO_MEMORY;
	}
	for (uint32_t y = 0; y < bmp.height; y++) {
		uint32_t at = bmp.downwards ? y : bmp.height - 1 - y;
		convert(&bmp, bmp.data + bmp.pixels + bmp.stride * at, row);
		raster_row(&raster, row);
	}
	free(row);
	out->channels = 3;
	out->bits = 8;
	raster_end(&raster);
	return STATUS_OK;
}
