#include "disk/tail_inside.h"

#include "base/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)256 * 1024)

/* ---- A read --------------------------------------------------------------- */

static void fail(struct reading *r, enum status status)
{
	/* Provisional: the next read tries again, and says so if it fails, too. */
	reading_add_problem(r, &(struct problem){
		.what = PROBLEM_UNREADABLE, .status = status, .offset = r->at + r->length, .provisional = true});
	r->batch->status = status;
	r->batch->caught_up = true;
}

enum sight { SIGHT_NONE, SIGHT_SAME, SIGHT_OTHER, SIGHT_CUT }; /* NONE: can't be read, which tells nothing */

/* What the file has where the witness was read. */
static enum sight witness_sight(const struct tail *tail, const struct witness *witness, int fd)
{
	const struct source *source = &tail->source;
	uint64_t begin = witness->end - witness->length;
	uint8_t bytes[WITNESS_SIZE];
	size_t length = 0;
	while (length < witness->length) {
		ssize_t got = source->read(source->context, fd, bytes + length, witness->length - length, begin + length);
		if (got <= 0)
			return got < 0 ? SIGHT_NONE : SIGHT_CUT;
		length += (size_t)got;
	}
	if (!length)
		return SIGHT_NONE;
	return memcmp(bytes, witness->bytes, length) ? SIGHT_OTHER : SIGHT_SAME;
}

/* Back to the start, for a batch that replaces all. */
static void begin_anew(struct tail *tail, struct batch *batch)
{
	event_decoder_another(tail->decoder);
	tail->offset = 0;
	tail->loss.open = false;
	tail->witness = (struct witness){0};
	samples_fini(&tail->samples);
	tail->ahead.there = false;
	tail->limit = UINT64_MAX;
	batch->restart = true;
	batch->begin = batch->end = 0;
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

/*
 * Grown, with so few bytes before the offset that another file may begin with the same: each begins with the length of
 * a first record like any other's. It is as another file's inode given out again, and what is left of a cut file, look.
 */
static bool is_unsure(const struct tail *tail, const struct file_stat *now, const struct extent *extent, uint64_t reached)
{
	return tail->seen && extent->size_known && now->size != tail->last.size && reached &&
	       tail->witness.length < WITNESS_LEAST;
}

static void notice_restart(struct tail *tail, int fd, const struct file_stat *now, const struct extent *extent,
                           struct batch *batch)
{
	bool same = tail->last.id.dev == now->id.dev && tail->last.id.ino == now->id.ino;
	uint64_t reached = tail->loss.open ? tail->loss.searched : tail->offset;
	if (tail->ahead.there)
		reached = tail->ahead.end;
	/* Going back in a compressed file may mean to inflate all of it: its source watches for itself. */
	bool other = !same || extent->anew || extent->size < reached ||
	             (extent->size_known && witness_sight(tail, &tail->witness, fd) == SIGHT_OTHER);
	bool touched = !other && (was_touched(tail, now, extent) || is_unsure(tail, now, extent, reached));
	/* Verdicts may hang on bytes behind the offset that are gone. */
	bool shrunk = !other && tail->seen && extent->size_known && now->size < tail->last.size;
	batch->reread = shrunk || (touched && now->size <= TAIL_REREAD);
	if (touched && !batch->reread)
		other = !samples_hold(&tail->samples, &tail->source, fd);
	if (tail->seen && (other || batch->reread))
		begin_anew(tail, batch);
	tail->seen = true;
	tail->last = *now;
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
		reading_add_problem(r, &problem);
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

/* In place of a batch that does not fit to what was read before, or ahead. NULL when out of memory. */
static struct batch *take_back(struct tail *tail, struct batch *batch)
{
	struct batch *out = batch_new(tail->file, 0);
	if (out) {
		begin_anew(tail, out);
		out->reread = true;
		out->file_size = out->pending = batch->file_size;
	} else {
		tail->offset = batch->begin; /* the next read comes to the same again */
		tail->loss.open = false;
	}
	batch_free(batch);
	return out;
}

/*
 * While it was read, the file was cut and written anew, so that these bytes do not go on from those before them. To the
 * next read it would look like one that has only grown: it ends with what was read last.
 */
static bool was_replaced_meanwhile(const struct reading *r, const struct extent *extent)
{
	if (!extent->size_known || r->status != STATUS_OK)
		return false;
	enum sight sight = witness_sight(r->tail, &r->before, r->fd);
	return sight == SIGHT_OTHER || sight == SIGHT_CUT;
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
	if (!r.batch || !array_reserve(&r.batch->problems, &r.batch->problem_capacity, 1)) {
		batch_free(r.batch);
		return NULL;
	}
	notice_restart(tail, fd, now, &extent, r.batch);
	r.at = tail->loss.open ? tail->loss.searched : tail->offset;
	window_open(&r);
	reading_judge(&r, budget);
	if (r.status != STATUS_OK)
		fail(&r, r.status);
	note_end(&r);
	if (event_flush(tail->decoder, r.batch) != STATUS_OK)
		r.batch->status = STATUS_NO_MEMORY;
	r.batch->end = tail->offset;
	r.batch->file_size = now->size;
	r.batch->file_written = (double)now->mtime_ns / 1e9;
	window_close(&r);
	if (was_replaced_meanwhile(&r, &extent))
		return take_back(tail, r.batch);
	if (!meet_ahead(&r)) {
		tail->ahead.never = true;
		return take_back(tail, r.batch);
	}
	uint64_t reached = tail->ahead.there ? tail->ahead.end : tail->offset;
	r.batch->pending = r.size_known ? r.size - reached : 0;
	return r.batch;
}

/* ---- Another name ---------------------------------------------------------- */

/* Unlike above: what can't be read is no proof. */
static bool witness_is_there(const struct tail *tail, const struct witness *witness, int fd)
{
	if (witness->length < WITNESS_LEAST)
		return !tail->offset; /* it has read nothing */
	return witness_sight(tail, witness, fd) == SIGHT_SAME;
}

static bool has_all(struct tail *tail, int fd)
{
	const struct source *source = &tail->source;
	struct file_stat now;
	if (source->stat(source->context, fd, &now))
		return false;
	struct extent extent = {.size = now.size, .size_known = true};
	if (source->extent && (source->extent(source->context, fd, &now, &extent) || extent.anew))
		return false;
	return witness_is_there(tail, tail->ahead.there ? &tail->ahead.witness : &tail->witness, fd) &&
	       samples_hold(&tail->samples, source, fd);
}

bool tail_is_in(struct tail *tail, const char *path)
{
	const struct source *source = &tail->source;
	int fd = source->open(source->context, path);
	bool is_in = fd >= 0 && has_all(tail, fd);
	if (fd >= 0)
		source->close(source->context, fd);
	return is_in;
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

bool tail_another(struct tail *tail, const char *path, uint32_t file)
{
	size_t size = strlen(path) + 1;
	char *copy = data_realloc(tail->path, size, 1);
	if (!copy)
		return false;
	memcpy(copy, path, size);
	event_decoder_another(tail->decoder);
	samples_fini(&tail->samples);
	inflate_another(tail->inflate);
	*tail = (struct tail){
		.path = copy, .file = file, .inflate = tail->inflate, .source = tail->source, .block = tail->block,
		.decoder = tail->decoder, .room = tail->room, .limit = UINT64_MAX,
	};
	return true;
}

void tail_lend(struct tail *tail, struct tail_room *room)
{
	tail->room = room;
	event_decoder_lend(tail->decoder, room ? &room->slab : NULL);
}

void tail_room_fini(struct tail_room *room)
{
	free(room->window);
	slab_unref(room->slab);
	*room = (struct tail_room){0};
}

uint64_t tail_offset(const struct tail *tail)
{
	return tail->offset;
}

const struct file_stat *tail_last(const struct tail *tail)
{
	return &tail->last;
}

const char *tail_path(const struct tail *tail)
{
	return tail->path;
}

void tail_set_source(struct tail *tail, const struct source *source)
{
	tail->source = *source;
}

void tail_set_block(struct tail *tail, size_t block)
{
	tail->block = block;
}
