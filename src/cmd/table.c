#include "cmd/table.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct table_cell {
	size_t at, length; /* in the text */
	int width;
};

void table_init(struct table *table, const char *columns)
{
	*table = (struct table){.columns = columns};
}

void table_fini(struct table *table)
{
	str_fini(&table->text);
	free(table->cells);
}

void table_cell(struct table *table, struct slice text)
{
	struct table_cell cell = {.at = table->text.length};
	text_clean(&table->text, text);
	cell.length = table->text.length - cell.at;
	cell.width = text_width(slice_make(str_text(&table->text) + cell.at, cell.length));
	if (table->count == table->capacity) {
		table->capacity = table->capacity ? 2 * table->capacity : 32;
		table->cells = xrealloc(table->cells, table->capacity * sizeof *table->cells);
	}
	table->cells[table->count++] = cell;
}

void table_text(struct table *table, const char *text)
{
	table_cell(table, slice_of(text));
}

static int column_width(const struct table *table, size_t column, size_t columns)
{
	int widest = 0;
	for (size_t i = column; i < table->count; i += columns)
		widest = table->cells[i].width > widest ? table->cells[i].width : widest;
	return widest;
}

static void blanks(struct str *out, int count)
{
	static const char some[] = "                ";
	for (; count > 0; count -= (int)sizeof some - 1)
		str_append(out, some, (size_t)count < sizeof some - 1 ? (size_t)count : sizeof some - 1);
}

static void print_cell(const struct table *table, const struct table_cell *cell, struct str *out, int width, char side, bool last)
{
	int room = width - cell->width;
	if (side == 'r')
		blanks(out, room);
	str_append(out, str_text(&table->text) + cell->at, cell->length);
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
			print_cell(table, &table->cells[row + i], out, widths[i], table->columns[i], i + 1 == columns);
		str_append_char(out, '\n');
	}
	free(widths);
}
