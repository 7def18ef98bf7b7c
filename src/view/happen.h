/* What happened in a run beside steps: restarts, evaluations, checkpoints, stalls; what alerts told of it. */
#ifndef TBTOP_VIEW_HAPPEN_H
#define TBTOP_VIEW_HAPPEN_H

#include "view/scene.h"

/* Each enum pause_kind is a kind of these, too. */
enum { HAPPEN_ALERT = PAUSE_KINDS, HAPPEN_KINDS };

/* All of it, borrowed from the store and the step times until either changes. */
struct happenings {
	const struct store *store;
	uint32_t run, restarts;
	struct pause_spells spells;
	const struct alerts *alerts; /* NULL without */
	struct slice name;           /* the run's */
	uint64_t version; /* with another one, or another generation of the store, they may be others */
};

struct happening {
	int kind;
	int64_t step;
	double wall;
	double seconds; /* it took; NaN where that isn't known */
};

struct happenings happen_in(const struct scene *scene, uint32_t run);
/* Restarts first, then pauses by time, then alerts. */
size_t happen_count(const struct happenings *all);
/* False where there is nothing to be said of this one. */
bool happen_at(const struct happenings *all, size_t index, struct happening *out);

/* 'R', 'c', 'E', 'S', 'A', '?'. How grave: 1 is the gravest. The word for it. */
char happen_letter(int kind);
uint8_t happen_rank(int kind);
const char *happen_word(int kind);

#endif
