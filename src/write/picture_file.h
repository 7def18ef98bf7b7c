/* What a PNG, JPEG or GIF file says of its picture. Pure; any bytes. */
#ifndef TBTOP_WRITE_PICTURE_FILE_H
#define TBTOP_WRITE_PICTURE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct picture_file {
	uint32_t width, height;
	int channels; /* 1 grey … 4 RGBA */
};

/* False when it is none of the three, or has no size. */
bool picture_file_read(struct picture_file *out, const uint8_t *bytes, size_t size);

#endif
