#include "chart/scale.h"

#include "chart/ticks.h"

#include <math.h>
#include <string.h>

/* --- the ends ---------------------------------------------------------- */

/* Below these a double cannot be divided into ticks that differ, so narrower scales are widened. */
#define SPAN_RELATIVE 0x1p-46
#define SPAN_LEAST 1e-300
/* Room to grow beyond any end. */
#define END_LARGEST 1e308

static double bounded(double value)
{
	return value > END_LARGEST ? END_LARGEST : value < -END_LARGEST ? -END_LARGEST : value;
}

static double largest(double a, double b)
{
	return fmax(fabs(a), fabs(b));
}

/* Ends that are finite and in order. */
static void make_ends(struct scale *scale, double from, double to)
{
	if (!isfinite(from))
		from = isfinite(to) ? to : 0;
	if (!isfinite(to))
		to = from;
	scale->from = bounded(fmin(from, to));
	scale->to = bounded(fmax(from, to));
}

/* A single value: zero and twice the value around it, as TensorBoard does. */
static void widen_single(struct scale *scale)
{
	double value = scale->from;

	if (scale->kind == SCALE_TIME) {
		scale->from = value - 30;
		scale->to = value + 30;
	} else if (value == 0) {
		scale->from = scale->kind == SCALE_DURATION ? 0 : -1;
		scale->to = 1;
	} else {
		scale->from = bounded(fmin(0, 2 * value));
		scale->to = bounded(fmax(0, 2 * value));
	}
}

static void widen_narrow(struct scale *scale)
{
	double least = fmax(SPAN_LEAST, largest(scale->from, scale->to) * SPAN_RELATIVE);

	if (scale->to - scale->from < least) {
		scale->from = bounded(scale->from - least);
		scale->to = bounded(scale->to + least);
	}
}

static void widen_log(struct scale *scale)
{
	if (scale->to < SPAN_LEAST) {
		scale->from = 1;
		scale->to = 10;
	}
	if (scale->from <= 0)
		scale->from = scale->to / 1e3;
	scale->from = fmax(scale->from, SPAN_LEAST / 1e3);
	if (scale->to / scale->from < 1 + 1e-9) {
		scale->from /= 2;
		scale->to = bounded(scale->to * 2);
	}
}

static void grow_linear(struct scale *scale)
{
	/* About ten steps; rung 9 of the ladder is 10^floor(log10(span) - 1). */
	double span = scale->to / 2 - scale->from / 2;
	int rung = 9;

	while (ticks_step_value(ticks_step_at(scale->from, scale->to, rung)) < span / 7)
		rung++;

	struct ticks_step step = ticks_step_at(scale->from, scale->to, rung);
	double size = ticks_step_value(step);
	double slack = 1e-9; /* an end that is round already stays */
	double from = ticks_step_times(step, floor(scale->from / size + slack));
	double to = ticks_step_times(step, ceil(scale->to / size - slack));

	if (isfinite(from) && isfinite(to) && from < to) {
		scale->from = fmin(from, scale->from);
		scale->to = fmax(to, scale->to);
	}
}

/* The next of 1, 2, 5 times a power of ten, down or up. */
static double round_magnitude(double value, bool up)
{
	static const double digits[] = {1, 2, 5, 10};
	double power = pow(10, floor(log10(value)));
	double down = power;

	if (!(power > 0) || !isfinite(power))
		return value;
	for (int i = 0; i < 4; i++) {
		double here = digits[i] * power;

		if (up && here >= value * (1 - 1e-9))
			return here;
		if (here <= value * (1 + 1e-9))
			down = here;
	}
	return up ? 10 * power : down;
}

static double round_signed(double value, bool away)
{
	if (value == 0)
		return 0;
	return copysign(bounded(round_magnitude(fabs(value), away)), value);
}

static void grow(struct scale *scale)
{
	switch (scale->kind) {
	case SCALE_LINEAR:
		grow_linear(scale);
		break;
	case SCALE_LOG:
	case SCALE_SYMLOG:
		scale->from = fmin(scale->from, round_signed(scale->from, scale->from < 0));
		scale->to = fmax(scale->to, round_signed(scale->to, scale->to > 0));
		break;
	case SCALE_DURATION:
	case SCALE_TIME:
		break;
	}
}

struct scale scale_of(enum scale_kind kind, double from, double to, bool nice)
{
	struct scale scale = {.kind = kind, .symlog_unit = 1};

	make_ends(&scale, from, to);
	if (kind == SCALE_LOG) {
		widen_log(&scale);
	} else {
		if (scale.from == scale.to)
			widen_single(&scale);
		widen_narrow(&scale);
	}
	if (nice)
		grow(&scale);
	if (kind == SCALE_SYMLOG)
		scale.symlog_unit = pow(10, floor(log10(largest(scale.from, scale.to))) - 2);
	return scale;
}

/* --- positions --------------------------------------------------------- */

/* To a number in which the scale is linear; halved, since to - from may be more than a double holds. */
static double straighten(const struct scale *scale, double value)
{
	switch (scale->kind) {
	case SCALE_LOG:
		return value > 0 ? log10(value) : NAN;
	case SCALE_SYMLOG:
		return copysign(log10(1 + fabs(value) / scale->symlog_unit), value);
	default:
		return value / 2;
	}
}

static double bend(const struct scale *scale, double straight)
{
	switch (scale->kind) {
	case SCALE_LOG:
		return pow(10, straight);
	case SCALE_SYMLOG:
		return copysign(scale->symlog_unit * (pow(10, fabs(straight)) - 1), straight);
	default:
		return straight * 2;
	}
}

double scale_position(const struct scale *scale, double value)
{
	double from = straighten(scale, scale->from), to = straighten(scale, scale->to);

	return to > from ? (straighten(scale, value) - from) / (to - from) : NAN;
}

double scale_value(const struct scale *scale, double position)
{
	double from = straighten(scale, scale->from), to = straighten(scale, scale->to);

	return bend(scale, from + position * (to - from));
}

static int clamped_floor(double value, int count)
{
	if (!(value > 0) || count < 1)
		return 0;
	return value >= count ? count - 1 : (int)value;
}

int scale_column(double position, int columns)
{
	return clamped_floor(position * columns, columns);
}

int scale_row(double position, int rows)
{
	return clamped_floor((1 - position) * rows, rows);
}

int scale_label_cell(const struct tick *tick, int cells)
{
	int width = (int)strlen(tick->label);
	int start = scale_column(tick->position, cells) - width / 2;

	if (start > cells - width)
		start = cells - width;
	return start < 0 ? 0 : start;
}

/* --- choosing ticks ---------------------------------------------------- */

struct axis {
	int cells, gap;
	bool horizontal;
};

static bool fits(const struct axis *axis, const struct tick *ticks, size_t count)
{
	int free_from = 0; /* the first cell, or the last row, that the next label may take */

	for (size_t i = 0; i < count; i++) {
		if (axis->horizontal) {
			int start = scale_label_cell(&ticks[i], axis->cells);

			if (start < free_from || (int)strlen(ticks[i].label) > axis->cells)
				return false;
			free_from = start + (int)strlen(ticks[i].label) + axis->gap;
		} else {
			int row = axis->cells - 1 - scale_row(ticks[i].position, axis->cells);

			if (row < free_from)
				return false;
			free_from = row + axis->gap;
		}
	}
	return true;
}

/* So many labels could fit, of one digit each. */
static size_t most(const struct axis *axis)
{
	return (size_t)(axis->horizontal ? axis->cells / (1 + axis->gap) : axis->cells / axis->gap) + 1;
}

/* The densest rung that fits and has at least `least` ticks; 0 for none. */
static size_t climb(const struct scale *scale, struct ticks_ladder ladder, const struct axis *axis, size_t least,
                    struct tick *out, size_t room)
{
	room = room < most(axis) ? room : most(axis); /* what can't fit isn't written */
	for (int rung = 0; rung < ladder.rungs; rung++) {
		size_t count = ladder.make(scale, rung, axis->horizontal, out, room);

		if (count == TICKS_TOO_MANY || !fits(axis, out, count))
			continue;
		if (count >= least)
			return count;
	}
	return 0;
}

/* Localtime and whole days say nothing beyond these. */
#define TIME_LARGEST 6e10
#define SPAN_OF_FRACTIONS 5.0

static struct ticks_ladder ladder_of(const struct scale *scale)
{
	double span = scale->to / 2 - scale->from / 2;
	bool sane = largest(scale->from, scale->to) < TIME_LARGEST;
	bool fractions = span * 2 < SPAN_OF_FRACTIONS;

	switch (scale->kind) {
	case SCALE_LOG:
		if (scale->to / scale->from >= 10)
			return (struct ticks_ladder){ticks_decades, TICKS_DECADE_RUNGS};
		break;
	case SCALE_SYMLOG:
		return (struct ticks_ladder){ticks_symlog, TICKS_SYMLOG_RUNGS};
	case SCALE_DURATION:
		if (sane && fractions)
			return (struct ticks_ladder){ticks_seconds, TICKS_LINEAR_RUNGS};
		if (sane)
			return (struct ticks_ladder){ticks_durations, ticks_duration_rungs};
		break;
	case SCALE_TIME:
		if (sane && fractions)
			return (struct ticks_ladder){ticks_fractions, TICKS_LINEAR_RUNGS};
		if (sane)
			return (struct ticks_ladder){ticks_times, ticks_time_rungs};
		break;
	case SCALE_LINEAR:
		break;
	}
	return (struct ticks_ladder){ticks_linear, TICKS_LINEAR_RUNGS};
}

static int calm_gap(int cells, bool horizontal)
{
	if (horizontal)
		return cells < 40 ? 3 : 5;
	return cells < 4 ? 1 : cells < 18 ? 2 : 3;
}

size_t scale_ticks(const struct scale *scale, int cells, bool horizontal, struct tick *out, size_t room)
{
	const struct ticks_ladder linear = {ticks_linear, TICKS_LINEAR_RUNGS};
	struct ticks_ladder own = ladder_of(scale);
	struct axis calm = {cells, calm_gap(cells, horizontal), horizontal};
	struct axis tight = {cells, 1, horizontal};
	size_t count;

	if (cells < 1 || room < 1)
		return 0;
	count = climb(scale, own, &calm, 2, out, room);
	if (!count)
		count = climb(scale, own, &tight, 2, out, room);
	if (!count && (scale->kind == SCALE_LOG || scale->kind == SCALE_SYMLOG))
		count = climb(scale, linear, &tight, 2, out, room);
	if (!count)
		count = climb(scale, own, &tight, 1, out, room);
	return count;
}
