#include "view/axes.h"

enum axis_source axis_source(enum x_axis axis)
{
	return axis == X_STEP ? AXIS_STEP : AXIS_WALL;
}

double axis_origin(enum x_axis axis, const struct line_run *line)
{
	return axis == X_RELATIVE ? line->start : 0;
}

enum scale_kind axis_scale(enum x_axis axis)
{
	static const enum scale_kind kinds[X_AXIS_COUNT] = {SCALE_LINEAR, SCALE_DURATION, SCALE_TIME};
	return kinds[axis];
}

enum scale_kind y_scale_kind(enum y_scale scale)
{
	static const enum scale_kind kinds[Y_SCALE_COUNT] = {SCALE_LINEAR, SCALE_LOG, SCALE_SYMLOG};
	return kinds[scale];
}
