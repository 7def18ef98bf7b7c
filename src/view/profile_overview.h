/* A profile at a glance: what to look at first, how busy its lines are, its largest operations. */
#ifndef TBTOP_VIEW_PROFILE_OVERVIEW_H
#define TBTOP_VIEW_PROFILE_OVERVIEW_H

#include "model/profile.h"
#include "ui/view.h"
#include "view/label.h"

#define OVERVIEW_ROWS 200

struct overview_row {
	struct label text, right;
	enum role role;
	double bar;          /* part of a bar's width that is filled; below 0 for none */
	enum role bar_role;
	uint32_t mark;       /* a sign before the text; 0 for none */
	enum role mark_role;
	int finding;         /* which one it belongs to; -1 for none */
};

/* Rows of one column of the screen. */
struct overview_part {
	struct overview_row rows[OVERVIEW_ROWS];
	int count;
	struct rect area;
};

struct overview {
	const struct profile *profile;
	int cursor;          /* the finding */
	bool moved;          /* just now: it is to be in sight */
	int top;             /* rows that are scrolled away where it is too low */
	struct overview_part parts[2]; /* the second one empty where it is narrow */
};

void overview_open(struct overview *overview, const struct profile *profile);
void overview_prepare(struct overview *overview, struct rect area);
void overview_paint(const struct overview *overview, struct canvas *canvas);
/* UP, DOWN, FIRST, LAST: the next finding, and on to what is below; PAGE_UP, PAGE_DOWN scroll. True when it was one of these. */
bool overview_act(struct overview *overview, const struct input *input);
/* The finding at the cursor, where it points at a place; NULL for none. */
const struct trace_finding *overview_finding(const struct overview *overview);

#endif
