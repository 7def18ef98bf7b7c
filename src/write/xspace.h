/* Spans as XLA's profile (XSpace, event-format 9.2), which TensorBoard's profile plugin reads. Pure. */
#ifndef TBTOP_WRITE_XSPACE_H
#define TBTOP_WRITE_XSPACE_H

#include "write/bytes.h"
#include "write/lanes.h"

/* Appends the file; without memory `out` has failed. */
void xspace_append(struct bytes *out, const struct lanes *lanes, const char *host);

#endif
