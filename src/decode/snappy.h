/* Snappy's format (google/snappy, format_description.txt), a block as a whole. Pure. */
#ifndef TBTOP_DECODE_SNAPPY_H
#define TBTOP_DECODE_SNAPPY_H

#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

/* Appends what `packed` holds. STATUS_LIMIT: more than `most` bytes; STATUS_CORRUPT; `out` is as it was then. */
enum status snappy_unpack(struct slice packed, size_t most, struct str *out);

#endif
