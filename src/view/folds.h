/* Which groups of a list are not as they are by default, open or closed; by their names, so it outlives the list. */
#ifndef TBTOP_VIEW_FOLDS_H
#define TBTOP_VIEW_FOLDS_H

#include "base/names.h"

#include <stdbool.h>

struct folds {
	struct names names;
	bool *turned;
	size_t capacity;
	bool made;
};

bool folds_turned(const struct folds *folds, struct slice name);
void folds_turn(struct folds *folds, struct slice name);
void folds_fini(struct folds *folds);

#endif
