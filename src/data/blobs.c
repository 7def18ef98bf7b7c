#include "data/blobs.h"

#include <stdlib.h>

const char *blob_format_name(enum blob_format format)
{
	static const char *const names[] = {
#define X(id, name) name,
		BLOB_FORMAT_LIST(X)
#undef X
	};
	return names[format];
}

void blobs_fini(struct blobs *blobs)
{
	for (size_t i = 0; i < blobs->sound_count; i++)
		sound_fini(&blobs->sounds[i]);
	free(blobs->sounds);
	free(blobs->items);
	*blobs = (struct blobs){0};
}

const char *blob_library_missing(enum blob_format format)
{
	switch (format) {
	case BLOB_JPEG: return "built without libjpeg (libjpeg-dev):\nJPEG images are not shown";
	case BLOB_GIF: return "built without giflib (libgif-dev):\nGIF images are not shown";
	case BLOB_WEBP: return "built without libwebp (libwebp-dev):\nWebP images are not shown";
	case BLOB_UNKNOWN: return "no PNG, JPEG, GIF, WebP or BMP:\nthis format is not shown";
	default: return "a form of it that is not shown";
	}
}
