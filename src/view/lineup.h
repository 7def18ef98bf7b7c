/* The runs that are shown, in byte order of their names, with what they look like; and the signs of a run's state. */
#ifndef TBTOP_VIEW_LINEUP_H
#define TBTOP_VIEW_LINEUP_H

#include "base/number.h"
#include "chart/plot.h"
#include "view/label.h"
#include "view/scene.h"

#define LINEUP_NAME 40 /* columns at most */

struct line_run {
	uint32_t run;
	enum role role;
	enum plot_stroke stroke;
	uint32_t mark;
	double start; /* wall time that relative times count from */
	bool gone;    /* none of its files is there any more */
	struct label name;
};

struct lineup {
	struct line_run *items;
	size_t count, capacity;
	uint32_t total; /* runs in the store */
	bool made;
	uint64_t store_generation, choice_generation;
};

/* O(runs) when store or choice changed, nothing otherwise. */
void lineup_prepare(struct lineup *lineup, const struct scene *scene);
void lineup_fini(struct lineup *lineup);

/* ■ ◆ ▪ ● */
uint32_t run_mark(struct run_choice choice);
/*
 * The state of a run now, from what the step times know of it, and how it is
 * shown: ● live, ◐ late, · stalled, ○ done, ✗ gone; ◌ while there are unread
 * bytes. Without a record there is no telling ("empty", ◌).
 */
struct run_sign {
	enum run_state state;
	bool known;
	uint32_t mark;
	enum role role;
	const char *word;
};
struct run_sign run_sign(const struct scene *scene, uint32_t run);
/* How old a record of that time is: "—" without one, "ahead" when it lies in the future. */
void wall_age(char out[NUMBER_SIZE], double wall, double now);
/* That of the run's newest record. */
void run_age(char out[NUMBER_SIZE], const struct scene *scene, uint32_t run);

#endif
