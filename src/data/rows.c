#include "data/rows.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

void rows_fini(struct rows *rows)
{
	str_fini(&rows->texts);
	free(rows->cells);
	*rows = (struct rows){0};
}

static void add(struct rows *rows, struct rows_cell cell)
{
	if (rows->count == rows->capacity) {
		rows->capacity = rows->capacity ? 2 * rows->capacity : 64;
		rows->cells = xrealloc(rows->cells, rows->capacity * sizeof *rows->cells);
	}
	rows->cells[rows->count++] = cell;
}

void rows_text(struct rows *rows, struct slice text)
{
	add(rows, (struct rows_cell){.type = ROWS_TEXT, .at = rows->texts.length, .length = text.length});
	str_append_slice(&rows->texts, text);
}

void rows_column(struct rows *rows, struct slice name)
{
	rows_text(rows, name);
	rows->columns++;
}

void rows_integer(struct rows *rows, int64_t value)
{
	add(rows, (struct rows_cell){.type = ROWS_INTEGER, .integer = value});
}

void rows_number(struct rows *rows, double value)
{
	add(rows, (struct rows_cell){.type = ROWS_NUMBER, .number = value});
}

void rows_none(struct rows *rows)
{
	add(rows, (struct rows_cell){.type = ROWS_NONE});
}

void rows_known(struct rows *rows, double value)
{
	if (isnan(value))
		rows_none(rows);
	else
		rows_number(rows, value);
}

size_t rows_count(const struct rows *rows)
{
	return rows->columns ? rows->count / rows->columns - 1 : 0;
}

const struct rows_cell *rows_at(const struct rows *rows, size_t row, size_t column)
{
	return &rows->cells[(row + 1) * rows->columns + column];
}

struct slice rows_slice(const struct rows *rows, const struct rows_cell *cell)
{
	return slice_make(rows->texts.data + cell->at, cell->length);
}

struct slice rows_name(const struct rows *rows, size_t column)
{
	return rows_slice(rows, &rows->cells[column]);
}
