/* The top row: where the data are, and the tabs, one of which is open. Loop thread. */
#ifndef TBTOP_VIEW_TABS_H
#define TBTOP_VIEW_TABS_H

#include "chart/canvas.h"
#include "view/label.h"
#include "view/scene.h"

struct tab {
	struct label text;
	bool available; /* there is something for its view */
	int number;     /* of those that there is anything for; 0: it is not among the tabs */
	struct rect area;
};

struct tabs {
	int current;  /* number in `views` */
	bool touched; /* a person has chosen the view, or pressed a key in it: it stays */
	struct tab *items; /* of each view */
	struct rect row;
	struct label place;
};

void tabs_init(struct tabs *tabs);
void tabs_fini(struct tabs *tabs);
/* Opens a view by its name or by the key of its number; false where there is none. */
bool tabs_open(struct tabs *tabs, const char *name);
/*
 * Until a person touches anything the first view that there is something for
 * is the open one, as soon as all is read.
 */
void tabs_prepare(struct tabs *tabs, const struct scene *scene, struct rect row);
void tabs_paint(const struct tabs *tabs, struct canvas *canvas);
/* The name of the view whose tab is there, or NULL. */
const char *tabs_at(const struct tabs *tabs, int x, int y);

#endif
