#define _XOPEN_SOURCE 700 /* realpath */
#include "write/writer.h"

#include "base/clock.h"
#include "write/event_file.h"
#include "write/outbox.h"
#include "write/registry.h"
#include "write/shared_file.h"
#include "write/utf8.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLUSH_SECONDS 120
#define FLUSH_LONGEST 1e9
#define QUEUE_BYTES ((size_t)16 * 1024 * 1024)

struct tbr_writer {
	struct registered registered;
	struct tbr_options options; /* no zeros left, the suffix ours */
	char *directory, *path;
	unsigned made;      /* directories, for the file to be in */
	atomic_bool synced; /* the file's name is on the disk */
	struct outbox outbox;
	off_t restored;     /* the file's size to go back to when not all can be written; -1: what is there stays */
	atomic_bool orphan; /* in a child process that has not recorded yet */
};

static _Thread_local struct tbr_writer *current;

struct tbr_writer *writer_meant(struct tbr_writer *writer)
{
	return writer ? writer : current;
}

double writer_now(const struct tbr_writer *writer)
{
	return writer->options.clock ? writer->options.clock(writer->options.context) : clock_wall();
}

const char *writer_directory(const struct tbr_writer *writer)
{
	return writer->directory;
}

/* ---- The file -------------------------------------------------------------- */

static struct tbr_options complete(const struct tbr_options *given)
{
	struct tbr_options options = given ? *given : (struct tbr_options){0};
	if (options.flush_seconds == 0)
		options.flush_seconds = FLUSH_SECONDS;
	options.flush_seconds = fmin(options.flush_seconds, FLUSH_LONGEST);
	if (!options.queue_bytes)
		options.queue_bytes = QUEUE_BYTES;
	return options;
}

/* What a file begins with. An earlier file's steps from the start step on are taken back by the session log. */
static int first_records(const struct tbr_writer *writer, double now, bool resumes, struct bytes *out)
{
	struct event event;
	int64_t step = resumes ? writer->options.start_step : 0;
	event_begin(&event, now, step);
	event_version(&event);
	int error = event_take(&event, out);
	if (error || !resumes)
		return error;
	event_begin(&event, now, step);
	event_session(&event, TBR_START, NULL);
	return event_take(&event, out);
}

static int begin_file(const struct tbr_writer *writer, bool resumes, char **path, int *fd)
{
	double now = writer_now(writer);
	struct bytes records = {0};
	size_t done = 0;
	int error = first_records(writer, now, resumes, &records);
	if (!error)
		error = event_file_create(path, fd, writer->directory, now, writer->options.suffix);
	if (!error) {
		error = event_file_write(*fd, records.data, records.length, &done);
		if (error) {
			close(*fd);
			unlink(*path);
			free(*path);
			*path = NULL;
		}
	}
	bytes_fini(&records);
	return error;
}

/* The file is locked while the writer is open, where there are locks. */
static int begin_turn(struct tbr_writer *writer, int *fd)
{
	int error = shared_file_open(&writer->path, fd, writer->directory, writer->options.suffix);
	bool locked = !error;
	if (error) {
		error = begin_file(writer, false, &writer->path, fd);
		locked = !error && !shared_file_lock(*fd);
	}
	writer->restored = locked ? lseek(*fd, 0, SEEK_END) : -1;
	return error;
}

/* A child process gets a file of its own, as its parent goes on with the one that it has. */
static int adopt(struct tbr_writer *writer)
{
	int error = 0, fd, cancellable;
	char *path;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellable); /* nobody is to leave with the lock */
	registry_lock();
	if (atomic_load(&writer->orphan)) {
		error = begin_file(writer, false, &path, &fd);
		if (!error) {
			free(writer->path);
			writer->path = path;
			writer->outbox.fd = fd;
			writer->restored = -1;
			atomic_store(&writer->synced, false);
			atomic_store(&writer->orphan, false);
		}
	}
	registry_unlock();
	pthread_setcancelstate(cancellable, NULL);
	return error;
}

int writer_put(struct tbr_writer *writer, const uint8_t *records, size_t size, size_t count)
{
	int error = atomic_load_explicit(&writer->orphan, memory_order_acquire) ? adopt(writer) : 0;
	return error ? error : outbox_put(&writer->outbox, records, size, count);
}

void writer_begin(struct tbr_writer *writer, struct event *event, int64_t step)
{
	writer = writer_meant(writer);
	event_begin(event, writer ? writer_now(writer) : 0, step);
	event->writer = writer;
	if (!writer)
		event_fail(event, -EINVAL);
}

int writer_record(struct event *event)
{
	int error = event_frame(event);
	if (!error)
		error = writer_put(event->writer, event->bytes.data, event->bytes.length, 1);
	bytes_fini(&event->bytes);
	return error;
}

/* ---- Around fork() and exit() ---------------------------------------------- */

static struct tbr_writer *writer_of(struct registered *registered)
{
	return (struct tbr_writer *)((char *)registered - offsetof(struct tbr_writer, registered));
}

static void before_fork(struct registered *registered)
{
	outbox_before_fork(&writer_of(registered)->outbox);
}

static void after_fork(struct registered *registered)
{
	outbox_after_fork(&writer_of(registered)->outbox);
}

static void in_child(struct registered *registered)
{
	struct tbr_writer *writer = writer_of(registered);
	if (writer->outbox.fd >= 0)
		close(writer->outbox.fd);
	outbox_in_child(&writer->outbox);
	atomic_store(&writer->orphan, true);
}

static void at_exit(struct registered *registered)
{
	outbox_flush(&writer_of(registered)->outbox);
}

static const struct registered_ops ops = {before_fork, after_fork, in_child, at_exit};

/* ---- For others ------------------------------------------------------------ */

static void discard(struct tbr_writer *writer)
{
	free((char *)writer->options.suffix);
	free(writer->directory);
	free(writer->path);
	free(writer);
}

/* So that it stays what it is when the program goes elsewhere. */
static void anchor(struct tbr_writer *writer)
{
	char *absolute = realpath(writer->directory, NULL);
	if (!absolute)
		return;
	free(writer->directory);
	writer->directory = absolute;
}

static int open_file(struct tbr_writer *writer, const char *directory, const char *suffix)
{
	int fd, error;
	writer->directory = strdup(directory);
	writer->options.suffix = strdup(suffix ? suffix : "");
	if (!writer->directory || !writer->options.suffix)
		return -ENOMEM;
	error = event_file_directory(directory, &writer->made);
	if (!error && writer->options.append)
		error = begin_turn(writer, &fd);
	else if (!error)
		error = begin_file(writer, writer->options.resume, &writer->path, &fd);
	if (error)
		return error;
	anchor(writer);
	outbox_init(&writer->outbox, fd, &writer->options);
	return 0;
}

/*
 * Without a suffix of their own, files that are appended to would be anybody's. One that is no text makes TensorBoard
 * give up on the whole LOGDIR.
 */
static int check_options(const struct tbr_options *given)
{
	const char *suffix = given->suffix ? given->suffix : "";
	size_t length;
	bool sound = !isnan(given->flush_seconds) && !strchr(suffix, '/') &&
	             (!given->append || (!given->resume && *suffix));
	return sound ? utf8_length(suffix, &length) : -EINVAL;
}

int tbr_open(struct tbr_writer **out, const char *directory, const struct tbr_options *given)
{
	int error = given ? check_options(given) : 0;
	if (error || !out || !directory)
		return error ? error : -EINVAL;
	struct tbr_options options = complete(given);
	struct tbr_writer *writer = aligned_alloc(_Alignof(struct tbr_writer), sizeof *writer);
	if (!writer)
		return -ENOMEM;
	*writer = (struct tbr_writer){.registered.ops = &ops, .options = options, .restored = -1};
	error = open_file(writer, directory, options.suffix);
	if (error) {
		discard(writer);
		return error;
	}
	registry_add(&writer->registered);
	*out = writer;
	return 0;
}

int tbr_flush(struct tbr_writer *writer)
{
	writer = writer_meant(writer);
	return writer ? outbox_flush(&writer->outbox) : -EINVAL;
}

/* Else a crash may leave a file without a name. */
static int sync_names(struct tbr_writer *writer)
{
	int error = event_file_sync_names(writer->directory, writer->made);
	if (!error)
		atomic_store(&writer->synced, true);
	return error;
}

int tbr_sync(struct tbr_writer *writer)
{
	int error = tbr_flush(writer);
	writer = writer_meant(writer);
	if (error || writer->outbox.fd < 0)
		return error;
	if (fsync(writer->outbox.fd))
		return -errno;
	return atomic_load(&writer->synced) ? 0 : sync_names(writer);
}

int tbr_close(struct tbr_writer *writer)
{
	if (!writer)
		return 0;
	if (!registry_has(&writer->registered))
		return -EINVAL;
	if (current == writer)
		current = NULL;
	int error = outbox_end(&writer->outbox);
	registry_remove(&writer->registered);
	if (error && writer->restored >= 0 && ftruncate(writer->outbox.fd, writer->restored))
		error = -errno; /* what is cut off there, the next one that appends leaves behind */
	if (writer->outbox.fd >= 0 && close(writer->outbox.fd) && !error && errno != EINTR)
		error = -errno;
	outbox_fini(&writer->outbox);
	discard(writer);
	return error;
}

const char *tbr_path(const struct tbr_writer *writer)
{
	const struct tbr_writer *meant = writer ? writer : current;
	return meant ? meant->path : NULL;
}

uint64_t tbr_dropped(struct tbr_writer *writer)
{
	writer = writer_meant(writer);
	return writer ? outbox_dropped(&writer->outbox) : 0;
}

struct tbr_writer *tbr_use(struct tbr_writer *writer)
{
	struct tbr_writer *before = current;
	current = writer;
	return before;
}
