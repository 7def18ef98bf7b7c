#include "model/columns.h"

#include <string.h>

static uint32_t find(const struct columns *columns, const char *name)
{
	uint32_t i = 0;
	while (i < columns->count && strcmp(columns->items[i].name, name))
		i++;
	return i;
}

int columns_width(const struct columns *columns, const char *name)
{
	uint32_t at = find(columns, name);
	return at < columns->count ? columns->items[at].width : COLUMN_AUTO;
}

bool columns_set(struct columns *columns, const char *name, int width)
{
	uint32_t at = find(columns, name);
	if (!*name || strlen(name) >= COLUMN_NAME || width < COLUMN_AUTO || width > COLUMN_WIDEST)
		return false;
	if (width == COLUMN_AUTO) {
		if (at < columns->count)
			columns->items[at] = columns->items[--columns->count];
		return true;
	}
	if (at == COLUMNS_MOST)
		return false;
	columns->count += at == columns->count;
	memcpy(columns->items[at].name, name, strlen(name) + 1);
	columns->items[at].width = width;
	return true;
}

bool columns_sort(struct columns *columns, const char *name, bool descending)
{
	if (strlen(name) >= COLUMN_NAME)
		return false;
	memcpy(columns->sort, name, strlen(name) + 1);
	columns->descending = descending;
	return true;
}
