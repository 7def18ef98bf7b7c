/* What is known of terminal types, before curses is started. Apart from term.c, for curses' term.h has a struct term. */
#ifndef TBTOP_UI_TERMINFO_H
#define TBTOP_UI_TERMINFO_H

#include "base/str.h"

#include <stdbool.h>

/* Descriptions that are in the program, for where no file has them: compiled, as infocmp -Q2 writes them for TERMINFO. */
struct terminfo_entry {
	const char *type, *text;
};
extern const struct terminfo_entry terminfo_entries[]; /* NULL ends them */

/* There is a description of it, where TERMINFO_DIRS and the system have such. */
bool terminfo_has(const char *type);
/* That of a type which is in the program; NULL when it is not. */
const char *terminfo_inside(const char *type);
/*
 * Where our own entries lie as files: beside the program (in the build tree) and in ../share (installed). As TERMINFO_DIRS
 * has it, with a colon behind each.
 */
void terminfo_dirs(struct str *out);

#endif
