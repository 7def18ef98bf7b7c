/* Runs in the order that the user chose, and those that belong together next to each other. */
#ifndef TBTOP_VIEW_RUN_ORDER_H
#define TBTOP_VIEW_RUN_ORDER_H

#include "view/label.h"
#include "view/scene.h"

/*
 * Sorts runs that are in byte order of their names: newest record first;
 * newest value of `tag` first that is best, without a way that is better the
 * largest; largest step first. Reversed but for those that have none: they are last.
 */
void run_order_sort(const struct scene *scene, uint32_t tag, uint32_t *runs, size_t count);

/* What a group is called: with as much as tells it from others; the same in fewer words, empty without. */
struct group_name {
	struct slice plain, terse;
};
/* The one for so many columns. */
struct slice group_name_for(const struct group_name *name, int columns);

/* A run alone, or several: `count` of the runs from `from` on. */
struct run_group {
	struct slice key; /* what its runs have in common; of a run alone its name */
	struct group_name name;
	size_t from, count;
};
/*
 * Puts the runs of each group (grouping.h) next to each other, where the first
 * of them stood. `groups` has room for `count`; returns how many there are.
 */
size_t run_order_group(const struct scene *scene, uint32_t *runs, size_t count, struct run_group *groups);

/* Mean and band of the newest finite values of the tag over some runs. */
struct band run_order_band(const struct scene *scene, const uint32_t *runs, size_t count, uint32_t tag);
/* "2.31±.02", or from where to where the band goes; of one run its value. */
void run_order_say(char *out, size_t size, const struct band *band, struct band_spec spec);
/* Of these runs the one with the best value that the tag ever had; STORE_NONE when no way is better, or just one has it. */
uint32_t run_order_best(const struct scene *scene, const uint32_t *runs, size_t count, uint32_t tag);

#endif
