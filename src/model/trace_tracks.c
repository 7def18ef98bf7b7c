#include "model/trace_tracks.h"

#include "base/alloc.h"
#include "model/trace_nesting.h"

#include <stdlib.h>

#define NAME_BLOCK 256
#define STOP_EVERY 65536 /* spans between two looks whether somebody still waits */

/* ---- Making them ---- */

struct making {
	const struct trace_line *line;
	struct line_tracks *out;
	picoseconds *ends;       /* of the last span of each track */
	size_t ends_capacity;
	size_t *on;              /* the track of each span that is open */
	size_t on_capacity;
};

static void ignore_closed(void *context, const struct trace_span *span, picoseconds self)
{
}

static bool add_track(struct making *making)
{
	struct line_tracks *out = making->out;
	if (!array_reserve(&out->tracks, &out->capacity, out->count + 1) ||
	    !array_reserve(&making->ends, &making->ends_capacity, out->count + 1))
		return false;
	out->tracks[out->count] = (struct trace_track){0};
	making->ends[out->count++] = INT64_MIN;
	return true;
}

/* `least`: the track below the parent's. */
static bool put(struct making *making, const struct trace_span *span, uint32_t number, size_t least, size_t *where)
{
	struct line_tracks *out = making->out;
	picoseconds start = trace_start(span);
	size_t track = least;
	while (track < out->count && making->ends[track] > start)
		track++;
	out->shifted |= track != least;
	*where = track;
	if (track >= TRACKS_MOST) {
		out->deeper++;
		return true;
	}
	while (track >= out->count)
		if (!add_track(making))
			return false;
	struct trace_track *on = &out->tracks[track];
	if (!array_reserve(&on->spans, &on->capacity, (size_t)on->count + 1))
		return false;
	on->spans[on->count++] = number;
	making->ends[track] = trace_end(span);
	return true;
}

static bool put_all(struct making *making, const atomic_bool *stop)
{
	struct trace_nesting nesting = {0};
	const struct trace_line *line = making->line;
	bool fine = line->count < TRACE_NO_SPAN;
	for (size_t i = 0; fine && i < line->count; i++) {
		if (stop && i % STOP_EVERY == 0 && atomic_load_explicit(stop, memory_order_relaxed))
			fine = false;
		struct trace_span span = trace_span_at(line, i);
		fine = fine && trace_nest(&nesting, &span, ignore_closed, NULL) &&
		       array_reserve(&making->on, &making->on_capacity, nesting.depth);
		if (!fine)
			break;
		size_t least = nesting.depth > 1 ? making->on[nesting.depth - 2] + 1 : 0;
		fine = put(making, &span, (uint32_t)i, least, &making->on[nesting.depth - 1]);
	}
	trace_nesting_fini(&nesting);
	return fine;
}

static picoseconds duration_at(const struct trace_line *line, const struct trace_track *track, uint32_t place)
{
	struct trace_span span = trace_span_at(line, track->spans[place]);
	return trace_duration(&span);
}

/* The longest of spans [from, to). */
static uint32_t longest_span(const struct trace_line *line, const struct trace_track *track, uint32_t from, uint32_t to)
{
	uint32_t best = from;
	picoseconds most = duration_at(line, track, from);
	for (uint32_t i = from + 1; i < to; i++) {
		picoseconds duration = duration_at(line, track, i);
		if (duration > most) {
			most = duration;
			best = i;
		}
	}
	return best;
}

/* The longest of blocks [from, to) of a level, as a number of the block. */
static uint32_t longest_block(const struct trace_track *track, int level, uint32_t from, uint32_t to)
{
	uint32_t best = from;
	for (uint32_t i = from + 1; i < to; i++)
		if (track->durations[level][i] > track->durations[level][best])
			best = i;
	return best;
}

/* The level above the spans, or above the one that is the highest yet, of `count`. */
static bool add_level(const struct trace_line *line, struct trace_track *track, uint32_t count)
{
	int level = track->levels;
	uint32_t blocks = (count + TRACK_BLOCK - 1) / TRACK_BLOCK;
	track->longest[level] = data_alloc(blocks, sizeof *track->longest[level]);
	track->durations[level] = data_alloc(blocks, sizeof *track->durations[level]);
	track->levels++; /* what is there of it is freed with the others */
	if (!track->longest[level] || !track->durations[level])
		return false;
	for (uint32_t i = 0; i < blocks; i++) {
		uint32_t from = i * TRACK_BLOCK, to = from + TRACK_BLOCK < count ? from + TRACK_BLOCK : count;
		uint32_t place = level ? track->longest[level - 1][longest_block(track, level - 1, from, to)]
		                       : longest_span(line, track, from, to);
		track->longest[level][i] = place;
		track->durations[level][i] = (double)duration_at(line, track, place);
	}
	return true;
}

static bool sum_up(const struct trace_line *line, struct trace_track *track)
{
	uint32_t count = track->count;
	double busy = 0;
	track->busy = data_alloc(count / TRACK_BLOCK + 1, sizeof *track->busy);
	track->starts = data_alloc(count / TRACK_BLOCK + 1, sizeof *track->starts);
	if (!track->busy || !track->starts)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		struct trace_span span = trace_span_at(line, track->spans[i]);
		if (i % TRACK_BLOCK == 0) {
			track->busy[i / TRACK_BLOCK] = busy;
			track->starts[i / TRACK_BLOCK] = trace_start(&span);
		}
		busy += (double)trace_duration(&span);
	}
	for (; count > TRACK_BLOCK && track->levels < TRACK_LEVELS; count = (count + TRACK_BLOCK - 1) / TRACK_BLOCK)
		if (!add_level(line, track, count))
			return false;
	return true;
}

uint64_t trace_tracks_mask(uint32_t name)
{
	return UINT64_C(1) << (name * UINT32_C(2654435761) >> 26);
}

size_t trace_tracks_names(const struct trace_line *line)
{
	return (line->count + NAME_BLOCK - 1) / NAME_BLOCK;
}

static bool note_names(const struct trace_line *line, struct line_tracks *out)
{
	size_t blocks = trace_tracks_names(line);
	out->names = data_alloc(blocks, sizeof *out->names);
	for (size_t i = 0; out->names && i < blocks; i++)
		out->names[i] = 0;
	for (size_t i = 0; out->names && i < line->count; i++)
		out->names[i / NAME_BLOCK] |= trace_tracks_mask(trace_span_at(line, i).name);
	return out->names != NULL;
}

static bool make_line(const struct trace_line *line, const atomic_bool *stop, struct line_tracks *out)
{
	struct making making = {.line = line, .out = out};
	bool fine = put_all(&making, stop) && note_names(line, out);
	for (uint32_t i = 0; fine && i < out->count; i++)
		fine = sum_up(line, &out->tracks[i]);
	out->busy = trace_busy(line);
	free(making.ends);
	free(making.on);
	return fine;
}

bool trace_tracks_make(const struct trace *trace, const atomic_bool *stop, struct trace_tracks *out)
{
	*out = (struct trace_tracks){.trace = trace, .lines = data_alloc(trace->line_count, sizeof *out->lines)};
	bool fine = out->lines != NULL;
	while (fine && out->count < trace->line_count) {
		struct line_tracks *line = &out->lines[out->count];
		*line = (struct line_tracks){0};
		fine = make_line(&trace->lines[out->count++], stop, line);
	}
	if (!fine)
		trace_tracks_fini(out);
	return fine;
}

void trace_tracks_fini(struct trace_tracks *tracks)
{
	for (size_t i = 0; i < tracks->count; i++) {
		struct line_tracks *line = &tracks->lines[i];
		for (uint32_t k = 0; k < line->count; k++) {
			free(line->tracks[k].spans);
			free(line->tracks[k].busy);
			free(line->tracks[k].starts);
			for (int level = 0; level < line->tracks[k].levels; level++) {
				free(line->tracks[k].longest[level]);
				free(line->tracks[k].durations[level]);
			}
		}
		free(line->tracks);
		free(line->names);
	}
	free(tracks->lines);
	*tracks = (struct trace_tracks){0};
}

/* ---- Along a track ---- */

struct trace_span track_span(const struct trace_tracks *tracks, uint32_t line, uint32_t track, uint32_t place)
{
	return trace_span_at(&tracks->trace->lines[line], tracks->lines[line].tracks[track].spans[place]);
}

picoseconds track_start(const struct trace_tracks *tracks, uint32_t line, uint32_t track, uint32_t place)
{
	struct trace_span span = track_span(tracks, line, track, place);
	return trace_start(&span);
}

/* An instant takes the picosecond that it begins with. */
static picoseconds end_of(const struct trace_span *span)
{
	picoseconds duration = trace_duration(span);
	return trace_start(span) + (duration ? duration : 1);
}

/* The last block that begins at `time` or before; the first when none does. */
static uint32_t block_at(const struct trace_track *on, picoseconds time)
{
	uint32_t low = 0, high = on->count ? (on->count - 1) / TRACK_BLOCK : 0;
	while (low < high) {
		uint32_t middle = low + (high - low + 1) / 2;
		if (on->starts[middle] <= time)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

/* It lies in the last block that begins before, or is the first of the next one. */
uint32_t track_seek(const struct trace_tracks *tracks, uint32_t line, uint32_t track, picoseconds time)
{
	const struct trace_track *on = &tracks->lines[line].tracks[track];
	uint32_t low = block_at(on, time) * TRACK_BLOCK, high = low + TRACK_BLOCK;
	if (high > on->count)
		high = on->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct trace_span span = track_span(tracks, line, track, middle);
		if (end_of(&span) > time)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

uint32_t trace_tracks_first(const struct trace_tracks *tracks, uint32_t line, picoseconds time)
{
	const struct line_tracks *of = &tracks->lines[line];
	uint32_t first = (uint32_t)tracks->trace->lines[line].count;
	for (uint32_t track = 0; track < of->count; track++) {
		uint32_t place = track_seek(tracks, line, track, time);
		if (place < of->tracks[track].count && of->tracks[track].spans[place] < first)
			first = of->tracks[track].spans[place];
	}
	return first;
}

uint32_t track_longest(const struct trace_tracks *tracks, uint32_t line, uint32_t track, uint32_t from, uint32_t to)
{
	const struct trace_line *of = &tracks->trace->lines[line];
	const struct trace_track *on = &tracks->lines[line].tracks[track];
	uint32_t best = from;
	double most = -1;
	/* On each level what doesn't fill a block at both ends; then up, where there are fewer. */
	for (int level = 0; from < to; level++) {
		uint32_t first = (from + TRACK_BLOCK - 1) / TRACK_BLOCK, last = to / TRACK_BLOCK;
		bool up = level < on->levels && first < last;
		uint32_t parts[2][2] = {{from, up ? first * TRACK_BLOCK : to}, {up ? last * TRACK_BLOCK : to, to}};
		for (int i = 0; i < 2; i++) {
			if (parts[i][0] >= parts[i][1])
				continue;
			uint32_t place = level ? on->longest[level - 1][longest_block(on, level - 1, parts[i][0], parts[i][1])]
			                       : longest_span(of, on, parts[i][0], parts[i][1]);
			double duration = (double)duration_at(of, on, place);
			best = duration > most ? place : best;
			most = duration > most ? duration : most;
		}
		if (!up)
			break;
		from = first;
		to = last;
	}
	return best;
}

/* What spans before a place take. */
static double busy_before(const struct trace_tracks *tracks, uint32_t line, uint32_t track, uint32_t place)
{
	const struct trace_track *on = &tracks->lines[line].tracks[track];
	uint32_t block = place / TRACK_BLOCK;
	if (place == on->count && block * TRACK_BLOCK == place && block)
		block--;
	double busy = on->count ? on->busy[block] : 0;
	for (uint32_t i = block * TRACK_BLOCK; i < place; i++)
		busy += (double)duration_at(&tracks->trace->lines[line], on, i);
	return busy;
}

double track_busy(const struct trace_tracks *tracks, uint32_t line, uint32_t track, picoseconds start, picoseconds end)
{
	uint32_t count = tracks->lines[line].tracks[track].count;
	uint32_t from = track_seek(tracks, line, track, start), to = track_seek(tracks, line, track, end);
	double busy = busy_before(tracks, line, track, to) - busy_before(tracks, line, track, from);
	if (from < count && track_start(tracks, line, track, from) < start)
		busy -= (double)(start - track_start(tracks, line, track, from));
	if (to < count && track_start(tracks, line, track, to) < end)
		busy += (double)(end - track_start(tracks, line, track, to));
	return busy > 0 ? busy : 0;
}

/* ---- Finding ---- */

static uint32_t find_on(const struct trace_line *line, const uint64_t *names, uint32_t after, const bool *wanted,
                        uint64_t mask)
{
	uint64_t count = line->count;
	for (uint64_t i = after == TRACE_NO_SPAN ? 0 : (uint64_t)after + 1; i < count; i++) {
		if (!(names[i / NAME_BLOCK] & mask))
			i |= NAME_BLOCK - 1;
		else if (wanted[trace_span_at(line, (size_t)i).name])
			return (uint32_t)i;
	}
	return TRACE_NO_SPAN;
}

static uint32_t find_back(const struct trace_line *line, const uint64_t *names, uint32_t before, const bool *wanted,
                          uint64_t mask)
{
	for (uint64_t i = before == TRACE_NO_SPAN ? line->count : before; i-- > 0;) {
		if (!(names[i / NAME_BLOCK] & mask))
			i &= ~(uint64_t)(NAME_BLOCK - 1);
		else if (wanted[trace_span_at(line, (size_t)i).name])
			return (uint32_t)i;
	}
	return TRACE_NO_SPAN;
}

uint32_t trace_tracks_next(const struct trace_tracks *tracks, uint32_t line, uint32_t after, const bool *wanted,
                           uint64_t mask, bool back)
{
	const struct trace_line *of = &tracks->trace->lines[line];
	const uint64_t *names = tracks->lines[line].names;
	return back ? find_back(of, names, after, wanted, mask) : find_on(of, names, after, wanted, mask);
}

static bool find_place(const struct trace_track *track, uint32_t span, uint32_t *place)
{
	uint32_t low = 0, high = track->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (track->spans[middle] < span)
			low = middle + 1;
		else
			high = middle;
	}
	*place = low;
	return low < track->count && track->spans[low] == span;
}

bool trace_tracks_find(const struct trace_tracks *tracks, uint32_t line, uint32_t span, uint32_t *track,
                       uint32_t *place)
{
	const struct line_tracks *of = &tracks->lines[line];
	for (*track = 0; *track < of->count; ++*track)
		if (find_place(&of->tracks[*track], span, place))
			return true;
	return false;
}
