#include "write/gzip.h"

#include <zlib.h>

#define WINDOW (15 + 16) /* gzip's header and trailer instead of zlib's */
#define MEMORY 8
#define BLOCK ((size_t)1 << 20)

static int feed(z_stream *stream, const uint8_t **data, size_t *left)
{
	size_t piece = *left < BLOCK ? *left : BLOCK;
	stream->next_in = (Bytef *)*data;
	stream->avail_in = (uInt)piece;
	*data += piece;
	*left -= piece;
	return *left ? Z_NO_FLUSH : Z_FINISH;
}

/* Into blocks of `out`, each as large as what is fed at a time. */
static void compress_all(struct bytes *out, z_stream *stream, const uint8_t *data, size_t left)
{
	int result = Z_OK;
	while (result == Z_OK && !out->failed) {
		int flush = feed(stream, &data, &left);
		do {
			stream->next_out = bytes_extend(out, BLOCK);
			if (!stream->next_out)
				return;
			stream->avail_out = (uInt)BLOCK;
			result = deflate(stream, flush);
			out->length -= stream->avail_out;
		} while (result == Z_OK && !stream->avail_out);
		if (flush == Z_FINISH)
			break;
	}
}

void gzip_append(struct bytes *out, const uint8_t *data, size_t size)
{
	z_stream stream = {0};
	if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK) {
		out->failed = true;
		return;
	}
	compress_all(out, &stream, data, size);
	deflateEnd(&stream);
}
