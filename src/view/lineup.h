/*
 * The lines of charts: runs that are shown, in byte order of their names, and
 * groups of such (run_order.h), with what they look like; and the signs of a
 * run's state. A group looks as group_look.h says; one shown run of it alone is a
 * run that looks so.
 */
#ifndef TBTOP_VIEW_LINEUP_H
#define TBTOP_VIEW_LINEUP_H

#include "base/number.h"
#include "chart/plot.h"
#include "model/warp.h"
#include "view/label.h"
#include "view/scene.h"

#define LINEUP_NAME 80 /* columns at most */

struct line_run {
	uint32_t run;            /* of a group the first */
	const struct line_run *members; /* of a group all of its shown runs; NULL for a run */
	size_t member_count;
	size_t first;            /* of a line its run, or its group's first, among all runs of the lineup */
	enum role role;
	enum plot_stroke stroke;
	uint32_t mark;
	double start; /* wall time that relative times count from */
	const struct warp *warp; /* where x needs one (axes.h); NULL without */
	bool gone;    /* none of its files is there any more */
	struct label name;
};

struct lineup {
	struct line_run *items;
	size_t count, capacity;
	uint32_t total; /* runs in the store */
	struct line_run *runs; /* all that are shown, those of a group next to each other; groups are none of them */
	size_t run_count; /* room as for items */
	bool made;
	uint64_t store_generation, choice_generation;
};

/* O(runs) when store or choice changed, nothing otherwise. */
void lineup_prepare(struct lineup *lineup, const struct scene *scene);
void lineup_fini(struct lineup *lineup);
/* What was set of the runs' warps holds for the lines, too: a group's are those of its first run. */
void lineup_bend(struct lineup *lineup);
/* The line that shows a run, alone or in its group; NULL when it is not shown. */
const struct line_run *lineup_of(const struct lineup *lineup, uint32_t run);
/* The run itself among those that are shown; NULL when it is not. */
const struct line_run *lineup_run(const struct lineup *lineup, uint32_t run);
/* Mean and band of the newest values of a group. */
struct band lineup_band(const struct scene *scene, const struct line_run *group, uint32_t tag);
/* The same of what each of its runs has nearest to a place on x. */
struct band lineup_band_at(const struct scene *scene, const struct line_run *group, uint32_t tag, double x);
/* A run's line, shown or not. */
struct line_run lineup_line(const struct scene *scene, uint32_t run);

/* ■ ◆ ▪ ● ▲ ▼ + × */
uint32_t run_mark(struct run_choice choice);
/* The one `by` places behind a mark. */
uint32_t run_mark_after(uint32_t mark, unsigned by);
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
/* When the newest record of all runs came, as far as it can be believed; where none can, as it is dated; NaN without. */
double newest_record(const struct scene *scene);
/* That of the run's newest record. */
void run_age(char out[NUMBER_SIZE], const struct scene *scene, uint32_t run);

#endif
