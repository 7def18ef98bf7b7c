/*
 * A text with structure, as Markdown has it, flat: blocks from above to below,
 * each of spans, each of a style. A table is a block a row. Bytes of the spans
 * are as in the file: to be cleaned where they are shown.
 */
#ifndef TBTOP_DATA_DOCUMENT_H
#define TBTOP_DATA_DOCUMENT_H

#include "base/str.h"

#include <stdint.h>

enum { SPAN_STRONG = 1, SPAN_EMPHASIS = 2, SPAN_CODE = 4, SPAN_LINK = 8, SPAN_STRUCK = 16, SPAN_CELL = 32 };

/* Of the document's text; a newline in it ends a line. SPAN_CELL: the first span of a cell of a row. */
struct document_span {
	uint32_t begin, length;
	uint8_t style;
};

enum block_kind { BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_CODE, BLOCK_RULE, BLOCK_ROW };

struct document_block {
	uint8_t kind;
	uint8_t level;   /* HEADING: 1 … 6; ROW: 1 in a table's head */
	uint8_t indent;  /* lists and quotes around it */
	uint8_t quotes;  /* of those the quotes */
	bool tight;      /* nothing is left free above it: a line of a list, of a table */
	int32_t number;  /* before it: of an item in an ordered list; -1 for a bullet, -2 and -3 for a task, open or done; 0 for none */
	uint32_t first, count; /* spans */
};

struct document {
	struct str text;
	struct document_span *spans;
	size_t span_count, span_capacity;
	struct document_block *blocks;
	size_t block_count, block_capacity;
	bool cut; /* there was more than is kept */
};

void document_fini(struct document *document);
size_t document_memory(const struct document *document);

/* Each false when out of memory: the document is as it was. */
bool document_block(struct document *document, struct document_block block);
/* At the end of the last block. One of the style of that before it goes on with it, unless it begins a cell. */
bool document_span(struct document *document, struct slice text, uint8_t style);

#endif
