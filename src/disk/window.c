#include "disk/tail_inside.h"

#include "base/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void window_open(struct reading *r)
{
	struct tail_room *room = r->tail->room;
	if (!room)
		return;
	r->buffer = room->window;
	r->capacity = room->window_size;
}

/* One that a large record made larger is not kept. */
void window_close(struct reading *r)
{
	struct tail_room *room = r->tail->room;
	bool kept = room && r->capacity <= r->tail->block;
	if (room) {
		room->window = kept ? r->buffer : NULL;
		room->window_size = kept ? r->capacity : 0;
	}
	if (!kept)
		free(r->buffer);
	r->buffer = NULL;
	r->capacity = 0;
}

void window_end_at(struct reading *r, uint64_t size)
{
	r->size = size;
	r->size_known = true;
}

void reading_add_problem(struct reading *r, const struct problem *problem)
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
		reading_add_problem(r, &problem);
}

size_t window_read(struct reading *r, uint8_t *into, size_t size, uint64_t from)
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

void window_keep_witness(struct reading *r)
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
	window_keep_witness(r);
	if (!r->before.length)
		r->before = r->tail->witness;
	if (r->begin && r->length)
		memmove(r->buffer, r->buffer + r->begin, r->length);
	r->begin = 0;
	if (want <= r->capacity)
		return true;
	size_t capacity = want > r->tail->block ? want : r->tail->block;
	if (capacity > window_left(r) && !r->tail->room)
		capacity = (size_t)window_left(r);
	uint8_t *grown = data_realloc(r->buffer, capacity, 1);
	if (!grown)
		return false;
	r->buffer = grown;
	r->capacity = capacity;
	return true;
}

enum fill window_fill(struct reading *r, uint64_t want)
{
	while (r->length < want && !window_at_end(r)) {
		if (want > window_left(r))
			want = window_left(r);
		if (!make_room(r, (size_t)want))
			return FILL_NO_MEMORY;
		size_t room = r->capacity - r->length;
		if (room > r->tail->block)
			room = r->tail->block;
		if (room > window_left(r) - r->length) /* what came after the fstat is for the next read */
			room = (size_t)(window_left(r) - r->length);
		size_t got = window_read(r, r->buffer + r->length, room, r->at + r->length);
		if (r->status != STATUS_OK)
			return FILL_FAILED;
		r->length += got;
		if (!got) /* cut since the fstat, or the end of a stream whose size only its end tells */
			window_end_at(r, r->at + r->length);
	}
	return FILLED;
}

bool window_fill_some(struct reading *r, uint64_t want)
{
	enum fill filled = window_fill(r, want);
	if (filled == FILL_NO_MEMORY)
		r->status = STATUS_NO_MEMORY;
	return filled == FILLED;
}
