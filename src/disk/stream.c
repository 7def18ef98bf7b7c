#include "disk/stream.h"

#include "base/alloc.h"
#include "base/worker.h"
#include "disk/inflate.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define INPUT ((size_t)256 * 1024)
#define GZIP_ONLY (16 + MAX_WBITS)

static bool is_gzip(const struct stream *stream)
{
	uint8_t head[2];
	return pread(stream->fd, head, sizeof head, 0) == sizeof head && head[0] == 0x1f && head[1] == 0x8b;
}

static enum status begin_inflating(struct stream *stream)
{
	stream->input = data_alloc(INPUT, 1);
	stream->z = stream->input ? data_alloc(1, sizeof *stream->z) : NULL;
	if (!stream->z)
		return STATUS_NO_MEMORY;
	*stream->z = (z_stream){0};
	return inflateInit2(stream->z, GZIP_ONLY) == Z_OK ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status stream_open(struct stream *stream, const char *path)
{
	struct file_stat stat;
	*stream = (struct stream){.fd = source_files.open(NULL, path)};
	if (stream->fd < 0)
		return status_from_errno(errno);
	enum status status = source_files.stat(NULL, stream->fd, &stat) ? status_from_errno(errno) : STATUS_OK;
	stream->size = stat.size;
	if (status == STATUS_OK && is_gzip(stream))
		status = begin_inflating(stream);
	if (status != STATUS_OK)
		stream_close(stream);
	return status;
}

void stream_close(struct stream *stream)
{
	if (stream->z)
		inflateEnd(stream->z);
	free(stream->z);
	free(stream->input);
	if (stream->fd >= 0)
		close(stream->fd);
	stream->z = NULL;
	stream->input = NULL;
	stream->fd = -1;
}

int64_t stream_at(struct stream *stream, void *into, size_t size, uint64_t from)
{
	ssize_t got;
	worker_take_turns(size);
	do
		got = pread(stream->fd, into, size, (off_t)from);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		stream->status = status_from_errno(errno);
	return got;
}

static size_t read_plain(struct stream *stream, void *into, size_t size)
{
	int64_t got = stream_at(stream, into, size, stream->from);
	if (got <= 0)
		return 0;
	stream->from += (uint64_t)got;
	return (size_t)got;
}

static bool over_limit(const struct stream *stream)
{
	if (stream->made <= INFLATE_FREE)
		return false;
	return stream->made > INFLATE_LONGEST || stream->made / INFLATE_RATIO > stream->from;
}

/* Zeros behind a member are padding, as gzip(1) has it. */
static bool skip_padding(struct stream *stream)
{
	z_stream *z = stream->z;
	while (z->avail_in || (z->avail_in = (uInt)read_plain(stream, z->next_in = stream->input, INPUT)) > 0) {
		if (*z->next_in)
			return true;
		z->next_in++;
		z->avail_in--;
	}
	return false;
}

/* The next member, if there is one. */
static bool next_member(struct stream *stream)
{
	if (!skip_padding(stream))
		return false;
	inflateReset(stream->z);
	stream->member_ended = false;
	return true;
}

/* False when there is nothing more. */
static bool inflate_more(struct stream *stream)
{
	z_stream *z = stream->z;
	if (stream->member_ended && !next_member(stream))
		return false;
	if (!z->avail_in) {
		z->next_in = stream->input;
		z->avail_in = (uInt)read_plain(stream, stream->input, INPUT);
	}
	if (!z->avail_in)
		return false;
	int code = inflate(z, Z_NO_FLUSH);
	if (code == Z_STREAM_END)
		stream->member_ended = true;
	else if (code != Z_OK && code != Z_BUF_ERROR)
		stream->status = code == Z_MEM_ERROR ? STATUS_NO_MEMORY : STATUS_CORRUPT;
	return stream->status == STATUS_OK;
}

size_t stream_read(struct stream *stream, void *into, size_t size)
{
	if (stream->status != STATUS_OK)
		return 0;
	if (!stream->z)
		return read_plain(stream, into, size);
	z_stream *z = stream->z;
	z->next_out = into;
	z->avail_out = (uInt)(size < INPUT ? size : INPUT);
	uInt room = z->avail_out;
	while (z->avail_out == room && inflate_more(stream))
		continue;
	stream->made += room - z->avail_out;
	if (over_limit(stream))
		stream->status = STATUS_LIMIT;
	return room - z->avail_out;
}

bool stream_whole(const struct stream *stream)
{
	return stream->status == STATUS_OK && (!stream->z || stream->member_ended);
}

static enum status load_bytes(struct stream *stream, struct slice *out)
{
	char *bytes = data_alloc(stream->size, 1);
	size_t length = 0, got;
	if (!bytes)
		return STATUS_NO_MEMORY;
	while (length < stream->size && (got = read_plain(stream, bytes + length, stream->size - length)) > 0)
		length += got;
	*out = slice_make(bytes, length);
	if (stream->status != STATUS_OK)
		free(bytes);
	return stream->status;
}

enum status stream_load(const char *path, size_t most, struct slice *out)
{
	struct stream stream;
	enum status status = stream_open(&stream, path);
	if (status != STATUS_OK)
		return status;
	status = stream.size <= most ? load_bytes(&stream, out) : STATUS_LIMIT;
	stream_close(&stream);
	return status;
}
