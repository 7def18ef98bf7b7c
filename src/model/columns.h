/* How wide a person wants the columns of the Steps table, by their heads, and by which it is sorted. Plain data. */
#ifndef TBTOP_MODEL_COLUMNS_H
#define TBTOP_MODEL_COLUMNS_H

#include <stdbool.h>
#include <stdint.h>

#define COLUMNS_MOST 32
#define COLUMN_NAME 16   /* bytes, with the NUL */
#define COLUMN_WIDEST 80
#define COLUMN_HIDDEN 0
#define COLUMN_AUTO (-1) /* as wide as it is by itself */

struct columns {
	struct column_width {
		char name[COLUMN_NAME];
		int width;
	} items[COLUMNS_MOST];
	uint32_t count;
	char sort[COLUMN_NAME]; /* the head of the column; "" or another that is none: the names of runs */
	bool descending;
};

/* COLUMN_AUTO where nothing was said of it. */
int columns_width(const struct columns *columns, const char *name);
/* False for a name that is none (empty, too long, one too many) or a width that is none. */
bool columns_set(struct columns *columns, const char *name, int width);

/* False for a name that is too long. */
bool columns_sort(struct columns *columns, const char *name, bool descending);

#endif
