/*
 * Events as protocol buffer bytes (event-format 3.1, 3.2): only what the
 * recorder writes, so that a record costs no tree of messages. Appends to
 * `out`, without framing. Pure; any thread.
 */
#ifndef TBTOP_WRITE_ENCODE_H
#define TBTOP_WRITE_ENCODE_H

#include "base/str.h"
#include "write/writer.h"

void encode_version(struct str *out, double wall_time);
/* One summary with a simple_value for each of `values`. */
void encode_scalars(struct str *out, double wall_time, int64_t step, const struct writer_value *values,
                    size_t count);
void encode_session(struct str *out, double wall_time, int64_t step, enum writer_session status);

#endif
