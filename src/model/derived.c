#include "model/derived.h"

#include "base/alloc.h"
#include "model/tables.h"

#include <math.h>
#include <stdlib.h>

/* To begin a series takes as long as so many links. */
#define NEW_LINKS 4

/* One smoothed series: a series with one segment, whose rows are seen through a lens. */
struct entry {
	struct lens lens; /* first: the lens of a strip leads back here */
	struct series series;
	struct smooth smooth;         /* behind the last link */
	struct smooth_state *states;  /* before each link */
	size_t state_capacity;
	uint64_t generation;          /* of the store's series, when last compared */
	bool complete;
	uint64_t asked;               /* the frame of the last ask */
	uint64_t memory;
};

struct derived {
	struct smooth_spec spec;
	struct entry **entries; /* by number of the series */
	size_t capacity;
	uint64_t frame, memory;
	size_t links_left;      /* to be made in this frame */
	bool pending, full;
};

/* ---- One link ------------------------------------------------------------------- */

static struct strip *rows_of(struct entry *entry)
{
	return &entry->series.segments[0].rows;
}

static const struct smooth_state *state_before(const struct entry *entry, size_t index)
{
	bool last = index == entry->series.segments[0].rows.count;
	return last ? &entry->smooth.state : &entry->states[index];
}

/* Puts the finite values in their places that a window behind the first `index` links still holds. */
static void restore_window(const struct entry *entry, const struct strip *strip, size_t index, struct smooth *smooth)
{
	struct row rows[CHUNK_ROWS];
	uint32_t window = smooth->spec.window;
	uint64_t seen = smooth->state.seen;
	for (size_t i = index; i-- > 0 && state_before(entry, i + 1)->seen + window > seen;) {
		uint64_t number = entry->states[i].seen;
		if (number == state_before(entry, i + 1)->seen)
			continue;
		size_t count = link_read(&strip->links[i], rows);
		enum number_type type = chunk_type(strip->links[i].chunk);
		for (size_t r = 0; r < count; r++) {
			double value = number_value(type, rows[r].bits);
			if (!isfinite(value))
				continue;
			if (number + window >= seen)
				smooth->values[number % window] = value;
			number++;
		}
	}
}

static size_t smooth_link(struct smooth *smooth, const struct link *link, struct row *out)
{
	size_t count = link_read(link, out);
	enum number_type type = chunk_type(link->chunk);
	for (size_t i = 0; i < count; i++)
		out[i].bits = number_bits_double(smooth_next(smooth, out[i].step, number_value(type, out[i].bits)));
	return count;
}

static size_t read_smoothed(const struct lens *lens, const struct strip *strip, size_t index, struct row *out)
{
	const struct entry *entry = (const struct entry *)lens;
	double values[DERIVED_WINDOW];
	struct smooth smooth = {entry->smooth.spec, entry->states[index], values};
	if (smooth.spec.kind == SMOOTH_WINDOW)
		restore_window(entry, strip, index, &smooth);
	return smooth_link(&smooth, &strip->links[index], out);
}

/* ---- One series ------------------------------------------------------------------ */

static uint64_t entry_size(const struct entry *entry)
{
	const struct strip *strip = &entry->series.segments[0].rows;
	uint64_t size = sizeof *entry + sizeof *entry->series.segments + entry->smooth.spec.window * sizeof(double) +
	                entry->state_capacity * sizeof *entry->states +
	                entry->lens.capacity * sizeof *entry->lens.summaries + strip->capacity * sizeof *strip->links;
	for (size_t i = 0; i < strip->level_count; i++)
		size += strip->levels[i].capacity * sizeof *strip->levels[i].nodes;
	return size;
}

static void entry_free(struct entry *entry)
{
	series_fini(&entry->series);
	smooth_fini(&entry->smooth);
	free(entry->lens.summaries);
	free(entry->states);
	free(entry);
}

static struct entry *entry_new(struct smooth_spec spec)
{
	struct entry *entry = data_alloc(1, sizeof *entry);
	if (!entry)
		return NULL;
	*entry = (struct entry){.lens.read = read_smoothed};
	series_init(&entry->series, STORE_NONE, STORE_NONE);
	entry->series.kind = KIND_SCALAR;
	if (!smooth_init(&entry->smooth, spec) ||
	    !array_reserve(&entry->series.segments, &entry->series.segment_capacity, 1)) {
		entry_free(entry);
		return NULL;
	}
	entry->series.segments[0] = (struct segment){.rows.lens = &entry->lens};
	entry->series.segment_count = 1;
	return entry;
}

/* Forgets the links from `count` on. */
static void entry_cut(struct entry *entry, size_t count)
{
	struct strip *strip = rows_of(entry);
	if (count == strip->count)
		return;
	entry->smooth.state = entry->states[count];
	strip_cut(strip, count);
	if (entry->smooth.spec.kind == SMOOTH_WINDOW)
		restore_window(entry, strip, count, &entry->smooth);
}

static bool entry_append(struct entry *entry, const struct link *link)
{
	struct strip *strip = rows_of(entry);
	struct row rows[CHUNK_ROWS];
	size_t at = strip->count;
	if (!array_reserve(&entry->states, &entry->state_capacity, at + 1) ||
	    !array_reserve(&entry->lens.summaries, &entry->lens.capacity, at + 1))
		return false;
	struct smooth_state before = entry->smooth.state;
	size_t count = smooth_link(&entry->smooth, link, rows);
	entry->states[at] = before;
	entry->lens.summaries[at] = chunk_summarise(rows, count, NUMBER_F64);
	struct chunk *chunk = chunk_ref(link->chunk);
	/* No two have one epoch: links stay apart, each with its own state. */
	if (strip_append(strip, chunk, (uint32_t)at, (struct limit){link->seen == LINK_PARTLY, link->limit}))
		return true;
	chunk_unref(chunk);
	entry->smooth.state = before;
	if (entry->smooth.spec.kind == SMOOTH_WINDOW)
		restore_window(entry, strip, at, &entry->smooth);
	return false;
}

static bool same_link(const struct link *a, const struct link *b)
{
	return a->chunk == b->chunk && a->seen == b->seen && (a->seen != LINK_PARTLY || a->limit == b->limit);
}

/* ---- Keeping up -------------------------------------------------------------------- */

static void drop_entry(struct derived *derived, size_t number)
{
	derived->memory -= derived->entries[number]->memory;
	entry_free(derived->entries[number]);
	derived->entries[number] = NULL;
}

/* Those that nobody asked for since `frame`. */
static void drop_older(struct derived *derived, uint64_t frame)
{
	for (size_t i = 0; i < derived->capacity; i++)
		if (derived->entries[i] && derived->entries[i]->asked < frame)
			drop_entry(derived, i);
}

static void count_memory(struct derived *derived, struct entry *entry)
{
	uint64_t size = entry_size(entry);
	derived->memory += size - entry->memory;
	entry->memory = size;
}

/* Room for one more link? What this frame doesn't show makes way. */
static bool has_room(struct derived *derived)
{
	if (derived->memory >= DERIVED_MEMORY)
		drop_older(derived, derived->frame);
	return derived->memory < DERIVED_MEMORY;
}

enum progress_made { ALL_MADE, NOT_YET, NO_ROOM };

/* The next visible link of the source: compared with what was made of it, or made. */
static enum progress_made take_link(struct derived *derived, struct entry *entry, const struct link *link, size_t at)
{
	struct strip *strip = rows_of(entry);
	if (at < strip->count && same_link(link, &strip->links[at]))
		return ALL_MADE;
	entry_cut(entry, at);
	if (!derived->links_left)
		return NOT_YET;
	derived->links_left--;
	bool made = has_room(derived) && entry_append(entry, link);
	count_memory(derived, entry);
	return made ? ALL_MADE : NO_ROOM;
}

static enum progress_made catch_up(struct derived *derived, struct entry *entry, const struct series *source)
{
	size_t at = 0;
	for (size_t s = 0; s < series_strip_count(source); s++) {
		const struct strip *strip = series_strip(source, s);
		for (size_t i = 0; strip && i < strip->count; i++) {
			if (strip->links[i].seen == LINK_HIDDEN)
				continue;
			enum progress_made made = take_link(derived, entry, &strip->links[i], at++);
			if (made != ALL_MADE)
				return made;
		}
	}
	entry_cut(entry, at);
	return ALL_MADE;
}

static struct entry *entry_of(struct derived *derived, uint32_t number)
{
	size_t before = derived->capacity;
	if (!array_reserve(&derived->entries, &derived->capacity, (size_t)number + 1))
		return NULL;
	for (size_t i = before; i < derived->capacity; i++)
		derived->entries[i] = NULL;
	if (!derived->entries[number]) {
		derived->links_left -= derived->links_left > NEW_LINKS ? NEW_LINKS : derived->links_left;
		derived->entries[number] = entry_new(derived->spec);
		if (derived->entries[number])
			count_memory(derived, derived->entries[number]);
	}
	return derived->entries[number];
}

/* ---- For all ----------------------------------------------------------------------- */

struct derived *derived_new(void)
{
	return xcalloc(1, sizeof(struct derived));
}

void derived_free(struct derived *derived)
{
	if (!derived)
		return;
	drop_older(derived, UINT64_MAX);
	free(derived->entries);
	free(derived);
}

void derived_frame(struct derived *derived, struct smooth_spec spec)
{
	if (spec.window > DERIVED_WINDOW)
		spec.window = DERIVED_WINDOW;
	derived->frame++;
	if (!smooth_equal(derived->spec, spec))
		drop_older(derived, UINT64_MAX);
	else if (derived->frame % DERIVED_FRAMES == 0 && derived->frame > DERIVED_FRAMES)
		drop_older(derived, derived->frame - DERIVED_FRAMES);
	derived->spec = spec;
	derived->links_left = DERIVED_LINKS;
	derived->pending = derived->full = false;
}

static bool has_entry(const struct derived *derived, uint32_t number)
{
	return number < derived->capacity && derived->entries[number];
}

bool derived_keep(struct derived *derived, uint32_t number)
{
	if (!has_entry(derived, number))
		return false;
	derived->entries[number]->asked = derived->frame;
	return derived->entries[number]->complete;
}

const struct series *derived_series(struct derived *derived, const struct store *store, uint32_t number)
{
	const struct series *source = &store->series[number];
	if (derived->spec.kind == SMOOTH_OFF)
		return NULL;
	if (derived_keep(derived, number) && derived->entries[number]->generation == source->generation)
		return &derived->entries[number]->series;
	if (smooth_leaves(store, number))
		return NULL;
	if (!derived->links_left && !has_entry(derived, number)) {
		derived->pending = true;
		return NULL;
	}
	struct entry *entry = entry_of(derived, number);
	if (!entry) {
		derived->full = true;
		return NULL;
	}
	entry->asked = derived->frame;
	if (!entry->complete || entry->generation != source->generation) {
		enum progress_made made = catch_up(derived, entry, source);
		entry->generation = source->generation;
		entry->complete = made == ALL_MADE;
		derived->pending |= made == NOT_YET;
		derived->full |= made == NO_ROOM;
	}
	return entry->complete ? &entry->series : NULL;
}

bool derived_last(const struct series *series, double *out)
{
	const struct strip *strip = series_strip(series, 1);
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t count = strip->count ? strip_read(strip, strip->count - 1, rows, &type) : 0;
	if (count)
		*out = number_value(type, rows[count - 1].bits);
	return count > 0;
}

bool derived_pending(const struct derived *derived)
{
	return derived->pending;
}

bool derived_full(const struct derived *derived)
{
	return derived->full;
}

uint64_t derived_memory(const struct derived *derived)
{
	return derived->memory;
}
