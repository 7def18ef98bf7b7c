/* Rows below a plot that say at which x something was: what is not finite, and what happened. */
#ifndef TBTOP_CHART_LANE_H
#define TBTOP_CHART_LANE_H

#include "chart/plot.h"

/* What its lane is called where there are such kinds of values that are not finite (plot_bad_kind): ASCII. */
const char *lane_bad_name(unsigned kinds);
/* ✖ for NaN, ↑ and ↓ for infinity, ✱ for several kinds. */
uint32_t lane_bad_mark(unsigned kinds);
/* Those marks where there are such values, with how many. */
void lane_bad(const struct plot *plot, struct rect lane, struct canvas *canvas);
/* The letters of events, the gravest of those that share a cell; behind each what it says, where there is room. */
void lane_events(const struct plot *plot, struct rect lane, struct canvas *canvas);

/* What a lane of so many cells shows in one of them, or in a stretch of them where it is the same again and again. */
struct lane_place {
	int first, last, room;          /* cells; free ones behind it */
	const struct plot_event *event; /* the gravest */
	uint32_t count;                 /* of its like */
};
/* The next one from event `at` on, which moves on; false when there is none. */
bool lane_next(const struct plot *plot, int width, size_t *at, struct lane_place *out);
#define LANE_WORDS 32
/* What stands behind its letter: "(eval 38s)", of a stretch how many they are; "" for nothing. */
void lane_say(const struct lane_place *place, char out[LANE_WORDS]);

#endif
