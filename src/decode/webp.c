#include "decode/raster.h"

#ifdef TBTOP_WEBP
#include <stdlib.h>
#include <webp/decode.h>
#include <webp/demux.h>

#define ANIMATED_MOST (RASTER_WHOLE_MOST / 4) /* pixels: the library holds an animation twice */
#define DRAWN_MOST (4 * RASTER_PIXELS_MOST)   /* of all frames up to the wanted one: bounds the time */

static enum status keep(struct picture *out, const uint8_t *rgba, uint32_t width, uint32_t height, bool alpha)
{
	struct raster raster;
	enum status status = raster_begin(&raster, out, width, height);
	for (uint32_t y = 0; !status && y < height; y++)
		raster_row(&raster, rgba + (size_t)y * width * 4);
	if (status)
		return status;
	out->channels = alpha ? 4 : 3;
	out->bits = 8;
	raster_end(&raster);
	return STATUS_OK;
}

static enum status decode_still(struct slice bytes, const WebPBitstreamFeatures *features, struct picture *out)
{
	int width, height;
	if ((uint64_t)features->width * (uint64_t)features->height > RASTER_WHOLE_MOST)
		return STATUS_LIMIT;
	uint8_t *rgba = WebPDecodeRGBA((const uint8_t *)bytes.data, bytes.length, &width, &height);
	if (!rgba)
		return STATUS_CORRUPT;
	enum status status = keep(out, rgba, (uint32_t)width, (uint32_t)height, features->has_alpha);
	WebPFree(rgba);
	return status;
}

/* ---- Animations ---- */

/* The wanted frame, on top of all before it; `milliseconds`: when the one before ended, when it does. */
static enum status find_frame(WebPAnimDecoder *decoder, const WebPAnimInfo *info, uint32_t frame, uint8_t **rgba,
                              int milliseconds[2])
{
	uint64_t pixels = (uint64_t)info->canvas_width * info->canvas_height;
	if (frame >= info->frame_count)
		return STATUS_NOT_FOUND;
	if ((frame + (uint64_t)1) * pixels > DRAWN_MOST)
		return STATUS_LIMIT;
	for (uint32_t i = 0; i <= frame; i++) {
		milliseconds[0] = milliseconds[1];
		if (!WebPAnimDecoderGetNext(decoder, rgba, &milliseconds[1]))
			return STATUS_CORRUPT;
	}
	return STATUS_OK;
}

static enum status decode_frame(WebPAnimDecoder *decoder, uint32_t frame, bool alpha, struct picture *out)
{
	WebPAnimInfo info;
	uint8_t *rgba = NULL;
	int milliseconds[2] = {0};
	if (!WebPAnimDecoderGetInfo(decoder, &info) || !info.frame_count)
		return STATUS_CORRUPT;
	enum status status = find_frame(decoder, &info, frame, &rgba, milliseconds);
	if (!status)
		status = keep(out, rgba, info.canvas_width, info.canvas_height, alpha);
	if (status)
		return status;
	out->frames = info.frame_count;
	out->frame = frame;
	out->seconds = info.frame_count > 1 ? (float)(milliseconds[1] - milliseconds[0]) / 1000 : 0;
	return STATUS_OK;
}

static enum status decode_animated(struct slice bytes, const WebPBitstreamFeatures *features, uint32_t frame,
                                   struct picture *out)
{
	WebPAnimDecoderOptions options;
	const WebPData data = {(const uint8_t *)bytes.data, bytes.length};
	if ((uint64_t)features->width * (uint64_t)features->height > ANIMATED_MOST)
		return STATUS_LIMIT;
	if (!WebPAnimDecoderOptionsInit(&options))
		return STATUS_UNSUPPORTED;
	options.color_mode = MODE_RGBA;
	WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, &options);
	if (!decoder)
		return STATUS_CORRUPT;
	enum status status = decode_frame(decoder, frame, features->has_alpha, out);
	WebPAnimDecoderDelete(decoder);
	return status;
}

enum status webp_decode(struct slice bytes, uint32_t frame, struct picture *out)
{
	WebPBitstreamFeatures features;
	*out = (struct picture){0};
	if (WebPGetFeatures((const uint8_t *)bytes.data, bytes.length, &features) != VP8_STATUS_OK || features.width < 1 ||
	    features.height < 1)
		return STATUS_CORRUPT;
	if (features.has_animation)
		return decode_animated(bytes, &features, frame, out);
	return frame ? STATUS_NOT_FOUND : decode_still(bytes, &features, out);
}

#else

enum status webp_decode(struct slice bytes, uint32_t frame, struct picture *out)
{
	return STATUS_UNSUPPORTED;
}

#endif
