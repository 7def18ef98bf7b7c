/* Spans as a trace in Chrome's JSON form (event-format 9.8), for its viewer and Perfetto. Pure. */
#ifndef TBTOP_WRITE_CHROME_H
#define TBTOP_WRITE_CHROME_H

#include "write/bytes.h"
#include "write/lanes.h"

/* Appends the text; without memory `out` has failed. */
void chrome_append(struct bytes *out, const struct lanes *lanes);

#endif
