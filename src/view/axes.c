#include "view/axes.h"

#include "base/number.h"

#include <math.h>
#include <time.h>

#define NEAR 43200.0 /* seconds */

enum axis_source axis_source(enum x_axis axis)
{
	return axis == X_STEP || axis == X_TAG ? AXIS_STEP : AXIS_WALL;
}

double axis_place(enum x_axis axis, const struct line_run *line, int64_t step, double wall)
{
	switch (axis) {
	case X_STEP: return (double)step;
	case X_RELATIVE: return wall - line->start;
	case X_ACTIVE: return line->warp ? warp_at(line->warp, wall) : NAN;
	case X_TAG: return line->warp ? warp_at(line->warp, (double)step) : NAN;
	default: return wall;
	}
}

struct window axis_stretch(enum x_axis axis, const struct line_run *line, struct window source)
{
	const struct warp *warp = line->warp;
	if (axis == X_TAG && warp) {
		double first = warp->knots[0].in, last = warp->knots[warp->count - 1].in;
		if (!(source.to >= first && source.from <= last))
			return (struct window){NAN, NAN};
		source = (struct window){fmax(source.from, first), fmin(source.to, last)};
		return (struct window){warp_at(warp, source.from), warp_at(warp, source.to)};
	}
	if (axis == X_STEP)
		return source;
	return (struct window){axis_place(axis, line, 0, source.from), axis_place(axis, line, 0, source.to)};
}

double axis_find(enum x_axis axis, const struct line_run *line, double x)
{
	if (axis == X_ACTIVE || axis == X_TAG)
		return line->warp ? warp_back(line->warp, x) : NAN;
	return axis == X_RELATIVE ? x + line->start : x;
}

enum scale_kind axis_scale(enum x_axis axis)
{
	static const enum scale_kind kinds[X_AXIS_COUNT] = {
		SCALE_LINEAR, SCALE_DURATION, SCALE_TIME, SCALE_DURATION, SCALE_LINEAR};
	return kinds[axis];
}

enum scale_kind y_scale_kind(enum y_scale scale)
{
	static const enum scale_kind kinds[Y_SCALE_COUNT] = {SCALE_LINEAR, SCALE_LOG, SCALE_SYMLOG};
	return kinds[scale];
}

bool axis_is_log(const struct choice *choice)
{
	return choice_extent(choice)->x_log && axis_source(choice_x(choice)) == AXIS_STEP;
}

void axis_clock(struct str *out, double wall, double now)
{
	char text[32];
	time_t seconds = (time_t)wall;
	struct tm parts;
	if (!(fabs(wall) < 1e12) || !localtime_r(&seconds, &parts))
		return;
	strftime(text, sizeof text, fabs(now - wall) < NEAR ? "%H:%M:%S" : "%d %b %H:%M", &parts);
	str_append_text(out, text);
}

void axis_say(struct label *label, enum x_axis axis, double x)
{
	char text[NUMBER_SIZE];
	struct str clock = {0};
	if (axis == X_WALL)
		axis_clock(&clock, x, INFINITY);
	else if (axis_source(axis) == AXIS_WALL)
		number_duration(text, x);
	else
		number_count(text, fabs(x) < 9e18 ? (int64_t)x : 0);
	label_format(label, "%s", axis == X_WALL ? str_text(&clock) : text);
	str_fini(&clock);
}
