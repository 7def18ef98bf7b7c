/* A key that stands for itself: the letter of a mark, the second half of `]b`. */
#ifndef TBTOP_VIEW_LETTER_H
#define TBTOP_VIEW_LETTER_H

#include "chart/canvas.h"
#include "ui/bind.h"

struct letter {
	enum action action; /* that waits for it; ACTION_NONE: none */
	const char *label;  /* static: what may come */
	char text[5];       /* the letter */
};

/* Takes the event when one is waited for: the input is that letter's action, or ACTION_NONE for any other key. */
bool letter_event(struct letter *letter, const struct event *event, struct input *input);
void letter_paint(const struct letter *letter, struct canvas *canvas, struct rect row);

#endif
