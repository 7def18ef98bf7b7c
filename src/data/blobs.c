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
