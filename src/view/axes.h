/* The axes of the choice in terms of queries and scales; and the words for them. */
#ifndef TBTOP_VIEW_AXES_H
#define TBTOP_VIEW_AXES_H

#include "chart/scale.h"
#include "view/lineup.h"

enum axis_source axis_source(enum x_axis axis);
enum scale_kind axis_scale(enum x_axis axis);
enum scale_kind y_scale_kind(enum y_scale scale);
/* Whether x goes by its logarithm: not on an axis of time. */
bool axis_is_log(const struct choice *choice);
/* Where a point of the run lies; NaN when it has no place on this axis. */
double axis_place(enum x_axis axis, const struct line_run *line, int64_t step, double wall);
/* Likewise of steps or wall times (axis_source) from one to another: of those among them that have a place. */
struct window axis_stretch(enum x_axis axis, const struct line_run *line, struct window source);
/* And back: the step or wall time (axis_source) that lies there; NaN when none does. */
double axis_find(enum x_axis axis, const struct line_run *line, double x);
/* A place on the axis as a text: 412k, 5h02, "9 Oct 14:05". */
void axis_say(struct label *label, enum x_axis axis, double x);
/* A wall time, appended: the time of day where it lies within half a day of `now`, else with the date. */
void axis_clock(struct str *out, double wall, double now);

#endif
