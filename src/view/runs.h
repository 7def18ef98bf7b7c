/* The run selector: one row a run with its state, its colour and mark, its name and its last step. */
#ifndef TBTOP_VIEW_RUNS_H
#define TBTOP_VIEW_RUNS_H

#include "ui/list.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/lineup.h"

struct run_row {
	bool shown;
	uint32_t state_mark, mark;
	enum role state_role, mark_role;
	struct label name, right;
};

struct runs_pane {
	uint32_t *order; /* runs that match the filter */
	size_t count, capacity;
	uint32_t focus;  /* run under the cursor, or STORE_NONE */
	struct list list;
	struct run_row *rows; /* those in sight */
	int row_count, row_capacity;
	struct rect area; /* of the last prepare */
	struct label title;
	bool made;
	uint64_t store_generation, choice_generation;
};

void runs_prepare(struct runs_pane *pane, const struct scene *scene, struct rect area);
void runs_paint(const struct runs_pane *pane, struct canvas *canvas, bool focused);
/* Movement, the mouse inside of its area, and what is done to the run under the cursor. */
enum reply runs_act(struct runs_pane *pane, const struct scene *scene, const struct input *input, struct asks *out);
void runs_fini(struct runs_pane *pane);
/* Lines of text about a run, for the info overlay. */
void runs_info(const struct scene *scene, uint32_t run, struct str *out);

#endif
