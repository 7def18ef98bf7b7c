/*
 * The points of an embedding as a list: all, or those whose labels match what is
 * searched; and what classes a column of the labels makes of them. Both go through
 * all labels, some in each frame.
 */
#ifndef TBTOP_VIEW_POINT_LIST_H
#define TBTOP_VIEW_POINT_LIST_H

#include "base/names.h"
#include "data/projection.h"
#include "model/pattern.h"
#include "ui/list.h"
#include "ui/view.h"
#include "view/label.h"

#define CLASSES_MOST 16 /* of more values nobody tells the colours */

struct point_list {
	const struct labels *labels; /* borrowed */
	size_t rows;
	struct pattern pattern;      /* text NULL without */
	uint32_t *matches;           /* of a search: rows in order */
	size_t match_count, match_capacity, next;
	struct list list;
	struct rect area;
	struct label title;
};

/* Other points. What was searched is searched anew. */
void point_list_set(struct point_list *points, const struct labels *labels, size_t rows);
/* "" for all. The row at the cursor stays there if it can. */
void point_list_search(struct point_list *points, const char *text);
/* False: not all were looked at, another frame is due. */
bool point_list_prepare(struct point_list *points, struct rect area, uint64_t deadline);
void point_list_paint(const struct point_list *points, struct canvas *canvas, bool focused, bool chosen);
size_t point_list_count(const struct point_list *points);
/* The row at the cursor; SIZE_MAX without. */
size_t point_list_cursor(const struct point_list *points);
/* The cursor to a row; a search that does not have it ends. */
void point_list_focus(struct point_list *points, size_t row);
bool point_list_act(struct point_list *points, const struct input *input);
/* "label", or "17" without. */
void point_name(const struct labels *labels, size_t row, struct label *out, int columns);
void point_list_fini(struct point_list *points);

struct classes {
	const struct labels *labels;
	size_t column, rows, next;
	bool off, done;   /* off: the column has too many values */
	struct names names;
	uint8_t *roles;   /* an enum role for each row, once it is done */
};

/* Of a column; SIZE_MAX for none. */
void classes_begin(struct classes *classes, const struct labels *labels, size_t rows, size_t column);
bool classes_go_on(struct classes *classes, uint64_t deadline);
void classes_fini(struct classes *classes);

#endif
