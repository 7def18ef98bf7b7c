/* A framed sheet of lines over the view: the problems of all files, or facts about one thing. It scrolls. */
#ifndef TBTOP_VIEW_SHEET_H
#define TBTOP_VIEW_SHEET_H

#include "chart/canvas.h"
#include "ui/list.h"
#include "view/label.h"
#include "view/scene.h"

struct sheet {
	struct str text;     /* of an info sheet: its lines */
	struct sheet_line {
		struct label text;
		enum role role;
	} *lines;            /* those in sight */
	int count, capacity;
	int total;           /* all lines */
	struct list list;    /* only `top` counts: nothing in it is chosen */
	struct rect area;
	struct label title;
	uint32_t *incomplete; /* of a problem sheet: files with an incomplete end behind which the writer went on */
	size_t incomplete_count, incomplete_capacity;
	bool looked;          /* for these, at this generation of the store */
	uint64_t generation;
};

/*
 * Damaged records and unreadable files by path and offset: where, what, why, and
 * what helps; then files with an incomplete end, which is no damage.
 */
void sheet_problems(struct sheet *sheet, const struct scene *scene, struct rect area);
/* The lines of `text`, as large as they need; what is too long for one goes on below. */
void sheet_info(struct sheet *sheet, struct rect area);
void sheet_paint(const struct sheet *sheet, struct canvas *canvas);
/* Movement scrolls. True when it was one. */
bool sheet_act(struct sheet *sheet, enum action action);
void sheet_fini(struct sheet *sheet);

#endif
