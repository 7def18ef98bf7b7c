/*
 * The active time of a run as a function of wall time: it stands still in
 * pauses, where a step took longer than `limit` seconds, but for what the steps
 * themselves usually take. Made from the points of one series, so many links at
 * a time, over several frames; until it is made anew the last one stays.
 *
 * A pause in which later points lie was none: a clock was ahead for the points
 * behind it. They are left out, and lie at the ends with all that is dated
 * before the first point or behind the last.
 */
#ifndef TBTOP_MODEL_ACTIVE_H
#define TBTOP_MODEL_ACTIVE_H

#include "model/store.h"
#include "model/warp.h"

#define ACTIVE_CUTS 8192  /* pauses beyond so many are left in */
#define ACTIVE_UNSURE 4   /* of the newest so many it may still turn out that they are none */

struct active {
	struct warp warp;     /* complete; without knots before the first time */
	double cut;           /* seconds that were cut out of it */
	uint32_t series;      /* what it is made of, as all below: */
	uint64_t generation;
	double limit, usual;
	/* What is being made. */
	struct warp next;
	double next_cut, now; /* now: active time at `last_wall` */
	double last_wall;
	int64_t last_step;
	size_t strip, link, cuts, taken; /* taken: points */
	bool begun, started, complete;
	bool astray;          /* some clock was: what lies outside is not to be believed */
	struct active_cut {   /* how all was before a pause that was cut */
		double until, last_wall, now, cut;
		int64_t last_step;
		size_t knots, cuts;
	} unsure[ACTIVE_UNSURE];
	size_t unsure_count;
};

void active_fini(struct active *active);
/*
 * `usual`: seconds a step takes as a rule. Takes at most `*budget` links (of up
 * to 512 points), and from it those it took. True when all is up to date.
 */
bool active_go_on(struct active *active, const struct store *store, uint32_t series, double limit, double usual,
                  size_t *budget);

#endif
