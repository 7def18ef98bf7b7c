#include "disk/tail_inside.h"

#include "read/record.h"

#include <stdlib.h>

#define AHEAD_TRIES 64 /* headers that are looked behind: each may cost a checksum over all that is read ahead */

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
	if (window_fill(r, bytes_read) != FILLED)
		return false;
	const uint8_t *bytes = r->buffer + r->begin;
	for (int tries = 0; tries < AHEAD_TRIES; tries++, at++) {
		at = record_search(bytes, r->length, at, &found);
		if (!found)
			return false;
		if (two_records(bytes + at, r->length - at)) {
			window_drop(r, at);
			return true;
		}
	}
	return false;
}

/* Reads what follows `r->at` with a tail of its own, which has that much of `tail`. */
static bool read_range(struct reading *r, struct ahead *out)
{
	struct tail *range = r->tail;
	if (!find_record(r, window_left(r)))
		return false;
	r->batch->begin = range->offset = r->at;
	reading_judge(r, UINT64_MAX);
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
	r.batch->file_written = (double)now.mtime_ns / 1e9;
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
