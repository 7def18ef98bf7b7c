#include "write/bytes.h"

#include <stdlib.h>
#include <string.h>

#define LEAST 256

void bytes_fini(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){0};
}

/* At least half as much again, so that appending costs no more the longer it gets. */
static bool grow(struct bytes *bytes, size_t need)
{
	size_t capacity = bytes->capacity + bytes->capacity / 2;
	if (capacity < need)
		capacity = need > LEAST ? need : LEAST;
	uint8_t *data = realloc(bytes->data, capacity);
	if (!data)
		return false;
	bytes->data = data;
	bytes->capacity = capacity;
	return true;
}

uint8_t *bytes_extend(struct bytes *bytes, size_t size)
{
	if (!bytes->failed && size > SIZE_MAX / 4 - bytes->length)
		bytes->failed = true; /* no machine has as much */
	if (!bytes->failed && size > bytes->capacity - bytes->length)
		bytes->failed = !grow(bytes, bytes->length + size);
	if (bytes->failed)
		return NULL;
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
