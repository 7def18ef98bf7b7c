/*
 * What a view wants done: plain data, carried out by app on the loop thread
 * after act or prepare returns. Texts are copied in.
 */
#ifndef TBTOP_VIEW_ASK_H
#define TBTOP_VIEW_ASK_H

#include "model/choice.h"

enum ask_what {
	ASK_EDIT,     /* change the choice */
	ASK_RESCAN,   /* look for new records now */
	ASK_DROP,     /* forget what is in no file any more */
	ASK_NOTICE,   /* tell the user: text, on the status line for some seconds */
	ASK_VIEW,     /* open a view: text is its name */
	ASK_COPY,     /* to the clipboard by OSC 52: text */
	ASK_REDRAW,
	ASK_SUSPEND,
	ASK_QUIT,
};

struct ask {
	enum ask_what what;
	struct edit edit; /* its text points to `text` */
	char *text;       /* owned; NULL without */
};

struct asks {
	struct ask *items;
	size_t count, capacity;
};

void asks_fini(struct asks *asks);
void ask(struct asks *asks, enum ask_what what, const char *text);
void ask_edit(struct asks *asks, struct edit edit);

#endif
