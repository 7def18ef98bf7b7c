/*
 * A table as plain data, for whoever writes it down: first the names of its
 * columns, then cells, row by row. Program-sized: what a person looks at.
 */
#ifndef TBTOP_DATA_ROWS_H
#define TBTOP_DATA_ROWS_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum rows_type { ROWS_NONE, ROWS_TEXT, ROWS_INTEGER, ROWS_NUMBER };

struct rows_cell {
	enum rows_type type;
	int64_t integer;
	double number;      /* shown as the 4-byte float that it is, if it is one */
	size_t at, length;  /* of a text, in `texts` */
};

struct rows {
	struct str texts;
	struct rows_cell *cells; /* names first */
	size_t count, capacity;
	size_t columns;
};

void rows_fini(struct rows *rows);
/* Before any cell. Bytes as in a file. */
void rows_column(struct rows *rows, struct slice name);
void rows_text(struct rows *rows, struct slice text);
void rows_integer(struct rows *rows, int64_t value);
void rows_number(struct rows *rows, double value);
/* NaN stands for what isn't known. */
void rows_known(struct rows *rows, double value);
void rows_none(struct rows *rows);

/* Without the names; a last row that is not complete is none. */
size_t rows_count(const struct rows *rows);
struct slice rows_name(const struct rows *rows, size_t column);
const struct rows_cell *rows_at(const struct rows *rows, size_t row, size_t column);
struct slice rows_slice(const struct rows *rows, const struct rows_cell *cell);

#endif
