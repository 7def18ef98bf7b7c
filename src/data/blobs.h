/*
 * The encoded images or audio clips of one step, as they are in the file
 * (event-format 7.10, 7.11): nothing in them is decoded here, only what their
 * first bytes tell.
 */
#ifndef TBTOP_DATA_BLOBS_H
#define TBTOP_DATA_BLOBS_H

#include "base/str.h"
#include "data/sound.h"

#include <stdint.h>

#define BLOB_FORMAT_LIST(X) \
	X(UNKNOWN, "unknown") X(PNG, "png") X(JPEG, "jpeg") X(GIF, "gif") X(BMP, "bmp") X(WEBP, "webp") X(WAV, "wav")

enum blob_format {
#define X(id, name) BLOB_##id,
	BLOB_FORMAT_LIST(X)
#undef X
};
const char *blob_format_name(enum blob_format format);
/* What to say of an image that no decoder was built for: which library is missing, and its package. */
const char *blob_library_missing(enum blob_format format);

struct blob {
	struct slice bytes; /* borrowed from the asset's record */
	enum blob_format format;
	/* As the image's own header says, before anything is decoded; 0 where it isn't known. */
	uint32_t width, height;
	struct slice label; /* a clip's, as the writer gave it; empty without */
};

struct blobs {
	struct blob *items; /* owned */
	size_t count;
	/* Clips: what the first of them sound like. Owned. */
	struct sound *sounds;
	size_t sound_count;
	/* Images: what the writer says of them, which nobody checks. */
	bool has_width, has_height;
	int64_t width, height;
};

void blobs_fini(struct blobs *blobs);

#endif
