/*
 * Names beside points of a picture, in cells: of the chosen point and of what is
 * near to it. Those that were added later lie above those before.
 */
#ifndef TBTOP_VIEW_NAMEPLATES_H
#define TBTOP_VIEW_NAMEPLATES_H

#include "view/point_list.h"
#include "view/solid.h"

#define NAMEPLATES_MOST 11

struct nameplate {
	int x, y; /* cells of the picture */
	bool chosen;
	struct label name;
};

struct nameplates {
	struct nameplate items[NAMEPLATES_MOST];
	int count;
};

void nameplates_clear(struct nameplates *plates);
/* A row of the source, by its label (NULL: its number); nothing where it is not seen, or there are as many as can be. */
void nameplates_add(struct nameplates *plates, const struct solid *solid, const struct solid_source *source,
                    const struct labels *labels, size_t row, bool chosen);
/* All marks; of names that would lie over each other the one that was added last. */
void nameplates_paint(const struct nameplates *plates, struct rect picture, struct canvas *canvas);

#endif
