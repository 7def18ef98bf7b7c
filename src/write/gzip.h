/* The only user of zlib here. Pure; any thread. */
#ifndef TBTOP_WRITE_GZIP_H
#define TBTOP_WRITE_GZIP_H

#include "write/bytes.h"

/* Appends a gzip member with the data; without memory `out` has failed. */
void gzip_append(struct bytes *out, const uint8_t *data, size_t size);

#endif
