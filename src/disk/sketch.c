#include "disk/sketch.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COARSEST 6 /* times that all numbers are halved, before a file is too much */

struct sketch {
	struct ranges ranges; /* by begin */
	uint64_t size;        /* of the file */
	size_t rows, marks;
	unsigned coarse;      /* how often the numbers of ranges and stretches were halved */
	bool given_up;
};

void ranges_fini(struct ranges *ranges)
{
	for (size_t i = 0; i < ranges->count; i++)
		batch_free(ranges->items[i]);
	free(ranges->items);
	*ranges = (struct ranges){0};
}

struct sketch *sketch_new(void)
{
	struct sketch *sketch = data_alloc(1, sizeof *sketch);
	if (sketch)
		*sketch = (struct sketch){0};
	return sketch;
}

static void forget(struct sketch *sketch)
{
	ranges_fini(&sketch->ranges);
	*sketch = (struct sketch){0};
}

void sketch_free(struct sketch *sketch)
{
	if (!sketch)
		return;
	forget(sketch);
	free(sketch);
}

static void give_up(struct sketch *sketch)
{
	forget(sketch);
	sketch->given_up = true;
}

/* ---- Rows -------------------------------------------------------------------- */

/* A row that is to be kept: where it lies. */
struct pick {
	const struct chunk *chunk;
	size_t row;   /* in the chunk; UNKNOWN: the first with the value that is looked for */
	size_t place; /* in the stretch; of a row that is unknown, that of the chunk's first */
};
#define UNKNOWN SIZE_MAX

enum { FIRST, LEAST, GREATEST, ODD, LAST, PICKS };

/* Rows of one epoch and type, as they come, of which some are picked in each stretch. */
struct picking {
	struct batch_series *to;
	enum number_type type;
	uint32_t epoch;
	size_t stretch;          /* rows of one */
	struct row rows[CHUNK_ROWS];
	size_t count;            /* in `rows`: picked, not sealed yet */
	struct pick picks[PICKS]; /* of this stretch; without a chunk for none */
	double least, greatest;
	size_t seen;             /* rows of the stretch so far */
	bool failed;
};

static void seal(struct picking *picking)
{
	struct batch_series *to = picking->to;
	if (!picking->count)
		return;
	struct chunk *chunk = NULL;
	if (array_reserve(&to->chunks, &to->chunk_capacity, to->chunk_count + 1))
		chunk = chunk_seal(picking->rows, picking->count, picking->type);
	if (chunk)
		to->chunks[to->chunk_count++] = (struct batch_chunk){chunk, picking->epoch};
	picking->failed |= !chunk;
	picking->count = 0;
}

static void find_row(struct pick *pick, double value)
{
	double values[CHUNK_ROWS];
	size_t count = chunk_summary(pick->chunk)->count, row = 0;
	chunk_values(pick->chunk, 0, count, values);
	while (row + 1 < count && (isnan(value) ? isfinite(values[row]) : values[row] != value))
		row++;
	pick->row = row;
	pick->place += row;
}

/* The stretch is over: its picks in the order in which they stand, each once. */
static void end_stretch(struct picking *picking)
{
	const double values[PICKS] = {[LEAST] = picking->least, [GREATEST] = picking->greatest, [ODD] = NAN};
	size_t done = 0; /* places before it */
	if (picking->count + PICKS > CHUNK_ROWS)
		seal(picking);
	for (size_t i = 0; i < PICKS; i++)
		if (picking->picks[i].chunk && picking->picks[i].row == UNKNOWN)
			find_row(&picking->picks[i], values[i]);
	for (;;) {
		const struct pick *next = NULL;
		for (const struct pick *pick = picking->picks; pick < picking->picks + PICKS; pick++)
			if (pick->chunk && pick->place >= done && (!next || pick->place < next->place))
				next = pick;
		if (!next)
			break;
		picking->rows[picking->count++] = chunk_row(next->chunk, next->row);
		done = next->place + 1;
	}
	memset(picking->picks, 0, sizeof picking->picks);
	picking->least = INFINITY;
	picking->greatest = -INFINITY;
	picking->seen = 0;
}

/* A whole chunk: its summary tells what to look for, and mostly it is looked for elsewhere in the end. */
static void take_chunk(struct picking *picking, const struct chunk *chunk)
{
	const struct chunk_summary *summary = chunk_summary(chunk);
	struct pick whole = {chunk, UNKNOWN, picking->seen};
	if (summary->min < picking->least) {
		picking->picks[LEAST] = whole;
		picking->least = summary->min;
	}
	if (summary->max > picking->greatest) {
		picking->picks[GREATEST] = whole;
		picking->greatest = summary->max;
	}
	if (summary->nan + summary->infinite && !picking->picks[ODD].chunk)
		picking->picks[ODD] = whole;
}

static void take_values(struct picking *picking, const struct chunk *chunk, size_t from, size_t to)
{
	double values[CHUNK_ROWS];
	chunk_values(chunk, from, to, values);
	for (size_t i = 0; i < to - from; i++) {
		struct pick here = {chunk, from + i, picking->seen + i};
		if (!isfinite(values[i]) && !picking->picks[ODD].chunk)
			picking->picks[ODD] = here;
		if (isfinite(values[i]) && values[i] < picking->least) {
			picking->picks[LEAST] = here;
			picking->least = values[i];
		}
		if (isfinite(values[i]) && values[i] > picking->greatest) {
			picking->picks[GREATEST] = here;
			picking->greatest = values[i];
		}
	}
}

/* Rows of a chunk that are of one stretch. */
static void take_rows(struct picking *picking, const struct chunk *chunk, size_t from, size_t to)
{
	if (!picking->seen)
		picking->picks[FIRST] = (struct pick){chunk, from, 0};
	if (to - from == chunk_summary(chunk)->count)
		take_chunk(picking, chunk);
	else
		take_values(picking, chunk, from, to);
	picking->picks[LAST] = (struct pick){chunk, to - 1, picking->seen + (to - from) - 1};
	picking->seen += to - from;
	if (picking->seen >= picking->stretch)
		end_stretch(picking);
}

/* Long stretches end where chunks do: these need not be unpacked. */
static void take_link(struct picking *picking, const struct chunk *chunk)
{
	size_t count = chunk_summary(chunk)->count;
	for (size_t at = 0, to; at < count; at = to) {
		size_t left = picking->stretch - picking->seen;
		to = picking->stretch >= CHUNK_ROWS || left > count - at ? count : at + left;
		take_rows(picking, chunk, at, to);
	}
}

/* Chunks from `from` on that are of one epoch and type. */
static size_t alike(const struct batch_series *series, size_t from, size_t *rows)
{
	size_t to = from;
	for (*rows = 0; to < series->chunk_count && series->chunks[to].epoch == series->chunks[from].epoch &&
	     chunk_type(series->chunks[to].chunk) == chunk_type(series->chunks[from].chunk); to++)
		*rows += chunk_summary(series->chunks[to].chunk)->count;
	return to;
}

/* Adds to `to` what is picked of the rows of `from`, about `parts` stretches of them. */
static bool pick_rows(struct batch_series *to, const struct batch_series *from, uint32_t epoch, size_t parts)
{
	struct picking picking = {.to = to, .least = INFINITY, .greatest = -INFINITY};
	size_t total;
	for (size_t at = 0; at < from->chunk_count && !picking.failed;) {
		size_t end = alike(from, at, &total);
		picking.type = chunk_type(from->chunks[at].chunk);
		picking.epoch = from->chunks[at].epoch + epoch;
		picking.stretch = total / parts + 1;
		if (picking.stretch < PICKS) /* else as many would be picked of fewer */
			picking.stretch = PICKS;
		for (; at < end; at++)
			take_link(&picking, from->chunks[at].chunk);
		end_stretch(&picking);
		seal(&picking);
	}
	return !picking.failed;
}

static size_t count_rows(const struct batch *batch)
{
	size_t rows = 0;
	for (size_t i = 0; i < batch->series_count; i++)
		for (size_t k = 0; k < batch->series[i].chunk_count; k++)
			rows += chunk_summary(batch->series[i].chunks[k].chunk)->count;
	return rows;
}

/* ---- Ranges ------------------------------------------------------------------ */

static char *copy_text(const char *text, size_t length)
{
	char *copy = data_alloc(length + 1, 1);
	if (copy && length)
		memcpy(copy, text, length);
	if (copy)
		copy[length] = '\0';
	return copy;
}

static struct metadata *copy_metadata(const struct metadata *from)
{
	struct metadata *to = data_alloc(1, sizeof *to);
	if (!to)
		return NULL;
	*to = *from;
	to->plugin = copy_text(from->plugin, from->plugin_length);
	to->display_name = copy_text(from->display_name, from->display_name_length);
	to->description = copy_text(from->description, from->description_length);
	to->content = copy_text(from->content, from->content_length);
	if (to->plugin && to->display_name && to->description && to->content)
		return to;
	metadata_free(to);
	return NULL;
}

/*
 * The place of the tag among the first `known` of the batch, mostly at `hint`; a new one where there is none.
 * SIZE_MAX when out of memory.
 */
static size_t series_place(struct batch *batch, size_t known, const struct batch_series *like, size_t hint)
{
	struct slice tag = slice_make(like->tag, like->tag_length);
	for (size_t i = 0; i < known; i++) {
		size_t at = (hint + i) % known;
		if (slice_equal(slice_make(batch->series[at].tag, batch->series[at].tag_length), tag))
			return at;
	}
	if (!array_reserve(&batch->series, &batch->series_capacity, batch->series_count + 1))
		return SIZE_MAX;
	char *copy = copy_text(like->tag, like->tag_length);
	if (!copy)
		return SIZE_MAX;
	batch->series[batch->series_count] = (struct batch_series){.tag = copy, .tag_length = like->tag_length};
	return batch->series_count++;
}

static bool join_series(struct batch *to, size_t at, const struct batch_series *from, uint32_t epoch, size_t parts)
{
	struct batch_series *series = &to->series[at];
	if (from->metadata && !series->metadata) {
		series->metadata = copy_metadata(from->metadata);
		if (!series->metadata)
			return false;
	}
	return pick_rows(series, from, epoch, parts);
}

static bool join_marks(struct batch *to, const struct batch *from, const uint32_t *places)
{
	if (!array_reserve(&to->marks, &to->mark_capacity, to->mark_count + from->mark_count))
		return false;
	for (size_t i = 0; i < from->mark_count; i++) {
		struct mark mark = from->marks[i];
		mark.series = mark.what == MARK_REWIND && mark.series < from->series_count ? places[mark.series] : UINT32_MAX;
		to->marks[to->mark_count++] = mark;
	}
	return true;
}

static void join_ends(struct batch *to, const struct batch *from, uint32_t epoch)
{
	if (from->has_event && !to->has_event)
		to->first_wall = from->first_wall;
	if (from->has_event)
		to->last_wall = from->last_wall;
	to->has_event |= from->has_event;
	to->max_wall = fmax(to->max_wall, from->max_wall);
	if (from->has_summary && !to->has_summary) {
		to->first_summary_step = from->first_summary_step;
		to->first_summary_wall = from->first_summary_wall;
		to->first_summary_told = from->first_summary_told;
		to->first_summary_epoch = epoch + from->first_summary_epoch;
		to->first_summary_series = from->first_summary_series;
		if (to->first_summary_series > from->series_count)
			to->first_summary_series = (uint32_t)from->series_count;
	}
	if (from->has_summary)
		to->last_summary_step = from->last_summary_step;
	to->has_summary |= from->has_summary;
	to->end = from->end;
}

/* Adds to the range `to` what lies right behind it. False when out of memory. */
static bool join(struct batch *to, const struct batch *from, size_t parts)
{
	uint32_t epoch = (uint32_t)to->mark_count;
	size_t known = to->series_count;
	uint32_t *places = data_alloc(from->series_count, sizeof *places);
	bool kept = places != NULL;
	for (size_t i = 0; i < from->series_count && kept; i++) {
		size_t at = series_place(to, known, &from->series[i], i ? places[i - 1] + 1 : 0);
		kept = at != SIZE_MAX && join_series(to, at, &from->series[i], epoch, parts);
		places[i] = (uint32_t)at;
	}
	kept = kept && join_marks(to, from, places);
	free(places);
	join_ends(to, from, epoch);
	return kept;
}

static struct batch *range_of(const struct batch *batch, size_t parts)
{
	struct batch *range = batch_new(batch->file, batch->begin);
	if (range && join(range, batch, parts))
		return range;
	batch_free(range);
	return NULL;
}

/*
 * True when `b` says of itself all that there is to say behind `a`: a step back from one to the other is only
 * told where the reader knew of both, and first tags count as such only at the start.
 */
static bool can_join(const struct batch *a, const struct batch *b)
{
	if (a->end != b->begin)
		return false;
	if (!a->has_summary)
		return !b->has_summary || !a->series_count;
	return !b->has_summary || b->first_summary_told || b->first_summary_step >= a->last_summary_step;
}

/* ---- The sketch -------------------------------------------------------------- */

/* Stretches for a range: by its share of the file. */
static size_t parts_of(const struct sketch *sketch, const struct batch *range)
{
	double share = sketch->size ? (double)(range->end - range->begin) / (double)sketch->size : 1;
	size_t parts = (size_t)(fmin(share, 1) * (SKETCH_PARTS >> sketch->coarse));
	return parts ? parts : 1;
}

/* In the place of the range at `at`, and of the next with `both`, comes what is picked of them. */
static bool pick_again(struct sketch *sketch, size_t at, bool both)
{
	struct ranges *ranges = &sketch->ranges;
	struct batch *old = ranges->items[at], *next = both ? ranges->items[at + 1] : NULL;
	struct batch *range = range_of(old, parts_of(sketch, old));
	if (range && next && !join(range, next, parts_of(sketch, next))) {
		batch_free(range);
		range = NULL;
	}
	if (!range)
		return false;
	sketch->rows += count_rows(range) - count_rows(old) - (next ? count_rows(next) : 0);
	batch_free(old);
	batch_free(next);
	ranges->items[at] = range;
	if (next) {
		ranges->count--;
		memmove(ranges->items + at + 1, ranges->items + at + 2, (ranges->count - at - 1) * sizeof *ranges->items);
	}
	return true;
}

/*
 * The two neighbours that are least together. The first range stays as it is, and the last: who reads the file
 * again begins with these, and what overlaps is of no use then. 0 when there are none.
 */
static size_t least_pair(const struct ranges *ranges)
{
	uint64_t least = UINT64_MAX;
	size_t found = 0;
	for (size_t i = 1; i + 2 < ranges->count; i++) {
		const struct batch *a = ranges->items[i], *b = ranges->items[i + 1];
		if (b->end - a->begin < least && can_join(a, b)) {
			least = b->end - a->begin;
			found = i;
		}
	}
	return found;
}

static bool bound_ranges(struct sketch *sketch)
{
	while (sketch->ranges.count > (size_t)SKETCH_RANGES >> sketch->coarse) {
		size_t pair = least_pair(&sketch->ranges);
		if (!pair || !pick_again(sketch, pair, true))
			return false;
	}
	return true;
}

static bool bound_rows(struct sketch *sketch)
{
	while (sketch->rows > SKETCH_ROWS) {
		if (sketch->coarse == COARSEST)
			return false;
		sketch->coarse++;
		for (size_t i = 0; i < sketch->ranges.count; i++)
			if (!pick_again(sketch, i, false))
				return false;
		if (!bound_ranges(sketch))
			return false;
	}
	return true;
}

static bool insert(struct sketch *sketch, const struct batch *batch)
{
	struct ranges *ranges = &sketch->ranges;
	size_t at = ranges->count;
	while (at && ranges->items[at - 1]->begin > batch->begin)
		at--;
	bool overlaps = (at && ranges->items[at - 1]->end > batch->begin) ||
	                (at < ranges->count && ranges->items[at]->begin < batch->end);
	if (overlaps || sketch->marks + batch->mark_count > SKETCH_MARKS || batch->series_count > SKETCH_SERIES ||
	    !array_reserve(&ranges->items, &ranges->capacity, ranges->count + 1))
		return false;
	struct batch *range = range_of(batch, parts_of(sketch, batch));
	if (!range)
		return false;
	memmove(ranges->items + at + 1, ranges->items + at, (ranges->count - at) * sizeof *ranges->items);
	ranges->items[at] = range;
	ranges->count++;
	sketch->rows += count_rows(range);
	sketch->marks += range->mark_count;
	return true;
}

void sketch_add(struct sketch *sketch, const struct batch *batch)
{
	if (batch->restart)
		forget(sketch);
	if (sketch->given_up || batch->end == batch->begin)
		return;
	if (batch->file_size > sketch->size)
		sketch->size = batch->file_size;
	if (!insert(sketch, batch) || !bound_ranges(sketch) || !bound_rows(sketch))
		give_up(sketch);
}

uint64_t sketch_end(const struct sketch *sketch)
{
	uint64_t end = 0;
	for (size_t i = 0; i < sketch->ranges.count; i++) {
		if (sketch->ranges.items[i]->begin != end)
			return 0;
		end = sketch->ranges.items[i]->end;
	}
	return end;
}

const struct ranges *sketch_ranges(const struct sketch *sketch)
{
	return &sketch->ranges;
}
