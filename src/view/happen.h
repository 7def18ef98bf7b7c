/* What happened in a run beside steps: restarts, evaluations, checkpoints, stalls. */
#ifndef TBTOP_VIEW_HAPPEN_H
#define TBTOP_VIEW_HAPPEN_H

#include "view/scene.h"

/* All of it, borrowed from the store and the step times until either changes. */
struct happenings {
	const struct store *store;
	uint32_t run, restarts;
	struct pause_spells spells;
	uint64_t version; /* with another one, or another generation of the store, they may be others */
};

struct happening {
	enum pause_kind kind;
	int64_t step;
	double wall;
	double seconds; /* it took; NaN where that isn't known */
};

struct happenings happen_in(const struct scene *scene, uint32_t run);
/* Restarts first, then the others by time. */
size_t happen_count(const struct happenings *all);
/* False where there is nothing to be said of this one. */
bool happen_at(const struct happenings *all, size_t index, struct happening *out);

/* 'R', 'c', 'E', 'S', '?'. How grave: 1 is the gravest. The word for it. */
char happen_letter(enum pause_kind kind);
uint8_t happen_rank(enum pause_kind kind);
const char *happen_word(enum pause_kind kind);

#endif
