/* Worlds drawn at the sizes that every tab is looked at: as most screens are, large, small. */
#ifndef TBTOP_TEST_VIEW_SIZES_H
#define TBTOP_TEST_VIEW_SIZES_H

#include "unit/view/world.h"

#include <stdio.h>

static const struct { int columns, rows; } usual_sizes[] = {{80, 24}, {200, 60}, {40, 12}};
enum { USUAL_SIZES = sizeof usual_sizes / sizeof *usual_sizes };

static inline void check_size(struct world *world, const char *name, size_t size)
{
	char file[64];
	snprintf(file, sizeof file, "%s_%dx%d", name, usual_sizes[size].columns, usual_sizes[size].rows);
	golden_check(file, &world->canvas);
}

/* A world of its own for each size: what one of them did is no matter to the next. */
static inline void check_new_worlds(const char *name, void (*make)(struct world *world),
                                    void (*draw)(struct world *world, int columns, int rows),
                                    void (*fini)(struct world *world))
{
	for (size_t i = 0; i < USUAL_SIZES; i++) {
		struct world world;
		make(&world);
		draw(&world, usual_sizes[i].columns, usual_sizes[i].rows);
		check_size(&world, name, i);
		fini(&world);
	}
}

/* One that is there, which a person makes larger and smaller. */
static inline void check_resized(struct world *world, const char *name)
{
	for (size_t i = USUAL_SIZES; i-- > 0;) {
		world_draw(world, usual_sizes[i].columns, usual_sizes[i].rows);
		check_size(world, name, i);
	}
}

#endif
