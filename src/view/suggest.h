/* What may stand behind an action's name on the command line. */
#ifndef TBTOP_VIEW_SUGGEST_H
#define TBTOP_VIEW_SUGGEST_H

#include "ui/action.h"
#include "view/scene.h"

/* Words, each ended by a newline, appended; names are cleaned. Nothing where anything may stand. O(runs) or O(tags). */
void suggest(const struct scene *scene, enum action action, struct str *out);

#endif
