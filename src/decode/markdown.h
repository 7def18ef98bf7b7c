/*
 * Markdown to a document: CommonMark with the tables, strike-through and task
 * lists of GitHub, in which fenced code is at home; HTML in it is text. The only
 * user of md4c. Pure; any thread.
 *
 * Bounded in size and in depth, so that hostile nesting costs no stack: what is
 * deeper than MARKDOWN_DEPTH lies flat, what is longer than is allowed is cut.
 */
#ifndef TBTOP_DECODE_MARKDOWN_H
#define TBTOP_DECODE_MARKDOWN_H

#include "base/status.h"
#include "data/document.h"

#define MARKDOWN_MOST ((size_t)256 << 10) /* bytes of a document, in all */
#define MARKDOWN_DEPTH 16

/* Appends what the source says. */
enum status markdown_read(struct slice source, struct document *out);
/* All of it as one cell of the row that is the last block. */
enum status markdown_read_cell(struct slice source, struct document *out);

#endif
