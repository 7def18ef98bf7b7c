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
void rich_fini(struct rich *rich);

#endif
