/*
 * The manual (src/man, in mdoc), which is in the program, too: what is about a
 * topic, as text. A topic is a page ("export", "tbtop-config"), a heading of one
 * ("conditions", "network" for "Network file systems"), or an entry of a list ("check", "--watch"), in any case.
 * Of mdoc it knows what those pages use; tests/around/manual.py holds the two together.
 */
#ifndef TBTOP_UI_MANUAL_H
#define TBTOP_UI_MANUAL_H

#include "base/str.h"

#include <stdbool.h>

/* A page, as the build put it together. */
struct manual_page {
	const char *name;         /* "tbtop-export" */
	const unsigned char *text; /* ends with a NUL */
};
extern const struct manual_page manual_pages[]; /* the first is tbtop(1); NULL ends it */

/* Appends what the manual says of it, in lines of at most `columns`. False when it says nothing. */
bool manual_text(const char *topic, int columns, struct str *out);
/* Appends all pages and headings that are a topic, in lower case, a line each. */
void manual_topics(struct str *out);

#endif
