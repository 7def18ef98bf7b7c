/* The axes of the choice in terms of queries and scales; and the words for them. */
#ifndef TBTOP_VIEW_AXES_H
#define TBTOP_VIEW_AXES_H

#include "chart/scale.h"
#include "view/lineup.h"

enum axis_source axis_source(enum x_axis axis);
enum scale_kind axis_scale(enum x_axis axis);
enum scale_kind y_scale_kind(enum y_scale scale);
/* What a run's x counts from on this axis. */
double axis_origin(enum x_axis axis, const struct line_run *line);

#endif
