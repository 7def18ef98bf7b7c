/*
 * The active time of a run as a function of wall time: it stands still in
 * pauses, where a step took longer than `limit` seconds, but for what the steps
 * themselves usually take. Made from the points of one series, so many links at
 * a time, over several frames; until it is made anew the last one stays.
 */
#ifndef TBTOP_MODEL_ACTIVE_H
#define TBTOP_MODEL_ACTIVE_H

#include "model/store.h"
#include "model/warp.h"

#define ACTIVE_CUTS 8192  /* pauses beyond so many are left in */

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
	size_t strip, link, cuts;
	bool begun, started, complete;
};

void active_fini(struct active *active);
/*
 * `usual`: seconds a step takes as a rule. Takes at most `*budget` links (of up
 * to 512 points), and from it those it took. True when all is up to date.
 */
bool active_go_on(struct active *active, const struct store *store, uint32_t series, double limit, double usual,
                  size_t *budget);

#endif
