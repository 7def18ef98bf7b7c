/*
 * A profile over time: lines of a trace as rows, tracks of each below one
 * another, spans as bars in cells; a span that is shorter than a column shows as
 * a shade. O(columns) at any zoom. Times are picoseconds from the trace's start.
 */
#ifndef TBTOP_VIEW_TIMELINE_H
#define TBTOP_VIEW_TIMELINE_H

#include "data/args.h"
#include "model/pattern.h"
#include "model/profile.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"

#define TIMELINE_WAYS 32  /* windows that Esc goes back to */
#define TIMELINE_MARKS 26
#define TIMELINE_OWN_FACTS 4 /* of the span: name, times, family, operation */
#define TIMELINE_FACTS (TIMELINE_OWN_FACTS + 3) /* and three of: flow, distance, filter, args */

struct timeline_row {
	uint32_t line;
	int32_t track; /* -1: the name of a process */
};

struct timeline_cell {
	uint32_t span; /* of the row's line; TRACE_NO_SPAN for none */
	uint8_t shade; /* 0 nothing, 1 … 4 how much of the column spans take, 5 all of it is this one's */
	bool dim;      /* the filter doesn't want it */
};

struct timeline_window {
	picoseconds from, to;
};

struct timeline {
	const struct profile *profile; /* that the rest is about */
	struct timeline_window window;
	struct timeline_window ways[TIMELINE_WAYS];
	int way_count;
	picoseconds at;                /* the cursor's time */
	bool selecting;                /* a range, from `anchor` to the cursor */
	picoseconds anchor;
	struct { bool set; picoseconds at; } marks[TIMELINE_MARKS];
	bool *folded;                  /* by line: one row alone */
	bool *unfolded;                /* by line: all tracks, however many */
	struct timeline_row *rows;
	size_t row_count, row_capacity;
	size_t row, top;               /* the cursor's; the first shown */
	uint32_t chosen;               /* a span on the cursor's row that was gone to; TRACE_NO_SPAN: what lies at the cursor */
	struct str filter;
	struct pattern pattern;
	bool *wanted;                  /* by name; NULL without a filter */
	uint64_t wanted_mask, wanted_names;
	size_t flow;                   /* the chosen one of a span: of its line and number */
	uint32_t flow_line, flow_of;
	const struct args *args;       /* of the event at args_place; NULL while nothing is known */
	uint64_t args_place;
	/* As of the last prepare: */
	uint32_t span;                 /* selected: of the line of the cursor's row; TRACE_NO_SPAN */
	struct rect area, gutter, axis, body, foot;
	struct timeline_cell *cells;   /* rows in sight, `body.width` each */
	size_t cell_capacity;
	struct label facts[TIMELINE_FACTS];
	int fact_count;
};

/* A profile, or another one: all of it is in sight. */
void timeline_open(struct timeline *timeline, const struct profile *profile);
/* Goes to a place: the stretch with some room around it, and the line's row. */
void timeline_show(struct timeline *timeline, uint32_t line, picoseconds start, picoseconds end);
void timeline_prepare(struct timeline *timeline, struct rect area);
void timeline_paint(const struct timeline *timeline, struct canvas *canvas);
bool timeline_act(struct timeline *timeline, const struct input *input, struct asks *out);
/* The range that is being selected, the later time second; ends the selecting. False when there is none. */
bool timeline_selection(struct timeline *timeline, picoseconds *from, picoseconds *to);
void timeline_fini(struct timeline *timeline);

/* ---- timeline_rows.c: the rows, and what of them is in sight ---- */

bool timeline_list_rows(struct timeline *timeline);
void timeline_fill_cells(struct timeline *timeline);
/* The column of a time; below 0 or from `body.width` on when it is out of sight. */
int64_t timeline_column(const struct timeline *timeline, picoseconds time);
picoseconds timeline_time(const struct timeline *timeline, int64_t column);
/* What lies at the cursor; TRACE_NO_SPAN for nothing. */
uint32_t timeline_at_cursor(const struct timeline *timeline);
/* The hue of an operation: by its place among those with the most self time. */
enum role timeline_role(const struct profile *profile, uint32_t name);

/* Goes to a span, where it has a row. */
void timeline_go_to_span(struct timeline *timeline, uint32_t line, uint32_t span);

/* ---- timeline_flows.c: what the selected span caused, and what caused it ---- */

/* The chosen flow in a line; false when there is none. */
bool timeline_say_flow(const struct timeline *timeline, int width, struct label *into);
/* All of them, a line each. */
void timeline_list_flows(const struct timeline *timeline, struct str *text);
/* To the other end of the chosen one, where the way back is the chosen one. False when there is none. */
bool timeline_follow(struct timeline *timeline);
/* Chooses the next, the one before. False when there are no two. */
bool timeline_next_flow(struct timeline *timeline, bool back);
void timeline_paint_flows(const struct timeline *timeline, struct canvas *canvas);

/* ---- timeline_facts.c: what is said of the selected span; the axis ---- */

void timeline_say(struct timeline *timeline);
void timeline_paint_axis(const struct timeline *timeline, struct canvas *canvas);
/* Where in the file the selected span is. False when none is. */
bool timeline_place(const struct timeline *timeline, uint64_t *place);
/* Everything about it in lines, for `i`. False when nothing is selected. */
bool timeline_info(const struct timeline *timeline, struct str *out);

#endif
