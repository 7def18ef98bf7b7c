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
	free(blobs->items);
	*blobs = (struct blobs){0};
}
