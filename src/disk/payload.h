/*
 * Reads what lies in a file at a point, when it is looked at: payloads are not
 * kept in the store. The whole record is read and its CRCs, its wall time and
 * its step are checked again, so that what comes is that point or nothing.
 * POSIX only; worker threads and commands only (any call may block).
 */
#ifndef TBTOP_DISK_PAYLOAD_H
#define TBTOP_DISK_PAYLOAD_H

#include "data/batch.h"
#include "decode/decode.h"

/* Holds the file open that was read last, and where inflating it is. One thread at a time. */
struct payload_reader;

struct payload_reader *payload_reader_new(void); /* NULL when out of memory */
void payload_reader_free(struct payload_reader *reader); /* NULL is fine */
/* Closes the file; the next read opens it anew. */
void payload_reader_rest(struct payload_reader *reader);

#define PAYLOAD_ANY SIZE_MAX /* for `most`: whatever a record may be */

/*
 * Sets all of `out` but plugin and content. STATUS_STALE: another record, or
 * none, is at the place by now: the file was replaced or cut. STATUS_LIMIT: the
 * record is above `most` bytes. Or why the file can't be read. On anything but STATUS_OK there is no record.
 */
enum status payload_read(struct payload_reader *reader, const char *path, const struct item *item, size_t most,
                         struct payload *out);

#endif
