/*
 * The run selector: one row a run with its state, its colour and mark, its name
 * and its last step, in the order that was chosen; grouped runs below a row of
 * their group, which folds.
 */
#ifndef TBTOP_VIEW_RUNS_H
#define TBTOP_VIEW_RUNS_H

#include "ui/list.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/folds.h"
#include "view/lineup.h"
#include "view/run_order.h"

/* A row: a run, or a group of `count` runs of `order` from `from` on. */
struct run_item {
	uint32_t run;     /* of a group its first */
	bool group, open, inside; /* inside: it is one of a group */
	size_t from, count;
	struct slice key; /* the group's; borrowed from the store, as its name is */
	struct group_name name;
};

struct run_row {
	bool shown, group;
	int indent;
	uint32_t state_mark, mark;
	enum role state_role, mark_role;
	struct label name, right;
};

struct runs_pane {
	uint32_t *order; /* runs that are listed */
	size_t order_count, order_capacity;
	struct run_item *items;
	size_t count, capacity;
	uint32_t focus;  /* run under the cursor, or STORE_NONE */
	bool focus_group;
	uint32_t shown;  /* of those listed; because they are the newest and nobody chose: */
	bool by_rule;
	uint32_t tag, best; /* whose values are told and sorted by; the run that has its best */
	struct folds folds; /* groups are closed at first */
	struct list list;
	struct run_row *rows; /* those in sight */
	int row_count, row_capacity;
	struct rect area; /* of the last prepare */
	struct label title;
	bool made;
	uint64_t store_generation, choice_generation;
	bool moved, along; /* somebody moved the cursor; it went along with the newest, */
	uint64_t along_generation; /* at this generation of the store */
};

/*
 * Which rows there are (`count`): a layout may depend on it. Before runs_prepare.
 * `tag`: whose values are told of groups, and sorted by; STORE_NONE for none.
 */
void runs_list(struct runs_pane *pane, const struct scene *scene, uint32_t tag);
/*
 * Where few can be seen: as long as nobody moved it the cursor is on a run that goes on, the newest at first. It stays
 * there until that is over, however many others go on.
 */
void runs_go_along(struct runs_pane *pane, const struct scene *scene);
void runs_prepare(struct runs_pane *pane, const struct scene *scene, struct rect area);
void runs_paint(const struct runs_pane *pane, struct canvas *canvas, bool focused);
/* Movement, the mouse inside of its area, and what is done to the run under the cursor. */
enum reply runs_act(struct runs_pane *pane, const struct scene *scene, const struct input *input, struct asks *out);
void runs_fini(struct runs_pane *pane);

#endif
