/*
 * The newest end of x, as much of it as is followed: where it begins.
 */
#ifndef TBTOP_VIEW_TAIL_H
#define TBTOP_VIEW_TAIL_H

#include "view/axes.h"

/*
 * Of all of x, for the line whose points `series` has (STORE_NONE: of none; then steps are told on their own axis alone, and seconds on one of time).
 * NaN where all is shown. Loop thread; O(log points).
 */
double tail_begin(const struct scene *scene, enum x_axis axis, const struct line_run *line, uint32_t series,
                  struct window all);

#endif
