/*
 * The spans of each line on tracks, for drawing at any zoom: a span lies one
 * track below its parent, or lower where that one is taken, so that those of a
 * track don't overlap and starts and ends rise along it. Above the spans of a
 * track lie summaries: what covers a stretch of time is found in O(log n).
 *
 * Made on a worker; pure. The trace must outlive it.
 */
#ifndef TBTOP_MODEL_TRACE_TRACKS_H
#define TBTOP_MODEL_TRACE_TRACKS_H

#include "data/trace.h"

#define TRACKS_MOST 200      /* of a line; what lies deeper is on none */
#define TRACK_BLOCK 32       /* spans, or summaries, under one summary */
#define TRACK_LEVELS 7
#define TRACE_NO_SPAN UINT32_MAX

struct trace_track {
	uint32_t *spans;             /* places in the line's, in order; no line has more than 2^32 */
	uint32_t count;
	size_t capacity;
	double *busy;                /* picoseconds that spans before each block take */
	picoseconds *starts;         /* of the first span of each block: what is looked for lies close together */
	uint32_t *longest[TRACK_LEVELS]; /* of each block, of each block of blocks …: its longest, as a place on the track */
	double *durations[TRACK_LEVELS]; /* of those */
	int levels;
};

struct line_tracks {
	struct trace_track *tracks;  /* from the outermost in */
	uint32_t count;
	size_t capacity;
	uint64_t deeper;             /* spans that are on no track */
	bool shifted;                /* some lie lower than their depth, as they overlap without containing one another */
	uint64_t *names;             /* of each 256 spans: which of 64 kinds of names there are (trace_tracks_mask) */
	picoseconds busy;
};

struct trace_tracks {
	const struct trace *trace;
	struct line_tracks *lines;   /* as the trace has them */
	size_t count;
};

/* False when out of memory, or stopped. `stop` may be NULL. */
bool trace_tracks_make(const struct trace *trace, const atomic_bool *stop, struct trace_tracks *out);
void trace_tracks_fini(struct trace_tracks *tracks);

/* ---- Along a track: places on it ---- */

struct trace_span track_span(const struct trace_tracks *tracks, uint32_t line, uint32_t track, uint32_t place);
picoseconds track_start(const struct trace_tracks *tracks, uint32_t line, uint32_t track, uint32_t place);
/* The first that ends after `time`, or begins there or later; count when there is none. */
uint32_t track_seek(const struct trace_tracks *tracks, uint32_t line, uint32_t track, picoseconds time);
/* The first span of a line, as the trace numbers them, that ends after `time`, or begins there or later. */
uint32_t trace_tracks_first(const struct trace_tracks *tracks, uint32_t line, picoseconds time);
/* The longest of [from, to), which is not empty. */
uint32_t track_longest(const struct trace_tracks *tracks, uint32_t line, uint32_t track, uint32_t from, uint32_t to);
/* How much of [start, end) spans take. */
double track_busy(const struct trace_tracks *tracks, uint32_t line, uint32_t track, picoseconds start, picoseconds end);

/* ---- Finding ---- */

/* How many masks a line has. */
size_t trace_tracks_names(const struct trace_line *line);
/* Which bit of the masks a name has. */
uint64_t trace_tracks_mask(uint32_t name);
/*
 * The next span of a line, in its order, behind (before, with `back`) `after`
 * (an index; TRACE_NO_SPAN: from the end) whose name is wanted (by number); `mask`: the bits of all of those.
 */
uint32_t trace_tracks_next(const struct trace_tracks *tracks, uint32_t line, uint32_t after, const bool *wanted,
                           uint64_t mask, bool back);
/* On which track a span of a line is, and where on it; false when on none. */
bool trace_tracks_find(const struct trace_tracks *tracks, uint32_t line, uint32_t span, uint32_t *track,
                       uint32_t *place);

#endif
