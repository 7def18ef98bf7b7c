#include "write/bytes.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void bytes_fini(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){0};
}

uint8_t *bytes_extend(struct bytes *bytes, size_t size)
{
	if (bytes->failed || size > SIZE_MAX - bytes->length ||
	    !array_reserve(&bytes->data, &bytes->capacity, bytes->length + size)) {
		bytes->failed = true;
		return NULL;
	}
	uint8_t *at = bytes->data + bytes->length;
	bytes->length += size;
	return at;
}

void bytes_append(struct bytes *bytes, const void *data, size_t size)
{
	uint8_t *at = bytes_extend(bytes, size);
	if (at && size)
		memcpy(at, data, size);
}

void bytes_text(struct bytes *bytes, const char *text)
{
	bytes_append(bytes, text, strlen(text));
}
