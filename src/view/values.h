/*
 * The table below the charts, of one tag: for each shown run the newest value,
 * least, greatest, step, speed, age; at a cursor, its nearest point: value, exact
 * step, times. With smoothing on the smoothed value, with a baseline the difference
 * from it: of what is smoothed where that is shown. Of a group mean and band of
 * its runs' values, each at its own nearest or newest point.
 */
#ifndef TBTOP_VIEW_VALUES_H
#define TBTOP_VIEW_VALUES_H

#include "view/lineup.h"

enum {
	VALUE_RAW, VALUE_SMOOTH, VALUE_DELTA, VALUE_MIN, VALUE_MAX, VALUE_STEP, VALUE_SPEED, VALUE_AGE, VALUE_PLACE,
	VALUE_RELATIVE, VALUE_WALL, VALUE_COLUMNS
};

struct value_row {
	enum role role;
	uint32_t mark;
	struct label name;
	bool focused;
	struct label cells[VALUE_COLUMNS];
};

struct values {
	const uint32_t *order; /* runs as their list has them, set before values_prepare; borrowed. NULL: as the lineup */
	size_t order_count;
	struct value_row *rows;
	int count, capacity;
	bool kept[VALUE_COLUMNS]; /* the columns that fit */
	int name_width;
	bool grouped;     /* some rows are groups, whose values are bands */
	bool at_cursor;   /* the values of a place, not the newest */
	int more;         /* runs that don't fit */
	struct rect area; /* head line, then rows */
	struct label title; /* of the frame around it, which is painted before */
	int step_width;     /* of the cursor's step at its end; 0 for none */
};

/* `cursor`: x at which values are read instead of the newest; NaN for none. */
void values_prepare(struct values *values, const struct scene *scene, const struct lineup *lineup, uint32_t tag,
                    uint32_t run, double cursor, struct rect area);
void values_paint(const struct values *values, struct canvas *canvas);
/* The column whose head is in a cell: VALUE_COLUMNS for the runs' names, -1 for none. */
int values_head_at(const struct values *values, int x, int y);
void values_fini(struct values *values);

#endif
