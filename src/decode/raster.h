/*
 * Rows of an image to a picture, whatever decoder they come from: they are
 * looked at once, summed up into what is kept, and forgotten. And the decoders,
 * one a format, each in its file with the only use of its library. All pure; any
 * thread.
 */
#ifndef TBTOP_DECODE_RASTER_H
#define TBTOP_DECODE_RASTER_H

#include "base/status.h"
#include "base/str.h"
#include "data/picture.h"

/* An image that says it is larger is refused before anything is allocated for it; this bounds the time, too. */
#define RASTER_PIXELS_MOST ((uint64_t)64 << 20)
#define RASTER_SIDE_MOST 1000000u
/* Of those whose rows don't come in order, and so are held whole. */
#define RASTER_WHOLE_MOST ((uint64_t)16 << 20)
/* What is kept. */
#define RASTER_KEPT_MOST ((uint64_t)1 << 20)

struct raster {
	struct picture *picture;
	uint32_t *sums; /* owned; four a kept column */
	uint32_t row;   /* of the image: the next */
	double total;
};

/* STATUS_CORRUPT for nothing, STATUS_LIMIT, STATUS_NO_MEMORY. raster_end or raster_fail must follow when it is OK. */
enum status raster_begin(struct raster *raster, struct picture *out, uint32_t width, uint32_t height);
/* The next row, four bytes a pixel. */
void raster_row(struct raster *raster, const uint8_t *rgba);
void raster_end(struct raster *raster);
/* Leaves nothing of it. */
void raster_fail(struct raster *raster);

/* STATUS_UNSUPPORTED: this build has no library for it. On anything but STATUS_OK nothing is left in `out`. */
enum status png_decode(struct slice bytes, struct picture *out);
enum status jpeg_decode(struct slice bytes, struct picture *out);
/* STATUS_NOT_FOUND: it has no such frame. Others have one alone. */
enum status gif_decode(struct slice bytes, uint32_t frame, struct picture *out);
enum status webp_decode(struct slice bytes, uint32_t frame, struct picture *out);
enum status bmp_decode(struct slice bytes, struct picture *out);

#endif
