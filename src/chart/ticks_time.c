#include "chart/ticks.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define FAR 1e11 /* seconds: beyond, no clock goes */

/* --- durations --------------------------------------------------------- */

static const int64_t duration_steps[] = {
	1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR,
	3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 20 * DAY, 50 * DAY, 100 * DAY, 200 * DAY,
	500 * DAY, INT64_C(1000) * DAY, INT64_C(2000) * DAY, INT64_C(5000) * DAY, INT64_C(10000) * DAY,
	INT64_C(20000) * DAY, INT64_C(50000) * DAY, INT64_C(100000) * DAY, INT64_C(200000) * DAY,
	INT64_C(500000) * DAY, INT64_C(1000000) * DAY,
};
const int ticks_duration_rungs = sizeof duration_steps / sizeof *duration_steps;

/* Whole seconds as 30s, 5m, 1m30, 2h, 1h30, 1d, 1d12; what needs three units as a clock: 1:02:30, 3d 1:02:30. */
static void label_duration(struct tick *tick)
{
	static const char units[] = "dhms";
	int64_t value = (int64_t)fabs(tick->value);
	int parts[] = {(int)(value / DAY), (int)(value / HOUR % 24), (int)(value / MINUTE % 60), (int)(value % 60)};
	const char *sign = tick->value < 0 ? "-" : "";
	int first = 0, last = 3;
	size_t size = sizeof tick->label;

	while (first < 3 && !parts[first])
		first++;
	while (last > first && !parts[last])
		last--;
	if (!value)
		snprintf(tick->label, size, "0");
	else if (last == first)
		snprintf(tick->label, size, "%s%d%c", sign, parts[first], units[first]);
	else if (last == first + 1)
		snprintf(tick->label, size, "%s%d%c%02d", sign, parts[first], units[first], parts[last]);
	else if (first == 0)
		snprintf(tick->label, size, "%s%dd %d:%02d:%02d", sign, parts[0], parts[1], parts[2], parts[3]);
	else
		snprintf(tick->label, size, "%s%d:%02d:%02d", sign, parts[1], parts[2], parts[3]);
}

size_t ticks_durations(const struct scale *scale, int rung, bool horizontal, struct tick *out, size_t room)
{
	double step = (double)duration_steps[rung];
	double first = ceil(scale->from / step - 1e-9), count = floor(scale->to / step + 1e-9) - first + 1;

	if (count > (double)room)
		return TICKS_TOO_MANY;
	if (!(count >= 1))
		return 0;
	for (size_t i = 0; i < (size_t)count; i++) {
		ticks_place(scale, &out[i], (first + (double)i) * step);
		label_duration(&out[i]);
	}
	return (size_t)count;
}

/* Parts of a second: 50ms, 20us; false where whole ones are more fit. */
static bool label_parts(struct tick *ticks, size_t count, struct ticks_step step)
{
	static const struct part {
		double below;
		int exponent;
		const char *suffix;
	} parts[] = {{1e-6, -9, "ns"}, {1e-3, -6, "us"}, {0.1, -3, "ms"}};
	const struct part *part = parts, *end = parts + sizeof parts / sizeof *parts;
	double largest = 0;

	for (size_t i = 0; i < count; i++)
		largest = fmax(largest, fabs(ticks[i].value));
	while (part < end && largest >= part->below * (1 - 1e-9))
		part++;
	if (part == end || largest < 1e-9) /* shorter than all of them: its exponent says it */
		return false;
	int decimals = step.exponent < part->exponent ? part->exponent - step.exponent : 0;
	for (size_t i = 0; i < count; i++)
		if (ticks[i].value != 0)
			snprintf(ticks[i].label, sizeof ticks[i].label, "%.*f%s", decimals,
			         ticks[i].value * pow(10, -part->exponent), part->suffix);
	return true;
}

size_t ticks_seconds(const struct scale *scale, int rung, bool horizontal, struct tick *out, size_t room)
{
	size_t count = ticks_linear(scale, rung, horizontal, out, room);

	if (count == TICKS_TOO_MANY || label_parts(out, count, ticks_step_at(scale->from, scale->to, rung)))
		return count;
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(out[i].label);

		if (out[i].value != 0 && length + 1 < sizeof out[i].label)
			memcpy(out[i].label + length, "s", 2);
	}
	return count;
}

/* --- wall times -------------------------------------------------------- */

enum calendar { SECONDS, MINUTES, HOURS, DAYS, MONTHS, YEARS };

static const struct time_step {
	enum calendar unit;
	int count;
	double seconds; /* about */
} time_steps[] = {
	{SECONDS, 1, 1},            {SECONDS, 2, 2},            {SECONDS, 5, 5},
	{SECONDS, 10, 10},          {SECONDS, 15, 15},          {SECONDS, 30, 30},
	{MINUTES, 1, MINUTE},       {MINUTES, 2, 2 * MINUTE},   {MINUTES, 5, 5 * MINUTE},
	{MINUTES, 10, 10 * MINUTE}, {MINUTES, 15, 15 * MINUTE}, {MINUTES, 30, 30 * MINUTE},
	{HOURS, 1, HOUR},           {HOURS, 2, 2 * HOUR},       {HOURS, 3, 3 * HOUR},
	{HOURS, 6, 6 * HOUR},       {HOURS, 12, 12 * HOUR},     {DAYS, 1, DAY},
	{DAYS, 2, 2 * DAY},         {DAYS, 7, 7 * DAY},         {DAYS, 14, 14 * DAY},
	{MONTHS, 1, 30.0 * DAY},    {MONTHS, 3, 91.0 * DAY},    {MONTHS, 6, 182.0 * DAY},
	{YEARS, 1, 365.0 * DAY},    {YEARS, 2, 730.0 * DAY},    {YEARS, 5, 1826.0 * DAY},
	{YEARS, 10, 3652.0 * DAY},  {YEARS, 20, 7305.0 * DAY},  {YEARS, 50, 18262.0 * DAY},
	{YEARS, 100, 36524.0 * DAY}, {YEARS, 500, 182621.0 * DAY},
};
const int ticks_time_rungs = sizeof time_steps / sizeof *time_steps;

static int floor_to(int value, int count)
{
	int rest = value % count;

	return value - (rest < 0 ? rest + count : rest);
}

/* Days since 1970-01-01 of a civil date, so that steps of days go on evenly over the ends of months. */
static int day_number(const struct tm *tm)
{
	int year = tm->tm_year + 1900 - (tm->tm_mon < 2);
	int era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
	int of_year = (153 * ((tm->tm_mon + 10) % 12) + 2) / 5 + tm->tm_mday - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Sets `tm` to the last multiple of the step at or before it; units below are zero. */
static void align(struct tm *tm, struct time_step step)
{
	switch (step.unit) {
	case SECONDS:
		tm->tm_sec = floor_to(tm->tm_sec, step.count);
		return;
	case MINUTES:
		tm->tm_min = floor_to(tm->tm_min, step.count);
		break;
	case HOURS:
		tm->tm_hour = floor_to(tm->tm_hour, step.count);
		break;
	case DAYS: /* weeks start on Monday; 1970-01-01 was a Thursday */
		tm->tm_mday -= day_number(tm) + 3 - floor_to(day_number(tm) + 3, step.count);
		break;
	case MONTHS:
		tm->tm_mon = floor_to(tm->tm_mon, step.count);
		break;
	case YEARS:
		tm->tm_year = floor_to(tm->tm_year + 1900, step.count) - 1900;
		break;
	}
	tm->tm_sec = 0;
	tm->tm_min = step.unit >= HOURS ? 0 : tm->tm_min;
	tm->tm_hour = step.unit >= DAYS ? 0 : tm->tm_hour;
	tm->tm_mday = step.unit >= MONTHS ? 1 : tm->tm_mday;
	tm->tm_mon = step.unit >= YEARS ? 0 : tm->tm_mon;
}

static void advance(struct tm *tm, struct time_step step)
{
	int *fields[] = {&tm->tm_sec, &tm->tm_min, &tm->tm_hour, &tm->tm_mday, &tm->tm_mon, &tm->tm_year};

	*fields[step.unit] += step.count;
}

/* Midnight is labelled as the day that begins, unless `clock`. */
static void label_time(struct tick *tick, time_t time, enum calendar unit, bool clock)
{
	static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct tm tm;
	size_t size = sizeof tick->label;

	tick->label[0] = '\0';
	if (!localtime_r(&time, &tm))
		return;

	const char *month = months[tm.tm_mon % 12];
	bool midnight = !clock && !tm.tm_hour && !tm.tm_min && !tm.tm_sec;

	if (unit == YEARS || (unit == MONTHS && tm.tm_mon == 0))
		snprintf(tick->label, size, "%d", tm.tm_year + 1900);
	else if (unit == MONTHS)
		snprintf(tick->label, size, "%s", month);
	else if (unit == DAYS || midnight)
		snprintf(tick->label, size, "%s %d", month, tm.tm_mday);
	else if (unit == SECONDS)
		snprintf(tick->label, size, "%02d:%02d:%02d", tm.tm_hour, tm.tm_min, tm.tm_sec);
	else
		snprintf(tick->label, size, "%02d:%02d", tm.tm_hour, tm.tm_min);
}

void scale_day(const struct scale *scale, struct tick *out)
{
	struct tm first, last;
	out->label[0] = '\0';
	if (scale->kind != SCALE_TIME || !(fabs(scale->from) < FAR) || !(fabs(scale->to) < FAR))
		return;
	time_t from = (time_t)floor(scale->from), to = (time_t)floor(scale->to);
	if (localtime_r(&from, &first) && localtime_r(&to, &last) && first.tm_year == last.tm_year &&
	    first.tm_yday == last.tm_yday)
		label_time(out, from, DAYS, false);
}

/* The time that civil fields say; fields may be beyond their range. */
static double time_of(struct tm tm)
{
	tm.tm_isdst = -1;
	return (double)mktime(&tm);
}

size_t ticks_times(const struct scale *scale, int rung, bool horizontal, struct tick *out, size_t room)
{
	struct time_step step = time_steps[rung];
	time_t start = (time_t)floor(scale->from);
	double steps = (scale->to - scale->from) / step.seconds;
	size_t count = 0;
	struct tm tm;

	if (steps > 2 * (double)room + 4)
		return TICKS_TOO_MANY;
	if (!localtime_r(&start, &tm))
		return 0;
	align(&tm, step);
	/* Some more than `steps`: months have different lengths and clocks change. */
	for (int i = 0; i < (int)(steps * 1.1) + 4; i++, advance(&tm, step)) {
		double time = time_of(tm);

		if (time < scale->from || (count && time <= out[count - 1].value))
			continue;
		if (time > scale->to)
			break;
		if (count == room)
			return TICKS_TOO_MANY;
		ticks_place(scale, &out[count], time);
		label_time(&out[count++], (time_t)time, step.unit, false);
	}
	return count;
}

size_t ticks_fractions(const struct scale *scale, int rung, bool horizontal, struct tick *out, size_t room)
{
	struct ticks_step step = ticks_step_at(scale->from, scale->to, rung);
	size_t count = ticks_linear(scale, rung, horizontal, out, room);
	int decimals = step.exponent < -6 ? 6 : step.exponent < 0 ? -step.exponent : 0;

	if (count == TICKS_TOO_MANY)
		return count;
	for (size_t i = 0; i < count; i++) {
		/* The value may lie just below the round number that it stands for. */
		double second = floor(out[i].value + pow(10, -decimals) / 2);
		double fraction = fmax(0, out[i].value - second);
		char digits[16];

		snprintf(digits, sizeof digits, "%.*f", decimals, fraction);
		label_time(&out[i], (time_t)second, SECONDS, decimals > 0);
		if (decimals)
			strncat(out[i].label, digits + 1, sizeof out[i].label - strlen(out[i].label) - 1);
	}
	return count;
}
