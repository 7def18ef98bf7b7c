#include "decode/kinds.h"
#include "decode/raster.h"

static enum status decode_blob(const struct blob *blob, uint32_t frame, struct picture *out)
{
	if (frame && blob->format != BLOB_GIF && blob->format != BLOB_WEBP)
		return STATUS_NOT_FOUND;
	switch (blob->format) {
	case BLOB_PNG: return png_decode(blob->bytes, out);
	case BLOB_JPEG: return jpeg_decode(blob->bytes, out);
	case BLOB_GIF: return gif_decode(blob->bytes, frame, out);
	case BLOB_WEBP: return webp_decode(blob->bytes, frame, out);
	case BLOB_BMP: return bmp_decode(blob->bytes, out);
	default: return STATUS_UNSUPPORTED;
	}
}

enum status decode_picture(const struct payload *payload, struct picture *out, size_t *memory)
{
	struct blobs blobs = {0};
	uint32_t sample = picture_part_sample(payload->part);
	enum status status = decode_images(payload, &blobs, memory);
	if (!status && sample >= blobs.count)
		status = STATUS_NOT_FOUND;
	if (!status)
		status = decode_blob(&blobs.items[sample], picture_part_frame(payload->part), out);
	*memory = (size_t)out->columns * out->rows * 4;
	blobs_fini(&blobs);
	return status;
}
