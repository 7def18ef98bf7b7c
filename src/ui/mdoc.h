/*
 * mdoc, the language of manual pages, as text: the part of it that src/man uses.
 * See mdoc(7) of mandoc for what the macros mean. Pure.
 */
#ifndef TBTOP_UI_MDOC_H
#define TBTOP_UI_MDOC_H

#include "base/str.h"

#include <stdbool.h>

#define MDOC_INDENT 4 /* columns: of text below its heading, of entries in a list */

/* Where lines go. All but `out`, `name` and `columns` begins as 0. */
struct mdoc {
	struct str *out;  /* borrowed */
	const char *name; /* of the page, for Nm */
	int columns;      /* no line of running text is wider */
	int indent, column;
	bool glue;        /* the next word follows without a blank */
	bool gap;         /* an empty line is due before the next word */
	bool literal;     /* lines as they are */
	bool synopsis;    /* each Nm begins a line */
	bool headed;      /* nothing stands below the heading yet */
	struct str closing; /* what ends at the end of the line */
};

/* A line of a page. */
void mdoc_put(struct mdoc *mdoc, struct slice line);
/* Ends the line of text that is being filled; after the last line of the page. */
void mdoc_end(struct mdoc *mdoc);
void mdoc_fini(struct mdoc *mdoc);

/* The next line, taken off the front of `text`, without its end; false at the end. */
bool mdoc_line(const char **text, struct slice *line);
/* True for a line ".Xy …" with that macro; `*rest` is what stands behind. */
bool mdoc_is(struct slice line, const char *macro, struct slice *rest);

#endif
