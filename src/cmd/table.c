#include "cmd/table.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void table_init(struct table *table, const char *columns)
{
	*table = (struct table){.columns = columns};
}

void table_fini(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		free(table->cells[i]);
	free(table->cells);
}

void table_cell(struct table *table, struct slice text)
{
	struct str clean = {0};
	text_clean(&clean, text);
	if (table->count == table->capacity) {
		table->capacity = table->capacity ? 2 * table->capacity : 32;
		table->cells = xrealloc(table->cells, table->capacity * sizeof *table->cells);
	}
	table->cells[table->count++] = xstrdup(str_text(&clean));
	str_fini(&clean);
}

void table_text(struct table *table, const char *text)
{
	table_cell(table, slice_of(text));
}

static int column_width(const struct table *table, size_t column, size_t columns)
{
	int widest = 0;
	for (size_t i = column; i < table->count; i += columns) {
		int width = text_width(slice_of(table->cells[i]));
		widest = width > widest ? width : widest;
	}
	return widest;
}

static void blanks(struct str *out, int count)
{
	for (int i = 0; i < count; i++)
		str_append_char(out, ' ');
}

static void print_cell(struct str *out, const char *text, int width, char side, bool last)
{
	int room = width - text_width(slice_of(text));
	if (side == 'r')
		blanks(out, room);
	str_append_text(out, text);
	if (last)
		return;
	if (side != 'r')
		blanks(out, room);
	blanks(out, 2);
}

void table_print(const struct table *table, struct str *out, int indent)
{
	size_t columns = strlen(table->columns);
	int *widths = xmalloc(columns * sizeof *widths);
	for (size_t column = 0; column < columns; column++)
		widths[column] = column_width(table, column, columns);
	for (size_t row = 0; row + columns <= table->count; row += columns) {
		blanks(out, indent);
		for (size_t i = 0; i < columns; i++)
			print_cell(out, table->cells[row + i], widths[i], table->columns[i], i + 1 == columns);
		str_append_char(out, '\n');
	}
	free(widths);
}
