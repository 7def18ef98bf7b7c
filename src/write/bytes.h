/*
 * A growing buffer for what is recorded: data-sized, and its owner is another
 * program, so want of memory is remembered (`failed`), never fatal. Once it
 * has failed, nothing is appended; who made the bytes looks at the end.
 */
#ifndef TBTOP_WRITE_BYTES_H
#define TBTOP_WRITE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	uint8_t *data;
	size_t length, capacity;
	bool failed;
};

void bytes_fini(struct bytes *bytes);
/* Room for `size` more bytes, which count from now on; NULL when there is no memory. */
uint8_t *bytes_extend(struct bytes *bytes, size_t size);
void bytes_append(struct bytes *bytes, const void *data, size_t size);
void bytes_text(struct bytes *bytes, const char *text);

#endif
