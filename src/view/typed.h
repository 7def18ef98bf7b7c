/* What stands behind the name of an action, and that it says why where that can't be done. */
#ifndef TBTOP_VIEW_TYPED_H
#define TBTOP_VIEW_TYPED_H

#include "ui/view.h"
#include "view/ask.h"

/* True when a text was typed to its end. Asks for one when there is none yet. */
bool typed_text(const struct input *input, const char *label, struct asks *out);
/*
 * Which of `names` was typed, whole or its beginning; -1 where none was: the next one is meant. False: it is no such
 * name, and the user was told what it takes.
 */
bool typed_word(const struct input *input, const char *const *names, int count, int *which, struct asks *out);
/* Likewise, of what is gone through: the one that was typed, else the one behind `now`; `now` where none is named so. */
int typed_next(const struct input *input, const char *const *names, int count, int now, struct asks *out);

#endif
