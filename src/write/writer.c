#include "write/writer.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/str.h"
#include "write/encode.h"
#include "write/record_frame.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A buffer this full is written whatever the time: a fast loop must not fill the memory. */
#define FULL ((size_t)1024 * 1024)
#define RECORD_LONGEST 0x7fffffff /* of a protocol buffer message */

struct writer {
	char *path;
	int fd;
	double (*clock)(void *context);
	void *context;
	double flush_seconds, flushed; /* wall time of the last flush */
	struct str event, buffer;      /* one payload; framed records not yet written */
};

static double real_clock(void *context)
{
	return clock_wall();
}

static double now_of(const struct writer *writer)
{
	return writer->clock(writer->context);
}

/* mkdir -p. `path` is changed and changed back. */
static enum status make_directories(char *path)
{
	for (char *at = path;; at++) {
		char end = *at;
		if (end && (end != '/' || at == path))
			continue;
		*at = '\0';
		int failed = mkdir(path, 0777);
		*at = end;
		if (failed && errno != EEXIST)
			return status_from_errno(errno);
		if (!end)
			return STATUS_OK;
	}
}

/* This host's name with nothing in it that a file name can't or shouldn't have. */
static void append_host(struct str *out)
{
	char host[256];
	if (gethostname(host, sizeof host) || !host[0])
		strcpy(host, "localhost");
	host[sizeof host - 1] = '\0'; /* POSIX: a name cut off need not be terminated */
	for (char *c = host; *c; c++)
		if (*c == '/' || (unsigned char)*c <= ' ' || *c == 0x7f)
			*c = '_';
	str_append_text(out, host);
}

static char *new_path(const char *directory, double now, const char *suffix)
{
	static atomic_uint count; /* of all writers of the process, as in TensorBoard's writer */
	struct str path = {0};
	double seconds = isfinite(now) && fabs(now) < 1e18 ? floor(now) : 0;
	str_printf(&path, "%s/events.out.tfevents.%010lld.", directory, (long long)seconds);
	append_host(&path);
	str_printf(&path, ".%ld.%u%s", (long)getpid(), atomic_fetch_add(&count, 1), suffix ? suffix : "");
	return path.data;
}

/* A file that is not there yet: another process may have had the same idea of a name. */
static enum status create(struct writer *writer, const char *directory, const char *suffix)
{
	for (int tries = 0; tries < 100; tries++) {
		free(writer->path);
		writer->path = new_path(directory, now_of(writer), suffix);
		writer->fd = open(writer->path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
		if (writer->fd >= 0)
			return STATUS_OK;
		if (errno != EEXIST && errno != EINTR)
			break;
	}
	return status_from_errno(errno);
}

static void discard(struct writer *writer)
{
	if (writer->fd >= 0)
		close(writer->fd);
	str_fini(&writer->event);
	str_fini(&writer->buffer);
	free(writer->path);
	free(writer);
}

/* Puts the encoded event into the buffer, and writes the buffer when it is time to. */
static enum status record(struct writer *writer, double now)
{
	if (writer->event.length > RECORD_LONGEST)
		return STATUS_LIMIT;
	if (writer->buffer.length >= FULL) { /* the last flush failed: no more is kept until one succeeds */
		enum status status = writer_flush(writer);
		if (status != STATUS_OK)
			return status;
	}
	frame_record(&writer->buffer, str_slice(&writer->event));
	/* A clock that went back must not hold a flush up. */
	bool due = now - writer->flushed >= writer->flush_seconds || now < writer->flushed;
	return due || writer->buffer.length >= FULL ? writer_flush(writer) : STATUS_OK;
}

enum status writer_open(struct writer **out, const char *directory, const struct writer_options *options)
{
	struct writer_options usual = WRITER_OPTIONS;
	if (!options)
		options = &usual;
	struct writer *writer = xcalloc(1, sizeof *writer);
	writer->fd = -1;
	writer->clock = options->clock ? options->clock : real_clock;
	writer->context = options->context;
	writer->flush_seconds = options->flush_seconds;
	char *path = xstrdup(*directory ? directory : ".");
	enum status status = make_directories(path);
	if (status == STATUS_OK)
		status = create(writer, path, options->suffix);
	free(path);
	if (status == STATUS_OK) {
		double now = now_of(writer);
		writer->flushed = now;
		encode_version(&writer->event, now);
		status = record(writer, now);
	}
	if (status != STATUS_OK) {
		discard(writer);
		return status;
	}
	*out = writer;
	return STATUS_OK;
}

enum status writer_scalars(struct writer *writer, int64_t step, const struct writer_value *values, size_t count)
{
	double now = now_of(writer);
	str_clear(&writer->event);
	encode_scalars(&writer->event, now, step, values, count);
	return record(writer, now);
}

enum status writer_scalar(struct writer *writer, const char *tag, int64_t step, float value)
{
	return writer_scalars(writer, step, &(struct writer_value){tag, value}, 1);
}

enum status writer_session(struct writer *writer, enum writer_session status, int64_t step)
{
	double now = now_of(writer);
	str_clear(&writer->event);
	encode_session(&writer->event, now, step, status);
	return record(writer, now);
}

/* Keeps what could not be written: a later flush goes on within the record where this one broke off. */
static enum status write_out(struct writer *writer)
{
	size_t done = 0;
	enum status status = STATUS_OK;
	while (done < writer->buffer.length && status == STATUS_OK) {
		ssize_t wrote = write(writer->fd, writer->buffer.data + done, writer->buffer.length - done);
		if (wrote >= 0)
			done += (size_t)wrote;
		else if (errno != EINTR)
			status = status_from_errno(errno);
	}
	if (done) {
		writer->buffer.length -= done;
		memmove(writer->buffer.data, writer->buffer.data + done, writer->buffer.length + 1);
	}
	return status;
}

enum status writer_flush(struct writer *writer)
{
	writer->flushed = now_of(writer);
	return write_out(writer);
}

enum status writer_close(struct writer *writer)
{
	if (!writer)
		return STATUS_OK;
	enum status status = write_out(writer);
	if (close(writer->fd) && status == STATUS_OK && errno != EINTR)
		status = status_from_errno(errno);
	writer->fd = -1;
	discard(writer);
	return status;
}

const char *writer_path(const struct writer *writer)
{
	return writer->path;
}
