/* What is known of terminal types, before curses is started. Apart from term.c, for curses' term.h has a struct term. */
#ifndef TBTOP_UI_TERMINFO_H
#define TBTOP_UI_TERMINFO_H

#include <stdbool.h>

/* There is a description of it, where TERMINFO_DIRS and the system have such. */
bool terminfo_has(const char *type);

#endif
