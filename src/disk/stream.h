/*
 * A file read once from its start to its end, inflated when it is compressed
 * by gzip (RFC 1952, one member or several), in constant memory. For files
 * that are complete when they are read, such as traces; event files, which
 * grow, have disk/tail. POSIX only; any call may block.
 *
 * A compression bomb ends at the limits of disk/inflate.
 */
#ifndef TBTOP_DISK_STREAM_H
#define TBTOP_DISK_STREAM_H

#include "base/status.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stream {
	int fd;
	uint64_t size;     /* of the file */
	uint64_t from;     /* of the next byte of the file */
	uint64_t made;     /* bytes given so far */
	struct z_stream_s *z; /* NULL for a plain file */
	uint8_t *input;
	bool member_ended; /* between members of a compressed one */
	enum status status; /* CORRUPT, LIMIT, IO: why there is no more, when it is not the end */
};

enum status stream_open(struct stream *stream, const char *path);
void stream_close(struct stream *stream);
/* How many bytes came; 0 at the end or after an error (stream->status). */
size_t stream_read(struct stream *stream, void *into, size_t size);
/* After the end: all of it was there. */
bool stream_whole(const struct stream *stream);
/* Bytes of the file itself, as pread; for what is not compressed. */
int64_t stream_at(struct stream *stream, void *into, size_t size, uint64_t from);

/* A plain file at once, which the caller frees. STATUS_LIMIT: more than `most` bytes. */
enum status stream_load(const char *path, size_t most, struct slice *out);

#endif
