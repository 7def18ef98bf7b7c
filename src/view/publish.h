/*
 * `e`: what the view offers goes to a file, as CSV, JSON Lines, SVG, text with
 * colours, or as it is. Without a word for which there is a menu; then a line
 * in which the file's name can be changed.
 */
#ifndef TBTOP_VIEW_PUBLISH_H
#define TBTOP_VIEW_PUBLISH_H

#include "ui/view.h"
#include "view/ask.h"
#include "view/menu.h"
#include "view/offer.h"

/* The view, as it is on the screen. */
struct published {
	const struct view_ops *view;
	const void *state;
	struct rect area;
};

/* What it offers; offer_fini. */
struct offer offer_of(const struct published *published, const struct scene *scene);
/* What the menu has. */
void publish_menu(const struct published *published, const struct scene *scene, struct menu *menu);
/* A letter of the menu: asks for the name of the file. */
void publish_letter(const struct published *published, const struct scene *scene, char letter, struct asks *out);
/* "[all] FORMAT [FILE]", as it was typed. */
void publish(const struct published *published, const struct scene *scene, const char *text, struct asks *out);

#endif
