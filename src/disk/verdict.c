#include "disk/tail_inside.h"

#include "read/record.h"

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
	reading_add_problem(r, &(struct problem){.what = what, .status = status, .offset = from, .bytes_lost = end - from});
}

/* The last record of the file, which will be judged again when it has grown. Zeros behind it may have begun in it. */
static void lose_last(struct reading *r, const struct record *record, bool zeros_behind)
{
	const uint8_t *bytes = r->buffer + r->begin, *footer = bytes + record->size - RECORD_FOOTER;
	bool cut_by_zeros = zeros_behind && record_zeros(footer, RECORD_FOOTER) == RECORD_FOOTER;
	reading_add_problem(r, &(struct problem){
		.what = PROBLEM_PAYLOAD, .offset = r->at, .bytes_lost = record->size, .provisional = true,
		.zeros = cut_by_zeros || 2 * count_zeros(bytes, record->size) > record->size});
	r->batch->zeros_pending = zeros_behind;
}

/* ---- Records -------------------------------------------------------------- */

enum step { GO_ON, STOP };

static void begin_loss(struct reading *r, enum problem_what what)
{
	window_keep_witness(r);
	r->tail->loss = (struct loss){
		.open = true, .only_zeros = true, .what = what, .from = r->at, .searched = r->at};
}

/* Moves the search on by a window. */
static enum step search(struct reading *r)
{
	struct loss *loss = &r->tail->loss;
	bool found;
	if (!window_fill_some(r, RECORD_HEADER + 1))
		return STOP;
	const uint8_t *bytes = r->buffer + r->begin;
	if (loss->only_zeros)
		loss->only_zeros = record_zeros(bytes, r->length) == r->length;
	size_t next = record_search(bytes, r->length, r->at == loss->from, &found);
	if (found) {
		struct problem problem = loss_so_far(r, next);
		reading_add_problem(r, &problem);
		window_drop(r, next);
		loss->open = false;
		return GO_ON;
	}
	if (window_at_end(r)) {
		struct problem problem = loss_so_far(r, r->length);
		problem.provisional = true;
		if (!loss->only_zeros)
			reading_add_problem(r, &problem);
		r->batch->zeros_pending = loss->only_zeros && r->length;
		window_drop(r, r->length);
		return STOP;
	}
	loss->zeros += count_zeros(bytes, next);
	window_drop(r, next);
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
		size_t got = window_read(r, block, size, from);
		if (r->status != STATUS_OK)
			return STOP;
		if (record_zeros(block, got) < got) {
			begin_loss(r, PROBLEM_PAYLOAD);
			return GO_ON;
		}
		if (!got)
			window_end_at(r, from);
		from += got;
	}
	lose_last(r, record, true);
	return STOP;
}

/* Where only a bound is known for the end: what the stream ends with is told by who comes there. */
static void find_end(struct reading *r)
{
	uint8_t block[16384];
	uint64_t from = r->at + r->length;
	while (!r->size_known) {
		size_t got = window_read(r, block, sizeof block, from);
		if (r->status != STATUS_OK)
			return;
		if (!got)
			window_end_at(r, from);
		from += got;
	}
}

/* A record that is longer than the window. */
static enum step enlarge(struct reading *r, const struct record *record)
{
	if (record->need > window_left(r) && !record->size) {
		find_end(r); /* incomplete; its bytes are left where they are */
		return STOP;
	}
	switch (window_fill(r, record->need)) {
	case FILLED: return GO_ON;
	case FILL_FAILED: return STOP;
	case FILL_NO_MEMORY: break;
	}
	uint64_t end = r->at + (record->size ? record->size : record->need);
	lose(r, PROBLEM_LIMIT, STATUS_NO_MEMORY, r->at, end);
	window_drop(r, end - r->at);
	return GO_ON;
}

static enum step more(struct reading *r, const struct record *record)
{
	if (window_at_end(r))
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
	window_drop(r, record->size);
	return GO_ON;
}

static enum step bad_payload(struct reading *r, const struct record *record)
{
	if (record->at_edge) {
		size_t behind = r->length - record->size;
		lose_last(r, record, behind && record_zeros(r->buffer + r->begin + record->size, behind) == behind);
		return STOP;
	}
	reading_add_problem(r, &(struct problem){.what = PROBLEM_PAYLOAD, .offset = r->at, .bytes_lost = record->size,
		.zeros = 2 * count_zeros(r->buffer + r->begin, record->size) > record->size});
	window_drop(r, record->size);
	return GO_ON;
}

static enum step judge(struct reading *r)
{
	struct record record;
	if (!window_fill_some(r, RECORD_HEADER) || r->length < RECORD_HEADER)
		return STOP;
	const uint8_t *bytes = r->buffer + r->begin;
	/* Never sound. The search looks for the end of the zeros: it needs no memory for them. */
	if (record_zeros(bytes, RECORD_HEADER) == RECORD_HEADER) {
		begin_loss(r, PROBLEM_LENGTH);
		return GO_ON;
	}
	switch (record_next(bytes, r->length, window_at_end(r), &record)) {
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
		window_drop(r, event_decode_run(r->tail->decoder, r->buffer + r->begin, r->length, end - r->at, r->batch));
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

void reading_judge(struct reading *r, uint64_t budget)
{
	struct tail *tail = r->tail;
	uint64_t begin = r->at, end = begin + budget < begin ? UINT64_MAX : begin + budget;
	uint64_t limit = tail->ahead.there && tail->ahead.begin < tail->limit ? tail->ahead.begin : tail->limit;
	enum step step = GO_ON;
	while (step == GO_ON && window_left(r) && (r->at < limit || tail->loss.open) && (r->at < end || r->at == begin)) {
		step = tail->loss.open ? search(r) : judge(r);
		if (!tail->loss.open)
			take_sound(r, end < limit ? end : limit);
	}
	r->batch->caught_up = step == STOP || !window_left(r);
	window_keep_witness(r);
	tail->offset = tail->loss.open ? tail->loss.from : r->at;
	if (r->batch->caught_up)
		tail->loss.open = false;
}
