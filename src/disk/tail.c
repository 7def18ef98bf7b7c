#include "disk/tail.h"

#include "base/alloc.h"
#include "read/event.h"
#include "read/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t)256 * 1024)

/*
 * Damage whose end is not known yet: the search for the next sound header.
 * It holds no bytes, so gigabytes of garbage cost no memory, and it is kept
 * between reads, so that a budget holds there too.
 */
struct loss {
	bool open;
	bool only_zeros;       /* so far: to the end of the file they are no damage */
	enum problem_what what;
	uint64_t from;
	uint64_t searched;     /* no sound header begins in (from, searched) */
};

struct tail {
	char *path;
	uint32_t file;
	struct tail_source source;
	size_t block;
	struct event_decoder *decoder;
	bool seen; /* the file was open once: id is set */
	struct file_id id;
	uint64_t offset;
	struct loss loss;
};

/* One tail_read: a window on the file that slides over it. */
struct reading {
	struct tail *tail;
	struct batch *batch;
	int fd;
	uint64_t size; /* of the file; less when it turns out to end before */
	uint64_t at;   /* file offset of the window's first byte; all before it is judged */
	uint8_t *buffer;
	size_t capacity, begin, length; /* the window is buffer[begin … begin + length) */
	enum status status;
};

/* ---- The default source --------------------------------------------------- */

static int file_open(void *context, const char *path)
{
	/* O_NONBLOCK: the file may be a FIFO by now, and opening one would wait for a writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0)
		posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return fd;
}

static int file_stat(void *context, int fd, struct file_stat *out)
{
	struct stat found;
	if (fstat(fd, &found))
		return -1;
	if (!S_ISREG(found.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	*out = (struct file_stat){
		.id = {found.st_dev, found.st_ino},
		.size = (uint64_t)found.st_size,
		.mtime_ns = (int64_t)found.st_mtim.tv_sec * 1000000000 + found.st_mtim.tv_nsec,
	};
	return 0;
}

static ssize_t file_read(void *context, int fd, void *into, size_t size, uint64_t from)
{
	return pread(fd, into, size, (off_t)from);
}

static void file_close(void *context, int fd)
{
	close(fd);
}

static const struct tail_source files = {file_open, file_stat, file_read, file_close, NULL};

/* ---- The window ----------------------------------------------------------- */

static uint64_t left_of(const struct reading *r)
{
	return r->size - r->at;
}

static bool at_end(const struct reading *r)
{
	return r->length == left_of(r);
}

/* pread until something comes. 0 at the end of the file and after an error (r->status). */
static size_t read_some(struct reading *r, uint8_t *into, size_t size, uint64_t from)
{
	const struct tail_source *source = &r->tail->source;
	for (;;) {
		ssize_t got = source->read(source->context, r->fd, into, size, from);
		if (got >= 0)
			return (size_t)got;
		if (errno != EINTR) {
			r->status = status_from_errno(errno);
			return 0;
		}
	}
}

static void drop_front(struct reading *r, uint64_t count)
{
	size_t inside = count < r->length ? (size_t)count : r->length;
	r->begin += inside;
	r->length -= inside;
	r->at += count;
}

/* Slides what is left (mostly less than a record) to the front, and grows only for a record that needs it. */
static bool make_room(struct reading *r, size_t want)
{
	if (r->begin && r->length)
		memmove(r->buffer, r->buffer + r->begin, r->length);
	r->begin = 0;
	if (want <= r->capacity)
		return true;
	size_t capacity = want > r->tail->block ? want : r->tail->block;
	if (capacity > left_of(r))
		capacity = (size_t)left_of(r);
	uint8_t *grown = data_realloc(r->buffer, capacity, 1);
	if (!grown)
		return false;
	r->buffer = grown;
	r->capacity = capacity;
	return true;
}

enum fill { FILLED, FILL_FAILED, FILL_NO_MEMORY };

/* Reads on until the window has `want` bytes, or as many as the file has. */
static enum fill fill(struct reading *r, uint64_t want)
{
	while (r->length < want && !at_end(r)) {
		if (want > left_of(r))
			want = left_of(r);
		if (!make_room(r, (size_t)want))
			return FILL_NO_MEMORY;
		size_t room = r->capacity - r->length;
		if (room > r->tail->block)
			room = r->tail->block;
		if (room > left_of(r) - r->length) /* what came after the fstat is for the next read */
			room = (size_t)(left_of(r) - r->length);
		size_t got = read_some(r, r->buffer + r->length, room, r->at + r->length);
		if (r->status != STATUS_OK)
			return FILL_FAILED;
		r->length += got;
		if (!got) /* cut since the fstat */
			r->size = r->at + r->length;
	}
	return FILLED;
}

/* ---- Problems ------------------------------------------------------------- */

static void add_problem(struct reading *r, const struct problem *problem)
{
	struct batch *batch = r->batch;
	struct problem *last = batch->problem_count ? &batch->problems[batch->problem_count - 1] : NULL;
	/* One loss often shows as several. A provisional one stays apart: it is to be judged again alone. */
	if (last && !problem->provisional && problem->status == last->status &&
	    last->offset + last->bytes_lost == problem->offset) {
		last->bytes_lost += problem->bytes_lost;
		return;
	}
	if (!array_reserve(&batch->problems, &batch->problem_capacity, batch->problem_count + 1)) {
		batch->status = STATUS_NO_MEMORY;
		return;
	}
	batch->problems[batch->problem_count++] = *problem;
}

/* [from, end) is lost for good. */
static void lose(struct reading *r, enum problem_what what, enum status status, uint64_t from, uint64_t end)
{
	add_problem(r, &(struct problem){.what = what, .status = status, .offset = from, .bytes_lost = end - from});
}

/* As `lose`, but it will be judged again when the file has grown. */
static void lose_for_now(struct reading *r, enum problem_what what, uint64_t from, uint64_t end)
{
	add_problem(r, &(struct problem){
		.what = what, .offset = from, .bytes_lost = end - from, .provisional = true});
}

/* ---- Records -------------------------------------------------------------- */

enum step { GO_ON, STOP };

static void begin_loss(struct reading *r, enum problem_what what)
{
	r->tail->loss = (struct loss){
		.open = true, .only_zeros = true, .what = what, .from = r->at, .searched = r->at};
}

/* Moves the search on by a window. */
static enum step search(struct reading *r)
{
	struct loss *loss = &r->tail->loss;
	bool found;
	if (fill(r, RECORD_HEADER + 1) != FILLED)
		return STOP;
	const uint8_t *bytes = r->buffer + r->begin;
	if (loss->only_zeros)
		loss->only_zeros = record_zeros(bytes, r->length) == r->length;
	size_t next = record_search(bytes, r->length, r->at == loss->from, &found);
	if (found) {
		lose(r, loss->what, STATUS_OK, loss->from, r->at + next);
		drop_front(r, next);
		loss->open = false;
		return GO_ON;
	}
	if (at_end(r)) {
		if (!loss->only_zeros)
			lose_for_now(r, loss->what, loss->from, r->size);
		drop_front(r, r->length);
		return STOP;
	}
	drop_front(r, next);
	loss->searched = r->at;
	return GO_ON;
}

/*
 * A bad payload with the record behind it not sound: are there only zeros up
 * to the end of the file? Reads past the window, whatever their number.
 */
static enum step judge_zeros(struct reading *r, const struct record *record)
{
	uint8_t block[16384];
	uint64_t from = r->at + record->size;
	while (from < r->size) {
		size_t size = r->size - from < sizeof block ? (size_t)(r->size - from) : sizeof block;
		size_t got = read_some(r, block, size, from);
		if (r->status != STATUS_OK)
			return STOP;
		if (record_zeros(block, got) < got) {
			begin_loss(r, PROBLEM_PAYLOAD);
			return GO_ON;
		}
		if (!got)
			break;
		from += got;
	}
	lose_for_now(r, PROBLEM_PAYLOAD, r->at, r->at + record->size);
	return STOP;
}

/* A record that is longer than the window. */
static enum step enlarge(struct reading *r, const struct record *record)
{
	if (record->need > left_of(r) && !record->size)
		return STOP; /* incomplete; its bytes are left where they are */
	switch (fill(r, record->need)) {
	case FILLED: return GO_ON;
	case FILL_FAILED: return STOP;
	case FILL_NO_MEMORY: break;
	}
	uint64_t end = r->at + (record->size ? record->size : record->need);
	lose(r, PROBLEM_LIMIT, STATUS_NO_MEMORY, r->at, end);
	drop_front(r, end - r->at);
	return GO_ON;
}

static enum step more(struct reading *r, const struct record *record)
{
	if (at_end(r))
		return STOP;
	/* With a header behind the record in the window, only zeros up to the end can leave it open. */
	if (record->size && r->length - record->size >= RECORD_HEADER)
		return judge_zeros(r, record);
	return enlarge(r, record);
}

static enum step decode(struct reading *r, const struct record *record)
{
	uint64_t end = r->at + record->size;
	enum status status = event_decode(r->tail->decoder, record->payload, record->length,
	                                  r->at + RECORD_HEADER, r->batch);
	if (status == STATUS_CORRUPT)
		lose(r, PROBLEM_EVENT, STATUS_OK, r->at, end);
	else if (status != STATUS_OK)
		lose(r, PROBLEM_LIMIT, status, r->at, end);
	drop_front(r, record->size);
	return GO_ON;
}

static enum step bad_payload(struct reading *r, const struct record *record)
{
	uint64_t end = r->at + record->size;
	if (record->at_edge) {
		lose_for_now(r, PROBLEM_PAYLOAD, r->at, end);
		return STOP;
	}
	lose(r, PROBLEM_PAYLOAD, STATUS_OK, r->at, end);
	drop_front(r, record->size);
	return GO_ON;
}

static enum step judge(struct reading *r)
{
	struct record record;
	if (fill(r, RECORD_HEADER) != FILLED || r->length < RECORD_HEADER)
		return STOP;
	const uint8_t *bytes = r->buffer + r->begin;
	/* Never sound. The search looks for the end of the zeros: it needs no memory for them. */
	if (record_zeros(bytes, RECORD_HEADER) == RECORD_HEADER) {
		begin_loss(r, PROBLEM_LENGTH);
		return GO_ON;
	}
	switch (record_next(bytes, r->length, at_end(r), &record)) {
	case RECORD_SOUND: return decode(r, &record);
	case RECORD_MORE: return more(r, &record);
	case RECORD_BAD_PAYLOAD: return bad_payload(r, &record);
	case RECORD_BAD_LENGTH: begin_loss(r, PROBLEM_LENGTH); break;
	case RECORD_HUGE: begin_loss(r, PROBLEM_HUGE); break;
	case RECORD_ASTRAY: begin_loss(r, PROBLEM_PAYLOAD); break;
	}
	return GO_ON;
}

/* Judges records until the budget is spent or nothing more can be told. */
static void read_records(struct reading *r, uint64_t budget)
{
	struct tail *tail = r->tail;
	uint64_t begin = r->at;
	enum step step = GO_ON;
	while (step == GO_ON && left_of(r) && (r->at - begin < budget || r->at == begin))
		step = tail->loss.open ? search(r) : judge(r);
	r->batch->caught_up = step == STOP || !left_of(r);
	tail->offset = tail->loss.open ? tail->loss.from : r->at;
	if (r->batch->caught_up)
		tail->loss.open = false;
}

/* ---- A read --------------------------------------------------------------- */

static void fail(struct reading *r, enum status status)
{
	/* Provisional: the next read tries again, and says so if it fails, too. */
	add_problem(r, &(struct problem){
		.what = PROBLEM_UNREADABLE, .status = status, .offset = r->at + r->length, .provisional = true});
	r->batch->status = status;
	r->batch->caught_up = true;
}

/* False when out of memory: nothing has changed then, so that the next read notices it, too. */
static bool notice_restart(struct tail *tail, const struct file_stat *now, struct batch *batch)
{
	bool same = tail->id.dev == now->id.dev && tail->id.ino == now->id.ino;
	uint64_t reached = tail->loss.open ? tail->loss.searched : tail->offset;
	if (tail->seen && (!same || now->size < reached)) {
		struct event_decoder *decoder = event_decoder_new(false);
		if (!decoder)
			return false;
		event_decoder_free(tail->decoder);
		tail->decoder = decoder;
		tail->offset = 0;
		tail->loss.open = false;
		batch->restart = true;
		batch->begin = 0;
	}
	tail->seen = true;
	tail->id = now->id;
	return true;
}

static struct batch *read_open(struct tail *tail, int fd, const struct file_stat *now, uint64_t budget)
{
	struct reading r = {.tail = tail, .fd = fd, .size = now->size};
	r.batch = batch_new(tail->file, tail->offset);
	/* Room for a first problem: want of memory must be told when it comes. */
	if (!r.batch || !array_reserve(&r.batch->problems, &r.batch->problem_capacity, 1) ||
	    !notice_restart(tail, now, r.batch)) {
		batch_free(r.batch);
		return NULL;
	}
	r.at = tail->loss.open ? tail->loss.searched : tail->offset;
	read_records(&r, budget);
	if (r.status != STATUS_OK)
		fail(&r, r.status);
	if (event_flush(tail->decoder, r.batch) != STATUS_OK)
		r.batch->status = STATUS_NO_MEMORY;
	r.batch->end = tail->offset;
	r.batch->file_size = now->size;
	r.batch->pending = now->size - tail->offset;
	free(r.buffer);
	return r.batch;
}

static struct batch *unopened(struct tail *tail, enum status status)
{
	struct reading r = {.tail = tail, .batch = batch_new(tail->file, tail->offset)};
	if (r.batch)
		fail(&r, status);
	return r.batch;
}

struct batch *tail_read(struct tail *tail, uint64_t budget)
{
	const struct tail_source *source = &tail->source;
	struct file_stat now;
	int fd = source->open(source->context, tail->path);
	if (fd < 0)
		return unopened(tail, status_from_errno(errno));
	struct batch *batch = source->stat(source->context, fd, &now)
		? unopened(tail, status_from_errno(errno)) : read_open(tail, fd, &now, budget);
	source->close(source->context, fd);
	return batch;
}

struct tail *tail_new(const char *path, uint32_t file)
{
	size_t size = strlen(path) + 1;
	struct tail *tail = data_alloc(1, sizeof *tail);
	if (!tail)
		return NULL;
	*tail = (struct tail){.file = file, .source = files, .block = BLOCK};
	tail->path = data_alloc(size, 1);
	tail->decoder = event_decoder_new(false);
	if (!tail->path || !tail->decoder) {
		tail_free(tail);
		return NULL;
	}
	memcpy(tail->path, path, size);
	return tail;
}

void tail_free(struct tail *tail)
{
	if (!tail)
		return;
	event_decoder_free(tail->decoder);
	free(tail->path);
	free(tail);
}

uint64_t tail_offset(const struct tail *tail)
{
	return tail->offset;
}

void tail_set_source(struct tail *tail, const struct tail_source *source)
{
	tail->source = *source;
}

void tail_set_block(struct tail *tail, size_t block)
{
	tail->block = block;
}
