/* A table for people: columns as wide as their widest cell, two blanks between. */
#ifndef TBTOP_CMD_TABLE_H
#define TBTOP_CMD_TABLE_H

#include "base/str.h"

struct table {
	const char *columns; /* a letter each: l or r, the side that cells stand at; borrowed */
	struct str text;     /* of all cells, cleaned, row by row */
	struct table_cell *cells;
	size_t count, capacity;
};

void table_init(struct table *table, const char *columns);
void table_fini(struct table *table);
/* The next cell, anything from a file included: it is cleaned here. */
void table_cell(struct table *table, struct slice text);
void table_text(struct table *table, const char *text);
/* Appends all whole rows, each after `indent` blanks. */
void table_print(const struct table *table, struct str *out, int indent);

#endif
