#include "view/timeline.h"

#include "base/alloc.h"

#define TRACKS_FIRST 8  /* of a line that nobody unfolded */
#define HUES 8
#define ALL_OF_IT 5

/* ---- Rows ---- */

static uint32_t tracks_shown(const struct timeline *timeline, uint32_t line)
{
	uint32_t count = timeline->profile->tracks.lines[line].count;
	if (timeline->folded[line])
		return count < 1 ? count : 1;
	return count > TRACKS_FIRST && !timeline->unfolded[line] ? TRACKS_FIRST : count;
}

static void add_row(struct timeline *timeline, uint32_t line, int32_t track)
{
	if (timeline->row_count == timeline->row_capacity) {
		timeline->row_capacity = timeline->row_capacity ? 2 * timeline->row_capacity : 64;
		timeline->rows = xrealloc(timeline->rows, timeline->row_capacity * sizeof *timeline->rows);
	}
	timeline->rows[timeline->row_count++] = (struct timeline_row){line, track};
}

bool timeline_list_rows(struct timeline *timeline)
{
	const struct profile *profile = timeline->profile;
	uint32_t process = NAMES_NONE;
	timeline->row_count = 0;
	for (size_t i = 0; i < profile->trace.line_count; i++) {
		uint32_t line = profile->line_order[i], tracks = tracks_shown(timeline, line);
		if (profile->trace.lines[line].process != process)
			add_row(timeline, line, -1);
		process = profile->trace.lines[line].process;
		for (uint32_t track = 0; track < tracks; track++)
			add_row(timeline, line, (int32_t)track);
	}
	return timeline->row_count > 0;
}

/* ---- Time and columns ---- */

static picoseconds width_of(const struct timeline *timeline)
{
	return timeline->window.to - timeline->window.from;
}

picoseconds timeline_time(const struct timeline *timeline, int64_t column)
{
	int columns = timeline->body.width > 0 ? timeline->body.width : 1;
	return timeline->window.from + width_of(timeline) * column / columns;
}

int64_t timeline_column(const struct timeline *timeline, picoseconds time)
{
	picoseconds past = time - timeline->window.from, width = width_of(timeline);
	if (past < 0)
		return -1;
	picoseconds column = past * timeline->body.width / (width > 0 ? width : 1);
	return column > timeline->body.width ? timeline->body.width : (int64_t)column;
}

/* ---- Cells ---- */

struct track_drawing {
	struct timeline *timeline;
	const struct trace_tracks *tracks;
	uint32_t line, track, count;
	struct timeline_cell *cells;
};

static bool unwanted(const struct timeline *timeline, const struct trace_span *span)
{
	return timeline->wanted && !timeline->wanted[span->name];
}

/* A column in which there are spans, but none that fills it. */
static void shade(struct track_drawing *drawing, int column, uint32_t from, picoseconds start, picoseconds end)
{
	struct timeline *timeline = drawing->timeline;
	uint32_t to = track_seek(drawing->tracks, drawing->line, drawing->track, end);
	if (to < drawing->count && track_start(drawing->tracks, drawing->line, drawing->track, to) < end)
		to++;
	if (from >= to)
		return;
	uint32_t place = track_longest(drawing->tracks, drawing->line, drawing->track, from, to);
	double part = track_busy(drawing->tracks, drawing->line, drawing->track, start, end) / (double)(end - start);
	struct timeline_cell *cell = &drawing->cells[column];
	cell->span = drawing->tracks->lines[drawing->line].tracks[drawing->track].spans[place];
	cell->shade = part < 0.1 ? 1 : part < 0.35 ? 2 : part < 0.7 ? 3 : 4;
	struct trace_span span = track_span(drawing->tracks, drawing->line, drawing->track, place);
	cell->dim = unwanted(timeline, &span);
}

/* The columns that a span covers up to their middles are its own; returns the first behind them. */
static int fill(struct track_drawing *drawing, int column, uint32_t place)
{
	struct timeline *timeline = drawing->timeline;
	const struct trace_span span = track_span(drawing->tracks, drawing->line, drawing->track, place);
	int columns = timeline->body.width;
	do {
		struct timeline_cell *cell = &drawing->cells[column++];
		cell->span = drawing->tracks->lines[drawing->line].tracks[drawing->track].spans[place];
		cell->shade = ALL_OF_IT;
		cell->dim = unwanted(timeline, &span);
	} while (column < columns && (timeline_time(timeline, column) + timeline_time(timeline, column + 1)) / 2 < trace_end(&span));
	return column;
}

static void draw_track(struct track_drawing *drawing)
{
	struct timeline *timeline = drawing->timeline;
	int columns = timeline->body.width;
	for (int column = 0; column < columns;) {
		picoseconds start = timeline_time(timeline, column), end = timeline_time(timeline, column + 1);
		end = end > start ? end : start + 1;
		uint32_t place = track_seek(drawing->tracks, drawing->line, drawing->track, start);
		if (place >= drawing->count)
			return;
		struct trace_span span = track_span(drawing->tracks, drawing->line, drawing->track, place);
		picoseconds middle = (start + end) / 2;
		if (trace_start(&span) >= end) { /* nothing until then */
			int64_t next = timeline_column(timeline, trace_start(&span));
			column = next > column ? (int)next : column + 1;
			continue;
		}
		uint32_t at_middle = track_seek(drawing->tracks, drawing->line, drawing->track, middle);
		if (at_middle < drawing->count)
			span = track_span(drawing->tracks, drawing->line, drawing->track, at_middle);
		bool fills = at_middle < drawing->count && trace_start(&span) <= middle && trace_duration(&span) >= end - start;
		if (fills) {
			column = fill(drawing, column, at_middle);
		} else {
			shade(drawing, column, place, start, end);
			column++;
		}
	}
}

void timeline_fill_cells(struct timeline *timeline)
{
	size_t rows = timeline->body.height > 0 ? (size_t)timeline->body.height : 0, columns = (size_t)timeline->body.width;
	if (rows * columns > timeline->cell_capacity) {
		timeline->cell_capacity = rows * columns;
		timeline->cells = xrealloc(timeline->cells, timeline->cell_capacity * sizeof *timeline->cells);
	}
	for (size_t i = 0; i < rows * columns; i++)
		timeline->cells[i] = (struct timeline_cell){.span = TRACE_NO_SPAN};
	for (size_t y = 0; y < rows && timeline->top + y < timeline->row_count; y++) {
		const struct timeline_row *row = &timeline->rows[timeline->top + y];
		if (row->track < 0)
			continue;
		const struct trace_tracks *tracks = &timeline->profile->tracks;
		draw_track(&(struct track_drawing){timeline, tracks, row->line, (uint32_t)row->track,
		                             tracks->lines[row->line].tracks[row->track].count, timeline->cells + y * columns});
	}
}

/* ---- The cursor ---- */

uint32_t timeline_at_cursor(const struct timeline *timeline)
{
	const struct timeline_row *row = &timeline->rows[timeline->row];
	const struct trace_tracks *tracks = &timeline->profile->tracks;
	if (row->track < 0)
		return TRACE_NO_SPAN;
	const struct trace_track *track = &tracks->lines[row->line].tracks[row->track];
	int64_t column = timeline_column(timeline, timeline->at);
	picoseconds start = timeline_time(timeline, column), end = timeline_time(timeline, column + 1);
	uint32_t from = track_seek(tracks, row->line, (uint32_t)row->track, timeline->at);
	if (from < track->count && track_start(tracks, row->line, (uint32_t)row->track, from) <= timeline->at)
		return track->spans[from];
	from = track_seek(tracks, row->line, (uint32_t)row->track, start);
	uint32_t to = track_seek(tracks, row->line, (uint32_t)row->track, end);
	if (to < track->count && track_start(tracks, row->line, (uint32_t)row->track, to) < end)
		to++;
	return from < to ? track->spans[track_longest(tracks, row->line, (uint32_t)row->track, from, to)] : TRACE_NO_SPAN;
}

enum role timeline_role(const struct profile *profile, uint32_t name)
{
	uint32_t op = name == NAMES_NONE ? UINT32_MAX : profile->op_of_name[name];
	uint32_t rank = op == UINT32_MAX ? HUES : profile->rank[op];
	return rank < HUES ? (enum role)(ROLE_SERIES_0 + rank) : ROLE_BORDER;
}
