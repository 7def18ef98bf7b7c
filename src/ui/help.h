/* The help overlay: the keys in force by group, searchable, made from bindings and the action list. */
#ifndef TBTOP_UI_HELP_H
#define TBTOP_UI_HELP_H

#include "chart/canvas.h"
#include "ui/bind.h"
#include "ui/list.h"

struct help_row {
	const char *group; /* set on the first row of a group */
	enum action action;
	const char *help; /* what it does here */
	char keys[32];
};
struct help {
	struct help_row rows[ACTION_COUNT];
	int count;
	struct list list;
};

/*
 * Rows for the keys in force that do something, whose key, name or help contains `search` (any case;
 * "" for all), by group; in a search those that never have one, too. The cursor stays where it was, as far as there are rows.
 */
void help_prepare(struct help *help, const struct binds *binds, const char *search);
/* How many rows help_paint shows in `area`, for list_act. */
int help_height(struct rect area);
void help_paint(const struct help *help, struct canvas *canvas, struct rect area, const char *title);
/* The action under the cursor, so that Enter runs it; ACTION_NONE when there are no rows. */
enum action help_chosen(const struct help *help);
/* The row under the cursor is of an action that some key runs as it is. */
bool help_chosen_key(const struct help *help);
/* The hint line: keys with hints, innermost scope first, as many as fit. */
void hint_paint(const struct binds *binds, struct canvas *canvas, struct rect row);

#endif
