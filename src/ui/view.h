/*
 * A tab is one file with one const struct view_ops, and one line in the list
 * of view/views.c. Nothing else knows of it.
 *
 * prepare may think but not draw; paint may draw but not think (it has no
 * scene). What prepare borrows from the scene lives until the next change of
 * the store, and prepare is always called before paint then.
 */
#ifndef TBTOP_UI_VIEW_H
#define TBTOP_UI_VIEW_H

#include "chart/canvas.h"
#include "ui/bind.h"

struct scene; /* view/scene.h: store, choice, progress, now */
struct asks;  /* view/ask.h: what the view wants done, as plain data */
struct offer; /* view/offer.h: what there is to be exported or copied */

/* Which of the axes that `x` and `y` choose the charts of a tab have. */
enum view_axes { AXES_NONE, AXES_X, AXES_BOTH };

enum reply { REPLY_PASS, REPLY_DONE }; /* PASS: not mine, try the next scope */

struct view_ops {
	const char *name, *title; /* "scalars" for :view, "Scalars" for the tab */
	const struct binding *bindings;
	/* The keys of the part that has the focus, before `bindings`; NULL when there are no parts. */
	const struct binding *(*pane_bindings)(const void *state);
	const struct meaning *const *meanings; /* all that `act` does, in the words of the tab */
	enum view_axes axes; /* what the status line says of them */
	size_t size; /* of its state, zeroed by the dashboard */
	bool (*available)(const struct scene *scene); /* any data for it? else the tab is dimmed */
	void (*prepare)(void *state, const struct scene *scene, struct rect area, struct asks *out);
	void (*paint)(const void *state, struct canvas *canvas, struct rect area);
	enum reply (*act)(void *state, const struct scene *scene, const struct input *input, struct asks *out);
	/* What `e` and `Y` take of it; NULL: the picture alone. As of the last prepare. */
	void (*offer)(const void *state, const struct scene *scene, struct offer *out);
	void (*fini)(void *state);
};

#endif
