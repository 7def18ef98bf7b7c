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
	SCALE_SYMLOG,   /* linear within ±1e-? of zero (a constant of the scale), log beyond */
	SCALE_DURATION, /* linear, seconds, labelled 0, 30s, 5m, 2h, 1d */
	SCALE_TIME,     /* linear, seconds since 1970, labelled in local time: 14:05, Oct 9 */
};

struct scale {
	enum scale_kind kind;
	double from, to;   /* from < to */
	double symlog_unit;
};

/*
 * A scale over data from `from` to `to`, grown to round ends (`nice`), never
 * empty: a single value gets room on both sides. Non-finite ends and log
 * scales without positive values give a usable scale all the same.
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
 * Ticks for an axis of `cells` cells, whose labels take at most `label_cells`
 * each with a blank between (horizontal), or one row each (vertical:
 * label_cells 1, cells rows). Labels of one axis have the same unit and as many
 * decimals as tell the ticks apart. Returns how many, at most `room`.
 */
size_t scale_ticks(const struct scale *scale, int cells, bool horizontal, struct tick *out, size_t room);

#endif
