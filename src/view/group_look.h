/*
 * What groups of runs look like: as the first of their runs by name, unless a
 * group before it has that hue or mark while others are free, and it was not
 * chosen by hand. All groups count, shown or not, so that none changes its look
 * when others are hidden; and they depend on names alone, as those of runs do
 * (identity.h).
 */
#ifndef TBTOP_VIEW_GROUP_LOOK_H
#define TBTOP_VIEW_GROUP_LOOK_H

#include "view/scene.h"

struct group_look {
	struct slice key;          /* borrowed from the store */
	uint32_t run;              /* the first by name: the one whose colour is changed */
	struct run_choice choice;  /* its choice, with the group's hue, stroke and mark */
};

struct group_looks {
	struct group_look *items; /* by key */
	size_t count;
};

/* Of all runs of the store, in place of what was there; none while runs are not grouped. O(runs). */
void group_looks_make(struct group_looks *looks, const struct scene *scene);
void group_looks_fini(struct group_looks *looks);
/* NULL for a run that stands alone. */
const struct group_look *group_looks_find(const struct group_looks *looks, struct slice key);

#endif
