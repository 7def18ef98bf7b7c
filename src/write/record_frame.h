/* Framing of a payload as a TFRecord (event-format 2.1). */
#ifndef TBTOP_WRITE_RECORD_FRAME_H
#define TBTOP_WRITE_RECORD_FRAME_H

#include "base/str.h"

void frame_record(struct str *out, struct slice payload);

#endif
