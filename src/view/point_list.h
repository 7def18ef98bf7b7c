/*
 * The points of an embedding as a list: all, or those that match what is searched
 * (model/label_scan finds them).
 */
#ifndef TBTOP_VIEW_POINT_LIST_H
#define TBTOP_VIEW_POINT_LIST_H

#include "model/label_scan.h"
#include "ui/list.h"
#include "ui/view.h"
#include "view/label.h"

struct point_list {
	const struct labels *labels; /* borrowed */
	size_t rows;
	struct str needle;           /* what is searched; empty for nothing */
	struct label_matches matches; /* of that; borrowed until the next prepare */
	struct list list;
	struct rect area;
	struct label title;
};

/* Other points. What was searched is searched anew. */
void point_list_set(struct point_list *points, const struct labels *labels, size_t rows);
/* "" for all. The row at the cursor stays there if it can. */
void point_list_search(struct point_list *points, const char *text);
/* `matches`: what is known of the search by now. */
void point_list_prepare(struct point_list *points, struct rect area, struct label_matches matches);
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

#endif
