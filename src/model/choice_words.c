#include "model/choice.h"

const char *const axis_names[X_AXIS_COUNT] = {"step", "relative", "wall", "active", "tag"};
const char *const y_scale_names[Y_SCALE_COUNT] = {"lin", "log", "symlog"};
const char *const marker_names[MARKER_COUNT] = {"braille", "quadrant", "half", "ascii"};
const char *const run_sort_names[RUN_SORT_COUNT] = {"name", "newest", "value", "step"};
const char *const drawing_names[DRAWING_COUNT] = {"line", "step", "points"};

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

const char *run_sort_name(enum run_sort sort)
{
	return run_sort_names[sort];
}

const char *drawing_name(enum drawing drawing)
{
	return drawing_names[drawing];
}
