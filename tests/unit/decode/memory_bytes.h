/* Bytes that lie in memory, for decoders of what is too large for it (read/far.h). */
#ifndef TBTOP_TESTS_DECODE_MEMORY_BYTES_H
#define TBTOP_TESTS_DECODE_MEMORY_BYTES_H

#include "base/str.h"

#include <stdint.h>
#include <string.h>

/* `context`: a struct str. */
static inline int64_t read_memory(void *context, void *into, size_t size, uint64_t from)
{
	const struct str *bytes = context;
	size_t left = from < bytes->length ? bytes->length - (size_t)from : 0;
	size = size < left ? size : left;
	if (size)
		memcpy(into, bytes->data + from, size);
	return (int64_t)size;
}

#endif
