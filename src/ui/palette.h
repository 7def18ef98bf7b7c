/*
 * Themes that a person makes, from a text for each role (names of chart/role.h):
 *
 *     COLOUR... [on COLOUR...] [bold] [dim] [underline] [reverse] [mono ATTRIBUTE...]
 *
 * A colour is #rrggbb, a number of the 256, or a name of the 16 ("red",
 * "bright-red"), one of each at most: each for terminals that have so many, and
 * where one is left out the nearest to what there is. "default" is the terminal's
 * own. Attributes behind "mono" are for terminals without colour. `base` (dark,
 * light or mono) is the theme that all other roles come from.
 */
#ifndef TBTOP_UI_PALETTE_H
#define TBTOP_UI_PALETTE_H

#include "ui/theme.h"

#include <stddef.h>

struct palettes {
	struct palette **items;
	size_t count, capacity;
};

void palettes_fini(struct palettes *palettes);
/*
 * Sets a role (or `base`) of theme `name`, which is made when there is none of that
 * name yet. NULL when all is well; else what is wrong (static), nothing is set, and
 * `*at` is where in `value` it is, or -1 when it is the role.
 */
const char *palettes_set(struct palettes *palettes, const char *name, const char *role, const char *value, int *at);
/* One of these, or dark, light or mono. NULL when there is none of that name; lives as long as `palettes`. */
const struct theme *palettes_find(const struct palettes *palettes, const char *name);

#endif
