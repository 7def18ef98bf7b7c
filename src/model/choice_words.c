#include "model/choice.h"

const char *const axis_names[X_AXIS_COUNT] = {"step", "relative", "wall"};
const char *const y_scale_names[Y_SCALE_COUNT] = {"lin", "log", "symlog"};
const char *const marker_names[MARKER_COUNT] = {"braille", "quadrant", "half", "ascii"};

const char *axis_name(enum x_axis axis)
{
	return axis_names[axis];
}

const char *y_scale_name(enum y_scale scale)
{
	return y_scale_names[scale];
}

const char *marker_name(enum marker marker)
{
	return marker_names[marker];
}
