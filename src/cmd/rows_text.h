/* A table (data/rows.h) as CSV, TSV or JSON Lines, by the rules of `export` (tbtop-export(1)). Pure. */
#ifndef TBTOP_CMD_ROWS_TEXT_H
#define TBTOP_CMD_ROWS_TEXT_H

#include "cmd/export.h"
#include "data/rows.h"

/* The names and a newline; nothing for JSON Lines. */
void rows_text_header(struct str *out, enum export_format format, const struct rows *rows);
/* A row and a newline. What there is none of is an empty cell, or null. */
void rows_text_row(struct str *out, enum export_format format, const struct rows *rows, size_t row);

#endif
