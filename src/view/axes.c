#include "view/axes.h"

#include <math.h>

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
