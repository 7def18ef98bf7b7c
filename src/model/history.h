/*
 * What a person chose before, for undo and redo: a bounded ring of copies of the
 * choice. A run of edits of one filter, letter by letter, is one change; so is
 * one of the border beside the lists, column by column.
 */
#ifndef TBTOP_MODEL_HISTORY_H
#define TBTOP_MODEL_HISTORY_H

#include "model/choice.h"

#define HISTORY_MOST 64 /* older ones are forgotten */

struct history {
	struct choice *past[HISTORY_MOST], *future[HISTORY_MOST]; /* the newest last */
	int past_count, future_count;
	bool by_and_by;      /* the newest was made by an edit of */
	enum edit_what what; /* this, which goes on */
};

/* As choice_apply, and remembers what was before when it is another choice now. */
void history_apply(struct history *history, struct choice *choice, const struct store *store, const struct edit *edit);
/* False when there is nothing to undo or to redo. */
bool history_undo(struct history *history, struct choice *choice);
bool history_redo(struct history *history, struct choice *choice);
void history_fini(struct history *history);

#endif
