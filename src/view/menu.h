/* A box over the view with things to choose from, each by its letter or by the cursor. */
#ifndef TBTOP_VIEW_MENU_H
#define TBTOP_VIEW_MENU_H

#include "chart/canvas.h"
#include "ui/list.h"
#include "view/label.h"

#define MENU_ROWS 10

struct menu {
	const char *title; /* static */
	struct menu_row {
		char letter;
		struct label word, what; /* "CSV", "points of train/loss in shown runs" */
	} rows[MENU_ROWS];
	int count;
	struct list list;
};

/* More than MENU_ROWS are left out. */
void menu_add(struct menu *menu, char letter, const char *word, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* In the middle of `area`, as large as it needs. */
void menu_paint(const struct menu *menu, struct canvas *canvas, struct rect area);
/* The row in a cell of a menu in `area`; -1 for none. */
int menu_row_at(const struct menu *menu, struct rect area, int x, int y);
/* Moves the cursor. */
void menu_act(struct menu *menu, enum action action);
/* The letter of the row under the cursor; 0 without. */
char menu_chosen(const struct menu *menu);
/* Whether there is a row of that letter. */
bool menu_has(const struct menu *menu, char letter);

#endif
