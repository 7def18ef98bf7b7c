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

/* Those of all runs of a store, for all parts of the screen: a cache, made anew when the store or the choice changed. */
struct group_looks;

struct group_looks *group_looks_new(void);
void group_looks_free(struct group_looks *looks);
/* Of the scene's, by the group's key. NULL for a run that stands alone, and while runs are not grouped. O(runs) at first. */
const struct group_look *group_look_of(const struct scene *scene, struct slice key);

#endif
