/* What happened in a run beside steps: restarts, evaluations, checkpoints, stalls. The newest ones. */
#ifndef TBTOP_VIEW_HAPPEN_H
#define TBTOP_VIEW_HAPPEN_H

#include "view/scene.h"

#define HAPPEN_MOST 96
#define HAPPEN_RESTARTS (HAPPEN_MOST - STEPTIME_SPELLS)

struct happening {
	enum pause_kind kind;
	int64_t step;
	double wall;
	double seconds; /* it took; NaN where that isn't known */
};
/* Restarts first, then the others by time. Returns how many, at most HAPPEN_MOST. */
size_t happen_list(const struct scene *scene, uint32_t run, struct happening out[HAPPEN_MOST]);

/* 'R', 'c', 'E', 'S'; 0 for what has no letter. How grave: 1 is the gravest. The word for it. */
char happen_letter(enum pause_kind kind);
uint8_t happen_rank(enum pause_kind kind);
const char *happen_word(enum pause_kind kind);

#endif
