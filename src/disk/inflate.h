/*
 * A source that inflates: event files compressed as a whole by gzip (RFC 1952)
 * or zlib (RFC 1950; TFRecord's compression types GZIP and ZLIB, event-format
 * 2.5) read like plain ones, in constant memory, and go on when they grow,
 * also by gzip members that are appended.
 *
 * What a file is, its first bytes tell: one that begins with a sound record
 * header is plain; so is one that does not begin as a compressed stream whose
 * own first bytes are a sound record header. Plain files pass through.
 *
 * Offsets are those of the inflated stream: in batches, items and problems.
 * Only PROBLEM_STREAM, damage of the compressed file, counts in its bytes.
 *
 * After damage the stream goes on with the next gzip member that inflates; what
 * lies between is lost. A member that is cut simply ends there: it is damage
 * only when another one was appended behind it.
 *
 * A compression bomb ends at a limit (PROBLEM_LIMIT): above INFLATE_FREE bytes
 * a stream may not be more than INFLATE_RATIO times as long as what it was
 * inflated from, and not longer than INFLATE_LONGEST.
 */
#ifndef TBTOP_DISK_INFLATE_H
#define TBTOP_DISK_INFLATE_H

#include "disk/source.h"

#define INFLATE_FREE (UINT64_C(256) << 20)
#define INFLATE_RATIO 500 /* deflate can do 1,032; scalars that never change stay below 100 */
#define INFLATE_LONGEST (UINT64_C(64) << 30)
#define INFLATE_LIMIT_WORDS "it inflates to more than 500 times its size, or 64 GiB"

struct inflate;

/* On top of `below`, which is copied. NULL when out of memory. */
struct inflate *inflate_new(const struct source *below);
/* As free and new, over the same source. */
void inflate_another(struct inflate *self);
void inflate_free(struct inflate *self); /* NULL is fine */
/* Borrows `self`. */
struct source inflate_source(struct inflate *self);

#endif
