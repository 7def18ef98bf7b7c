#include "write/pixels.h"

#include <errno.h>
#include <png.h>

#define LONGEST_SIDE 65535

int pixels_compress(struct bytes *out, const uint8_t *pixels, unsigned width, unsigned height, unsigned channels)
{
	static const png_uint_32 formats[] = {0, PNG_FORMAT_GRAY, PNG_FORMAT_GA, PNG_FORMAT_RGB, PNG_FORMAT_RGBA};
	if (!pixels || !width || !height || width > LONGEST_SIDE || height > LONGEST_SIDE || !channels || channels > 4)
		return -EINVAL;
	png_image image = {.version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = formats[channels]};
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
	size_t before = out->length;
	uint8_t *at = bytes_extend(out, size);
	if (!at)
		return -ENOMEM;
	int fine = png_image_write_to_memory(&image, at, &size, 0, pixels, 0, NULL);
	out->length = fine ? before + size : before;
	return fine ? 0 : -ENOMEM; /* there is nothing else that it could lack */
}
