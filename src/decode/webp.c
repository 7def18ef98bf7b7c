#include "decode/raster.h"

#ifdef TBTOP_WEBP
#include <stdlib.h>
#include <webp/decode.h>

enum status webp_decode(struct slice bytes, struct picture *out)
{
	WebPBitstreamFeatures features;
	struct raster raster;
	const uint8_t *data = (const uint8_t *)bytes.data;
	*out = (struct picture){0};
	if (WebPGetFeatures(data, bytes.length, &features) != VP8_STATUS_OK || features.width < 1 || features.height < 1)
		return STATUS_CORRUPT;
	if (features.has_animation)
		return STATUS_UNSUPPORTED;
	uint32_t width = (uint32_t)features.width, height = (uint32_t)features.height;
	if ((uint64_t)width * height > RASTER_WHOLE_MOST)
		return STATUS_LIMIT;
	uint8_t *rgba = WebPDecodeRGBA(data, bytes.length, &features.width, &features.height);
	if (!rgba)
		return STATUS_CORRUPT;
	enum status status = raster_begin(&raster, out, width, height);
	for (uint32_t y = 0; !status && y < height; y++)
		raster_row(&raster, rgba + (size_t)y * width * 4);
	WebPFree(rgba);
	if (status)
		return status;
	out->channels = features.has_alpha ? 4 : 3;
	out->bits = 8;
	raster_end(&raster);
	return STATUS_OK;
}

#else

enum status webp_decode(struct slice bytes, struct picture *out)
{
	return STATUS_UNSUPPORTED;
}

#endif
