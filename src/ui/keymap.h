/*
 * A person's own keys (struct keymap of ui/bind.h), from text. Names of actions are those of ui/action.h, "view 3" with an
 * argument; keys are written as in ui/bind.h, several apart by blanks, none to
 * take an action's keys away.
 */
#ifndef TBTOP_UI_KEYMAP_H
#define TBTOP_UI_KEYMAP_H

#include "ui/bind.h"

void keymap_fini(struct keymap *keymap);
/*
 * Gives an action its keys. NULL when all is well; else what is wrong (static),
 * and `*at` is where in `keys` it is, or -1 when it is the name. What was right
 * before that place holds.
 */
const char *keymap_set(struct keymap *keymap, const char *name, const char *keys, int *at);

#endif
