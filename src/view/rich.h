/*
 * A document laid out in lines of a width: headings, lists, quotes, code and
 * tables in cells, cleaned. Or plain lines of text, and what changed between two.
 */
#ifndef TBTOP_VIEW_RICH_H
#define TBTOP_VIEW_RICH_H

#include "chart/canvas.h"
#include "data/document.h"

struct rich_piece {
	uint32_t line, begin, length; /* of `text` */
	int x, width;
	enum role role;
	uint8_t attributes;
};

struct rich {
	struct str text; /* cleaned */
	struct rich_piece *pieces; /* by line, then x */
	size_t count, capacity;
	uint32_t lines;
};

/* Each takes the place of what was there. `width`: columns, at least 1. */
void rich_document(struct rich *rich, const struct document *document, int width);
void rich_clear(struct rich *rich);
/* A line of a source as it is, behind what is there; a long one goes on in further lines. */
void rich_line(struct rich *rich, struct slice line, int width, enum role role, const char *before);

/* Lines from `top` on; `search` (NULL or "" for none) is set off wherever it stands, whatever its case. */
void rich_paint(const struct rich *rich, struct canvas *canvas, struct rect area, uint32_t top, const char *search);
/* The next line after `from` (in direction `by`, 1 or -1, round the ends) that has the text; -1 when none has. */
int64_t rich_find(const struct rich *rich, uint32_t from, int by, const char *search);
uint32_t rich_matches(const struct rich *rich, const char *search);
void rich_fini(struct rich *rich);

#endif
