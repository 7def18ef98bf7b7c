/*
 * From numbers to positions on an axis, and the ticks that a person would
 * choose: 1, 2, 5 times a power of ten for numbers; round units for times and
 * durations; labels that never collide. Pure.
 */
#ifndef TBTOP_CHART_SCALE_H
#define TBTOP_CHART_SCALE_H

#include <stdbool.h>
#include <stddef.h>

enum scale_kind {
	SCALE_LINEAR,
	SCALE_LOG,      /* base 10; needs 0 < from */
	SCALE_SYMLOG,   /* sign(v) log10(1 + |v| / symlog_unit): linear near zero, log beyond */
	SCALE_DURATION, /* linear, seconds, labelled 0, 30s, 5m, 2h, 1d */
	SCALE_TIME,     /* linear, seconds since 1970, labelled in local time: 14:05, Oct 9 */
};

struct scale {
	enum scale_kind kind;
	double from, to;   /* from < to */
	bool whole;        /* linear: steps, with ticks at whole numbers only, written as counts are */
	double symlog_unit; /* a power of ten, at most two decades below the largest magnitude */
};

/*
 * A scale over data from `from` to `to`, grown to round ends (`nice`), never
 * empty: a single value gets room on both sides. Non-finite ends and log
 * scales without positive values give a usable scale all the same. What is too
 * narrow for a double to divide is widened. Durations and times do not grow.
 */
struct scale scale_of(enum scale_kind kind, double from, double to, bool nice);

/* 0 at `from`, 1 at `to`; may lie outside; NaN for what has no place (log of 0). And back. */
double scale_position(const struct scale *scale, double value);
double scale_value(const struct scale *scale, double position);

#define TICK_LABEL 24
struct tick {
	double value;
	double position; /* 0 … 1 */
	char label[TICK_LABEL];
};

/*
 * Ticks for an axis of `cells` cells, ascending. Horizontal: labels lie at
 * scale_label_cell with at least one cell between two. Vertical: each in its own
 * row (scale_row). Labels have the same unit and as many decimals as tell the
 * ticks apart; they are ASCII, so their width is their length. (Labels of wall
 * times repeat on another day, whose first is the date.) Returns how many, at
 * most `room`; fewer where more would crowd, none where none fits.
 */
size_t scale_ticks(const struct scale *scale, int cells, bool horizontal, struct tick *out, size_t room);
/* The day of wall times that all lie in one, as its label ("Oct 9"): ticks don't say it. Else an empty one. */
void scale_day(const struct scale *scale, struct tick *out);

/* The row of a position on a vertical axis of `rows` (cells or dots), 0 at the top; clamped. */
int scale_row(double position, int rows);
/* The column of a position on a horizontal axis of `columns` (cells or dots); clamped. */
int scale_column(double position, int columns);
/* Where a tick's label starts: centred on its column, but within 0 … cells. */
int scale_label_cell(const struct tick *tick, int cells);

#endif
