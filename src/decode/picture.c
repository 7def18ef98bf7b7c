#include "decode/kinds.h"
#include "decode/raster.h"

static enum status decode_blob(const struct blob *blob, struct picture *out)
{
	switch (blob->format) {
	case BLOB_PNG: return png_decode(blob->bytes, out);
	case BLOB_JPEG: return jpeg_decode(blob->bytes, out);
	case BLOB_GIF: return gif_decode(blob->bytes, out);
	case BLOB_WEBP: return webp_decode(blob->bytes, out);
	case BLOB_BMP: return bmp_decode(blob->bytes, out);
	default: return STATUS_UNSUPPORTED;
	}
}

enum status decode_picture(const struct payload *payload, struct picture *out, size_t *memory)
{
	struct blobs blobs = {0};
	enum status status = decode_images(payload, &blobs, memory);
	if (!status && payload->part > blobs.count)
		status = STATUS_NOT_FOUND;
	if (!status)
		status = decode_blob(&blobs.items[payload->part - 1], out);
	*memory = (size_t)out->columns * out->rows * 4;
	blobs_fini(&blobs);
	return status;
}
