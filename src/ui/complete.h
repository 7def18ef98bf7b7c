/*
 * What a `:` line may become: names of actions that begin with what was typed,
 * for a person who knows none of them.
 */
#ifndef TBTOP_UI_COMPLETE_H
#define TBTOP_UI_COMPLETE_H

#include "base/str.h"

/*
 * To say beside the line, appended: the names that begin with `start`, joined by blanks; what the action does when
 * there is one; nothing when there is none or when `start` has a blank, for then its argument is being typed.
 */
void complete_hint(const char *start, struct str *out);
/* What all those names begin with, appended: `start` itself when there is nothing to add. */
void complete_start(const char *start, struct str *out);

/*
 * The same for an argument: `words` are those that may stand there, each ended by a newline. The hint names some of
 * those that begin with `start`.
 */
void complete_word_hint(const char *start, struct slice words, struct str *out);
void complete_word(const char *start, struct slice words, struct str *out);

#endif
