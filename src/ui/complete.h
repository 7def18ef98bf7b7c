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
/*
 * What all those names begin with, appended: `start` itself when there is nothing to add. Behind the only one stands a
 * blank when words may follow.
 */
void complete_start(const char *start, struct str *out);

/*
 * The same for an argument: `words` are those that may stand there, each ended by a newline; there may be blanks in
 * them, and one at the end of what goes on. The hint says of some that begin with `start` which word of them is next.
 */
void complete_word_hint(const char *start, struct slice words, struct str *out);
void complete_word(const char *start, struct slice words, struct str *out);

#endif
