#include "disk/tail.h"

#include "base/alloc.h"
#include "disk/inflate.h"
#include "disk/samples.h"
#include "read/event.h"
#include "read/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)256 * 1024)
#define AHEAD_TRIES 64 /* headers that are looked behind: each may cost a checksum over all that is read ahead */

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
	uint64_t zeros;        /* of the bytes up to there */
};

/*
 * The last bytes before the offset, as they were read. A file that was cut and
 * has grown past the offset again before the next look, or was written anew
 * with the same size, has others there: each record holds a time and a CRC.
 */
#define WITNESS_SIZE 64
struct witness {
	uint64_t end; /* file offset behind them */
	size_t length;
	uint8_t bytes[WITNESS_SIZE];
};

/* What was read before its turn: whole records. */
struct ahead {
	bool there;
	bool never; /* it did not work in this file */
	uint64_t begin, end;
	struct witness witness; /* at its end */
	struct event_place place; /* likewise */
};

struct tail {
	char *path;
	uint32_t file;
	struct inflate *inflate; /* what the default source is */
	struct source source;
	size_t block;
	struct event_decoder *decoder;
	bool seen; /* the file was open once: as it was then */
	struct file_stat last;
	uint64_t offset;
	uint64_t limit; /* no record from here on is for this tail */
	struct loss loss;
	struct witness witness;
	struct samples samples;
	struct ahead ahead;
};

/* One tail_read: a window on the file that slides over it. */
struct reading {
	struct tail *tail;
	struct batch *batch;
	int fd;
	uint64_t size;   /* of the stream; less when it turns out to end before */
	bool size_known; /* false while it is only a bound */
	uint64_t at;   /* file offset of the window's first byte; all before it is judged */
	uint8_t *buffer;
	size_t capacity, begin, length; /* the window is buffer[begin … begin + length); before it are the bytes before it */
	enum status status;
};

/* ---- The window ----------------------------------------------------------- */

static uint64_t left_of(const struct reading *r)
{
	return r->size - r->at;
}

static bool at_end(const struct reading *r)
{
	return r->length == left_of(r);
}

static void end_at(struct reading *r, uint64_t size)
{
	r->size = size;
	r->size_known = true;
}

static void add_problem(struct reading *r, const struct problem *problem)
{
	struct batch *batch = r->batch;
	if (problem_join(batch->problems, batch->problem_count, problem))
		return;
	if (!array_reserve(&batch->problems, &batch->problem_capacity, batch->problem_count + 1)) {
		batch->status = STATUS_NO_MEMORY;
		return;
	}
	batch->problems[batch->problem_count++] = *problem;
}

/* What is wrong with the stream before the bytes that came last. */
static void note_trouble(struct reading *r)
{
	const struct source *source = &r->tail->source;
	struct problem problem;
	while (source->trouble && source->trouble(source->context, false, &problem))
		add_problem(r, &problem);
}

/* pread until something comes. 0 at the end of the file and after an error (r->status). */
static size_t read_some(struct reading *r, uint8_t *into, size_t size, uint64_t from)
{
	const struct source *source = &r->tail->source;
	for (;;) {
		ssize_t got = source->read(source->context, r->fd, into, size, from);
		if (got >= 0) {
			note_trouble(r);
			return (size_t)got;
		}
		if (errno != EINTR) {
			r->status = status_from_errno(errno);
			return 0;
		}
	}
}

static void drop_front(struct reading *r, uint64_t count)
{
	r->at += count;
	if (count <= r->length) {
		r->begin += (size_t)count;
		r->length -= (size_t)count;
	} else { /* not all of it was read */
		r->begin = r->length = 0;
	}
}

/* Keeps what is before the window; in a loss, what was before that. */
static void keep_witness(struct reading *r)
{
	struct witness *witness = &r->tail->witness;
	if (r->tail->loss.open || witness->end == r->at)
		return;
	size_t fresh = r->begin < WITNESS_SIZE ? r->begin : WITNESS_SIZE;
	size_t old = witness->end + r->begin == r->at ? witness->length : 0;
	if (old > WITNESS_SIZE - fresh)
		old = WITNESS_SIZE - fresh;
	memmove(witness->bytes, witness->bytes + witness->length - old, old);
	if (fresh)
		memcpy(witness->bytes + old, r->buffer + r->begin - fresh, fresh);
	witness->length = old + fresh;
	witness->end = r->at;
	if (witness->length >= SAMPLE_SIZE && samples_due(&r->tail->samples, r->at))
		samples_take(&r->tail->samples, r->at, witness->bytes + witness->length - SAMPLE_SIZE);
}

/* Slides what is left (mostly less than a record) to the front, and grows only for a record that needs it. */
static bool make_room(struct reading *r, size_t want)
{
	keep_witness(r);
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
		if (!got) /* cut since the fstat, or the end of a stream whose size only its end tells */
			end_at(r, r->at + r->length);
	}
	return FILLED;
}

/* As `fill` where a block must do: without memory for it there is no reading at all. */
static bool fill_some(struct reading *r, uint64_t want)
{
	enum fill filled = fill(r, want);
	if (filled == FILL_NO_MEMORY)
		r->status = STATUS_NO_MEMORY;
	return filled == FILLED;
}

/* ---- Problems ------------------------------------------------------------- */

static uint64_t count_zeros(const uint8_t *bytes, uint64_t length)
{
	uint64_t zeros = 0;
	for (uint64_t i = 0; i < length; i++)
		zeros += !bytes[i];
	return zeros;
}

/* The open loss goes up to the window's byte `next`, or so far. */
static struct problem loss_so_far(const struct reading *r, size_t next)
{
	const struct loss *loss = &r->tail->loss;
	uint64_t lost = r->at + next - loss->from, zeros = loss->zeros + count_zeros(r->buffer + r->begin, next);
	return (struct problem){.what = loss->what, .offset = loss->from, .bytes_lost = lost, .zeros = 2 * zeros > lost};
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
	keep_witness(r);
	r->tail->loss = (struct loss){
		.open = true, .only_zeros = true, .what = what, .from = r->at, .searched = r->at};
}

/* Moves the search on by a window. */
static enum step search(struct reading *r)
{
	struct loss *loss = &r->tail->loss;
	bool found;
	if (!fill_some(r, RECORD_HEADER + 1))
		return STOP;
	const uint8_t *bytes = r->buffer + r->begin;
	if (loss->only_zeros)
		loss->only_zeros = record_zeros(bytes, r->length) == r->length;
	size_t next = record_search(bytes, r->length, r->at == loss->from, &found);
	if (found) {
		struct problem problem = loss_so_far(r, next);
		add_problem(r, &problem);
		drop_front(r, next);
		loss->open = false;
		return GO_ON;
	}
	if (at_end(r)) {
		struct problem problem = loss_so_far(r, r->length);
		problem.provisional = true;
		if (!loss->only_zeros)
			add_problem(r, &problem);
		r->batch->zeros_pending = loss->only_zeros && r->length;
		drop_front(r, r->length);
		return STOP;
	}
	loss->zeros += count_zeros(bytes, next);
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
			end_at(r, from);
		from += got;
	}
	lose_for_now(r, PROBLEM_PAYLOAD, r->at, r->at + record->size);
	r->batch->zeros_pending = true;
	return STOP;
}

/* Where only a bound is known for the end: what the stream ends with is told by who comes there. */
static void find_end(struct reading *r)
{
	uint8_t block[16384];
	uint64_t from = r->at + r->length;
	while (!r->size_known) {
		size_t got = read_some(r, block, sizeof block, from);
		if (r->status != STATUS_OK)
			return;
		if (!got)
			end_at(r, from);
		from += got;
	}
}

/* A record that is longer than the window. */
static enum step enlarge(struct reading *r, const struct record *record)
{
	if (record->need > left_of(r) && !record->size) {
		find_end(r); /* incomplete; its bytes are left where they are */
		return STOP;
	}
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
	add_problem(r, &(struct problem){.what = PROBLEM_PAYLOAD, .offset = r->at, .bytes_lost = record->size,
		.zeros = 2 * count_zeros(r->buffer + r->begin, record->size) > record->size});
	drop_front(r, record->size);
	return GO_ON;
}

static enum step judge(struct reading *r)
{
	struct record record;
	if (!fill_some(r, RECORD_HEADER) || r->length < RECORD_HEADER)
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

/* Those that need no look at anything but their own bytes: nearly all. */
static void take_run(struct reading *r, uint64_t end)
{
	if (r->at < end)
		drop_front(r, event_decode_run(r->tail->decoder, r->buffer + r->begin, r->length, end - r->at, r->batch));
}

/* The common case in a tight loop: sound records that lie whole in the window. Whatever else comes is for judge. */
static void take_sound(struct reading *r, uint64_t end)
{
	struct record record;
	for (;;) {
		take_run(r, end);
		if (r->at >= end || record_next(r->buffer + r->begin, r->length, false, &record) != RECORD_SOUND)
			return;
		decode(r, &record);
	}
}

/* Judges records until the budget is spent or nothing more can be told. */
static void read_records(struct reading *r, uint64_t budget)
{
	struct tail *tail = r->tail;
	uint64_t begin = r->at, end = begin + budget < begin ? UINT64_MAX : begin + budget;
	uint64_t limit = tail->ahead.there && tail->ahead.begin < tail->limit ? tail->ahead.begin : tail->limit;
	enum step step = GO_ON;
	while (step == GO_ON && left_of(r) && (r->at < limit || tail->loss.open) && (r->at < end || r->at == begin)) {
		step = tail->loss.open ? search(r) : judge(r);
		if (!tail->loss.open)
			take_sound(r, end < limit ? end : limit);
	}
	r->batch->caught_up = step == STOP || !left_of(r);
	keep_witness(r);
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

/* False when the bytes before the offset are others than those that were read. What can't be read tells nothing. */
static bool witness_holds(const struct tail *tail, int fd)
{
	const struct witness *witness = &tail->witness;
	uint8_t bytes[WITNESS_SIZE];
	if (!witness->length)
		return true;
	ssize_t got = tail->source.read(tail->source.context, fd, bytes, witness->length, witness->end - witness->length);
	return got != (ssize_t)witness->length || !memcmp(bytes, witness->bytes, witness->length);
}

/* Back to the start, for a batch that replaces all. False when out of memory: nothing has changed then. */
static bool begin_anew(struct tail *tail, struct batch *batch)
{
	struct event_decoder *decoder = event_decoder_new(false);
	if (!decoder)
		return false;
	event_decoder_free(tail->decoder);
	tail->decoder = decoder;
	tail->offset = 0;
	tail->loss.open = false;
	tail->witness = (struct witness){0};
	samples_fini(&tail->samples);
	tail->ahead.there = false;
	tail->limit = UINT64_MAX;
	batch->restart = true;
	batch->begin = batch->end = 0;
	return true;
}

/*
 * Written to without having grown: where that is no other file altogether, some bytes of what was read may have
 * changed. A short file is read again, in one go; of a long one, samples must hold.
 */
static bool was_touched(const struct tail *tail, const struct file_stat *now, const struct extent *extent)
{
	return tail->seen && extent->size_known && now->size == tail->last.size && now->ctime_ns != tail->last.ctime_ns &&
	       tail->offset;
}

/* False when out of memory: the next read notices it, too. */
static bool notice_restart(struct tail *tail, int fd, const struct file_stat *now, const struct extent *extent,
                           struct batch *batch)
{
	bool same = tail->last.id.dev == now->id.dev && tail->last.id.ino == now->id.ino;
	uint64_t reached = tail->loss.open ? tail->loss.searched : tail->offset;
	if (tail->ahead.there)
		reached = tail->ahead.end;
	/* Going back in a compressed file may mean to inflate all of it: its source watches for itself. */
	bool other = !same || extent->anew || extent->size < reached || (extent->size_known && !witness_holds(tail, fd));
	bool touched = !other && was_touched(tail, now, extent);
	/* Verdicts may hang on bytes behind the offset that are gone. */
	bool shrunk = !other && tail->seen && extent->size_known && now->size < tail->last.size;
	batch->reread = shrunk || (touched && now->size <= TAIL_REREAD);
	if (touched && !batch->reread)
		other = !samples_hold(&tail->samples, &tail->source, fd);
	if (tail->seen && (other || batch->reread) && !begin_anew(tail, batch))
		return false;
	tail->seen = true;
	tail->last = *now;
	return true;
}

static struct batch *unopened(struct tail *tail, enum status status)
{
	struct reading r = {.tail = tail, .batch = batch_new(tail->file, tail->offset)};
	if (r.batch)
		fail(&r, status);
	return r.batch;
}

/* What is wrong with the end of the stream is told anew by each read that gets there. */
static void note_end(struct reading *r)
{
	const struct source *source = &r->tail->source;
	struct problem problem;
	if (r->batch->caught_up && source->trouble && source->trouble(source->context, true, &problem))
		add_problem(r, &problem);
}

/* Closes the gap when it has come to what was read ahead. False when it did not meet it. */
static bool meet_ahead(struct reading *r)
{
	struct tail *tail = r->tail;
	struct ahead *ahead = &tail->ahead;
	if (!ahead->there || r->status != STATUS_OK)
		return true;
	if (tail->offset > ahead->begin || (tail->offset < ahead->begin && r->batch->caught_up))
		return false;
	if (tail->offset == ahead->begin) {
		tail->offset = ahead->end;
		tail->witness = ahead->witness;
		event_decoder_pass(tail->decoder, &ahead->place);
		tail->loss.open = ahead->there = false;
		r->batch->caught_up = false;
	}
	return true;
}

/* In place of a batch that does not fit to what was read ahead. NULL when out of memory. */
static struct batch *take_back(struct tail *tail, struct batch *batch)
{
	struct batch *out = batch_new(tail->file, 0);
	bool done = out && begin_anew(tail, out);
	if (done) {
		out->reread = true;
		out->file_size = out->pending = batch->file_size;
		tail->ahead.never = true;
	} else {
		batch_free(out);
		tail->offset = batch->begin; /* the next read comes to the same again */
		tail->loss.open = false;
	}
	batch_free(batch);
	return done ? out : NULL;
}

static struct batch *read_open(struct tail *tail, int fd, const struct file_stat *now, uint64_t budget)
{
	const struct source *source = &tail->source;
	struct extent extent = {.size = now->size, .size_known = true};
	if (source->extent && source->extent(source->context, fd, now, &extent))
		return unopened(tail, status_from_errno(errno));
	struct reading r = {.tail = tail, .fd = fd, .size = extent.size, .size_known = extent.size_known};
	r.batch = batch_new(tail->file, tail->offset);
	/* Room for a first problem: want of memory must be told when it comes. */
	if (!r.batch || !array_reserve(&r.batch->problems, &r.batch->problem_capacity, 1) ||
	    !notice_restart(tail, fd, now, &extent, r.batch)) {
		batch_free(r.batch);
		return NULL;
	}
	r.at = tail->loss.open ? tail->loss.searched : tail->offset;
	read_records(&r, budget);
	if (r.status != STATUS_OK)
		fail(&r, r.status);
	note_end(&r);
	if (event_flush(tail->decoder, r.batch) != STATUS_OK)
		r.batch->status = STATUS_NO_MEMORY;
	r.batch->end = tail->offset;
	r.batch->file_size = now->size;
	free(r.buffer);
	if (!meet_ahead(&r))
		return take_back(tail, r.batch);
	uint64_t reached = tail->ahead.there ? tail->ahead.end : tail->offset;
	r.batch->pending = r.size_known ? r.size - reached : 0;
	return r.batch;
}

/* ---- Ahead ---------------------------------------------------------------- */

/* True when two sound records lie one behind the other there: a header alone may be part of a payload. */
static bool two_records(const uint8_t *bytes, size_t length)
{
	struct record record;
	if (record_next(bytes, length, true, &record) != RECORD_SOUND)
		return false;
	return record_next(bytes + record.size, length - record.size, true, &record) == RECORD_SOUND;
}

/* Reads `bytes`, or all up to the end of the file, and goes to the first record in it. */
static bool find_record(struct reading *r, uint64_t bytes_read)
{
	bool found;
	size_t at = 0;
	if (fill(r, bytes_read) != FILLED)
		return false;
	const uint8_t *bytes = r->buffer + r->begin;
	for (int tries = 0; tries < AHEAD_TRIES; tries++, at++) {
		at = record_search(bytes, r->length, at, &found);
		if (!found)
			return false;
		if (two_records(bytes + at, r->length - at)) {
			drop_front(r, at);
			return true;
		}
	}
	return false;
}

/* Reads what follows `r->at` with a tail of its own, which has that much of `tail`. */
static bool read_range(struct reading *r, struct ahead *out)
{
	struct tail *range = r->tail;
	if (!find_record(r, left_of(r)))
		return false;
	r->batch->begin = range->offset = r->at;
	read_records(r, UINT64_MAX);
	if (r->status != STATUS_OK || event_flush(range->decoder, r->batch) != STATUS_OK ||
	    r->batch->status != STATUS_OK)
		return false;
	r->batch->end = range->offset;
	*out = (struct ahead){.there = true, .begin = r->batch->begin, .end = range->offset, .witness = range->witness,
	                       .place = event_decoder_place(range->decoder)};
	return true;
}

/* True when the file is still the one that was read and can be entered anywhere: compressed ones can't. */
static bool can_enter(struct tail *tail, int fd, struct file_stat *now)
{
	const struct source *source = &tail->source;
	if (source->stat(source->context, fd, now) || now->id.dev != tail->last.id.dev ||
	    now->id.ino != tail->last.id.ino)
		return false;
	struct extent extent = {.size = now->size, .size_known = true};
	if (source->extent && source->extent(source->context, fd, now, &extent))
		return false;
	if (extent.anew)
		tail->last.id = (struct file_id){0}; /* the source says so once: the next read must know it, too */
	return extent.size_known && extent.size == now->size && !extent.anew;
}

static struct batch *read_ahead(struct tail *tail, int fd, uint64_t bytes)
{
	struct file_stat now;
	if (!can_enter(tail, fd, &now) || now.size <= bytes || now.size - bytes <= tail->offset)
		return NULL;
	struct tail range = *tail;
	range.loss.open = false;
	range.witness = (struct witness){0};
	range.samples = (struct samples){0};
	range.decoder = event_decoder_fork(tail->decoder);
	struct reading r = {.tail = &range, .fd = fd, .size = now.size, .size_known = true, .at = now.size - bytes};
	r.batch = batch_new(tail->file, r.at);
	bool read = range.decoder && r.batch && read_range(&r, &tail->ahead);
	event_decoder_free(range.decoder);
	samples_fini(&range.samples);
	free(r.buffer);
	if (!read) {
		batch_free(r.batch);
		return NULL;
	}
	r.batch->file_size = now.size;
	r.batch->pending = r.size - r.batch->end;
	r.batch->caught_up = false; /* the tail is not */
	return r.batch;
}

struct batch *tail_read_ahead(struct tail *tail, uint64_t bytes)
{
	const struct source *source = &tail->source;
	if (!tail->offset || tail->loss.open || tail->ahead.there || tail->ahead.never)
		return NULL;
	int fd = source->open(source->context, tail->path);
	struct batch *batch = fd < 0 ? NULL : read_ahead(tail, fd, bytes);
	if (fd >= 0)
		source->close(source->context, fd);
	return batch;
}

/* ---- Stretches ------------------------------------------------------------- */

#define SEEK_LEAST ((uint64_t)64 << 10)
#define SEEK_MOST ((uint64_t)4 << 20)

static bool seek_in(struct tail *tail, int fd, uint64_t from)
{
	struct file_stat now;
	if (!can_enter(tail, fd, &now) || now.size <= from)
		return false;
	bool found = false;
	for (uint64_t bytes = SEEK_LEAST; !found && bytes <= SEEK_MOST; bytes *= 8) {
		struct reading r = {.tail = tail, .fd = fd, .size = now.size, .size_known = true, .at = from};
		found = find_record(&r, bytes);
		tail->offset = r.at;
		free(r.buffer);
	}
	return found;
}

bool tail_seek(struct tail *tail, uint64_t from)
{
	const struct source *source = &tail->source;
	int fd = source->open(source->context, tail->path);
	bool found = fd >= 0 && seek_in(tail, fd, from);
	if (fd >= 0)
		source->close(source->context, fd);
	tail->witness = (struct witness){0};
	return found;
}

void tail_limit(struct tail *tail, uint64_t limit)
{
	tail->limit = limit;
}

struct tail *tail_fork(const struct tail *tail)
{
	struct event_decoder *decoder = event_decoder_fork(tail->decoder);
	struct tail *fork = decoder ? tail_new(tail->path, tail->file) : NULL;
	if (!fork) {
		event_decoder_free(decoder);
		return NULL;
	}
	event_decoder_free(fork->decoder);
	fork->decoder = decoder;
	fork->block = tail->block;
	fork->seen = tail->seen;
	fork->last = tail->last;
	fork->offset = tail->offset;
	fork->witness = tail->witness;
	if (tail->source.context != tail->inflate)
		fork->source = tail->source;
	return fork;
}

/* ---- The tail ------------------------------------------------------------- */

struct batch *tail_read(struct tail *tail, uint64_t budget)
{
	const struct source *source = &tail->source;
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
	*tail = (struct tail){.file = file, .block = BLOCK, .limit = UINT64_MAX};
	tail->path = data_alloc(size, 1);
	tail->decoder = event_decoder_new(false);
	tail->inflate = inflate_new(&source_files);
	if (!tail->path || !tail->decoder || !tail->inflate) {
		tail_free(tail);
		return NULL;
	}
	tail->source = inflate_source(tail->inflate);
	memcpy(tail->path, path, size);
	return tail;
}

void tail_free(struct tail *tail)
{
	if (!tail)
		return;
	event_decoder_free(tail->decoder);
	samples_fini(&tail->samples);
	inflate_free(tail->inflate);
	free(tail->path);
	free(tail);
}

uint64_t tail_offset(const struct tail *tail)
{
	return tail->offset;
}

void tail_set_source(struct tail *tail, const struct source *source)
{
	tail->source = *source;
}

void tail_set_block(struct tail *tail, size_t block)
{
	tail->block = block;
}
