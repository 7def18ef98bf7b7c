/*
 * What makes x of runs where it is neither step nor wall time: active time, the
 * value of a tag. Made when an axis asks for it, and kept up to date.
 */
#ifndef TBTOP_VIEW_BENDS_H
#define TBTOP_VIEW_BENDS_H

#include "model/active.h"
#include "view/lineup.h"

#define BENDS_LINKS 2048 /* of all runs, in a frame: a million points */
#define BENDS_KNOTS 1024 /* of a tag: all its points, or the line between so many of them */

struct bend {
	uint32_t run;
	struct active active;
	struct warp by_tag;      /* without knots where the tag is missing, or goes back */
	uint32_t series;         /* of the tag, */
	uint64_t points;         /* that it has */
	uint64_t generation;
};

struct bends {
	struct bend *items; /* by run */
	size_t count;
	uint64_t left_out; /* a tag has more points than knots were made of: how many it has, the most of a shown run */
	bool falls;  /* the tag goes back in some shown run: it has no place there */
	double cut;        /* seconds of pauses that were cut out of a shown run, the most of one */
	uint32_t cut_runs; /* out of so many there were some */
};

/* Sets the warps of the runs shown. False: not all is made yet. */
bool bends_prepare(struct bends *bends, const struct scene *scene, struct lineup *lineup);
void bends_fini(struct bends *bends);

#endif
