#include "chart/ticks.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

/* --- steps ------------------------------------------------------------- */

static int floor_log10(double value)
{
	return (int)floor(log10(value));
}

struct ticks_step ticks_step_at(double from, double to, int rung)
{
	static const int digits[] = {1, 2, 5};
	/* The span may be more than a double holds, so its half is taken. */
	int span = (int)floor(log10(to / 2 - from / 2) + 0.30102999566398120);

	return (struct ticks_step){digits[rung % 3], span - 4 + rung / 3};
}

double ticks_step_times(struct ticks_step step, double count)
{
	/* Dividing by an exact power rounds once: 3 / 10 is 0.3, 3 * 0.1 isn't. */
	if (step.exponent < 0)
		return count * step.digit / pow(10, -step.exponent);
	return count * step.digit * pow(10, step.exponent);
}

double ticks_step_value(struct ticks_step step)
{
	return ticks_step_times(step, 1);
}

/* The first tick's count of steps; *count of ticks within from … to. */
static double first_of(const struct scale *scale, struct ticks_step step, double *count)
{
	double size = ticks_step_value(step);
	double slack = 1e-9; /* an end that is a tick but for rounding */
	double first = ceil(scale->from / size - slack);

	*count = floor(scale->to / size + slack) - first + 1;
	return first;
}

void ticks_place(const struct scale *scale, struct tick *tick, double value)
{
	double position = scale_position(scale, value);

	tick->value = value;
	tick->position = position > 1 ? 1 : position > 0 ? position : 0;
}

/* --- labels ------------------------------------------------------------ */

struct unit {
	int exponent;
	const char *suffix;
};

/* How the numbers of an axis are written: value / 10^exponent with `decimals`, then a suffix. */
struct form {
	int exponent, decimals;
	bool scientific; /* the suffix is e and the exponent */
	const char *suffix;
};

/* Smaller than this, or from this on, numbers are written with an exponent, as number_short does in tables. */
#define SCIENTIFIC_BELOW 1e-3
#define SCIENTIFIC_FROM 1e21
#define SCIENTIFIC_EXPONENT 21
/* From so many of a unit on, a part of one is told better by all digits: 123456700, not 123456.7k. */
#define UNIT_LARGEST 1e5

static struct form form_of(double largest, struct ticks_step step, bool whole)
{
	static const struct unit units[] = {{18, "E"}, {15, "P"}, {12, "T"}, {9, "G"}, {6, "M"}, {3, "k"}};
	struct form form = {0, step.exponent < 0 ? -step.exponent : 0, false, ""};

	if (largest > 0 && (largest < SCIENTIFIC_BELOW || (largest >= SCIENTIFIC_FROM && !whole))) {
		form.scientific = true;
		form.exponent = floor_log10(largest * (1 + 1e-9));
		form.decimals = form.exponent > step.exponent ? form.exponent - step.exponent : 0;
		return form;
	}
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		int decimals = units[i].exponent - step.exponent;

		if (largest >= pow(10, units[i].exponent) && largest >= 1e4 && decimals <= 2 &&
		    (!decimals || largest < UNIT_LARGEST * pow(10, units[i].exponent))) {
			form.exponent = units[i].exponent;
			form.decimals = decimals > 0 ? decimals : 0;
			form.suffix = units[i].suffix;
			break;
		}
	}
	return form;
}

static void write_label(struct tick *tick, const struct form *form, bool plain_zero)
{
	char number[TICK_LABEL * 2];
	double value = tick->value;

	if (value == 0 && (plain_zero || form->scientific || form->exponent)) {
		snprintf(tick->label, sizeof tick->label, "0");
		return;
	}
	/* Powers beyond 10^308 don't exist, so tiny numbers are scaled up in two steps. */
	if (form->exponent < -300)
		value = value * 1e300 / pow(10, form->exponent + 300);
	else if (form->exponent < 0)
		value *= pow(10, -form->exponent);
	else
		value /= pow(10, form->exponent);
	if (form->scientific)
		snprintf(number, sizeof number, "%.*fe%d", form->decimals, value, form->exponent);
	else
		snprintf(number, sizeof number, "%.*f%s", form->decimals, value, form->suffix);
	snprintf(tick->label, sizeof tick->label, "%.*s", TICK_LABEL - 1, number);
}

/* Labels in the same unit with enough decimals for `step`. */
static void label_numbers(struct tick *ticks, size_t count, struct ticks_step step, bool horizontal, bool whole)
{
	double largest = 0;
	struct form form;

	for (size_t i = 0; i < count; i++)
		largest = fmax(largest, fabs(ticks[i].value));
	form = form_of(largest, step, whole);
	for (size_t i = 0; i < count; i++)
		write_label(&ticks[i], &form, horizontal);
}

/* --- ladders of numbers ------------------------------------------------ */

/* A step that is lost in the rounding of the values would repeat labels. */
static bool is_lost(const struct scale *scale, double size)
{
	return size < fmax(fabs(scale->from), fabs(scale->to)) * (4 * DBL_EPSILON);
}

static size_t make_linear(const struct scale *scale, struct ticks_step step, struct tick *out, size_t room)
{
	double count, first, size = ticks_step_value(step);

	if (!isfinite(size))
		return 0;
	first = first_of(scale, step, &count);
	if (is_lost(scale, size) || count > (double)room)
		return TICKS_TOO_MANY;
	if (!(count >= 1))
		return 0;
	for (size_t i = 0; i < (size_t)count; i++)
		ticks_place(scale, &out[i], ticks_step_times(step, first + (double)i));
	return (size_t)count;
}

size_t ticks_linear(const struct scale *scale, int rung, bool horizontal, struct tick *out, size_t room)
{
	struct ticks_step step = ticks_step_at(scale->from, scale->to, rung);
	size_t count = scale->whole && step.exponent < 0 ? TICKS_TOO_MANY : make_linear(scale, step, out, room);

	if (count != TICKS_TOO_MANY)
		label_numbers(out, count, step, horizontal, scale->whole);
	return count;
}

/* A tick at digit times 10^exponent, signed, on a logarithmic axis: its own unit, 1k 10k 100k. */
static void place_power(const struct scale *scale, struct tick *tick, int sign, int digit, int exponent,
                        bool scientific)
{
	struct ticks_step step = {digit, exponent};
	struct form form = {0};

	ticks_place(scale, tick, sign * ticks_step_value(step));
	if (scientific)
		form = (struct form){.exponent = exponent, .scientific = true, .suffix = ""};
	else
		form = form_of(exponent == 3 ? 1e4 : fabs(tick->value), step, false);
	write_label(tick, &form, true);
}

static int floor_multiple(int value, int of)
{
	int rest = value % of;

	return value - (rest < 0 ? rest + of : rest);
}

/* Rung 0: 1, 2 and 5; then every decade, every second, third … one. */
static const int strides[TICKS_DECADE_RUNGS] = {1, 1, 2, 3, 5, 10, 20, 50, 100, 200, 300};

size_t ticks_decades(const struct scale *scale, int rung, bool horizontal, struct tick *out, size_t room)
{
	static const int digits[] = {1, 2, 5};
	int each = rung == 0 ? 3 : 1, stride = strides[rung];
	int low = floor_log10(scale->from), high = floor_log10(scale->to * (1 + 1e-9));
	bool scientific = scale->from < SCIENTIFIC_BELOW * (1 - 1e-9) || scale->to >= SCIENTIFIC_FROM;
	size_t count = 0;

	for (int e = floor_multiple(low, stride); e <= high; e += stride) {
		for (int i = 0; i < each; i++) {
			double value = ticks_step_value((struct ticks_step){digits[i], e});

			if (value < scale->from * (1 - 1e-9) || value > scale->to * (1 + 1e-9))
				continue;
			if (count == room)
				return TICKS_TOO_MANY;
			place_power(scale, &out[count++], 1, digits[i], e, scientific);
		}
	}
	return count;
}

/* Zero and the decades on both sides, from two below the largest on; the first rung has the linear part's end too. */
size_t ticks_symlog(const struct scale *scale, int rung, bool horizontal, struct tick *out, size_t room)
{
	int unit = (int)lround(log10(scale->symlog_unit));
	int stride = rung < 2 ? 1 : rung, skip = rung > 0, top = unit + 3;
	bool scientific = unit < -3 || unit + 2 >= SCIENTIFIC_EXPONENT;
	size_t count = 0;

	for (int i = -4; i <= 4; i++) {
		/* Down from the top decade: with a wide stride the largest ones stay. */
		int down = i < 0 ? i + 4 : 4 - i, exponent = top - down;
		double value = i ? (i < 0 ? -1 : 1) * pow(10, exponent) : 0;

		if (i && (down % stride != 1 % stride || exponent < unit + skip))
			continue;
		if (value < scale->from || value > scale->to)
			continue;
		if (count == room)
			return TICKS_TOO_MANY;
		if (i)
			place_power(scale, &out[count++], i < 0 ? -1 : 1, 1, exponent, scientific);
		else
			place_power(scale, &out[count++], 0, 1, 0, scientific);
	}
	return count;
}
