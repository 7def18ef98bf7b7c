/* Rows below a plot that say at which x something was: what is not finite, and what happened. */
#ifndef TBTOP_CHART_LANE_H
#define TBTOP_CHART_LANE_H

#include "chart/plot.h"

/* ✖ where there are values that are not finite, with how many. */
void lane_bad(const struct plot *plot, struct rect lane, struct canvas *canvas);
/* The letters of events, the gravest of those that share a cell; behind each what it says, where there is room. */
void lane_events(const struct plot *plot, struct rect lane, struct canvas *canvas);

#endif
