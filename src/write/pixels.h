/* Raw pixels to a PNG file; the only user of libpng here. Pure; any thread. */
#ifndef TBTOP_WRITE_PIXELS_H
#define TBTOP_WRITE_PIXELS_H

#include "write/bytes.h"

/* 8-bit pixels of 1 … 4 channels, see tbr_image. Appends to `out`; results as record.h has them. */
int pixels_compress(struct bytes *out, const uint8_t *pixels, unsigned width, unsigned height, unsigned channels);

#endif
