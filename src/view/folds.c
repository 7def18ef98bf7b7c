#include "view/folds.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

bool folds_turned(const struct folds *folds, struct slice name)
{
	uint32_t number = folds->made ? names_find(&folds->names, name) : NAMES_NONE;
	return number != NAMES_NONE && folds->turned[number];
}

void folds_turn(struct folds *folds, struct slice name)
{
	if (!folds->made)
		names_init(&folds->names);
	folds->made = true;
	uint32_t number = names_intern(&folds->names, name);
	if (number == NAMES_NONE)
		return;
	while (number >= folds->capacity) {
		size_t old = folds->capacity;
		folds->capacity = old ? old * 2 : 16;
		folds->turned = xrealloc(folds->turned, folds->capacity * sizeof *folds->turned);
		memset(folds->turned + old, 0, (folds->capacity - old) * sizeof *folds->turned);
	}
	folds->turned[number] = !folds->turned[number];
}

void folds_fini(struct folds *folds)
{
	if (folds->made)
		names_fini(&folds->names);
	free(folds->turned);
	*folds = (struct folds){0};
}
