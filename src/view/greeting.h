/* Three lines for a person who has never been here: over the view until the first key, once in a life. */
#ifndef TBTOP_VIEW_GREETING_H
#define TBTOP_VIEW_GREETING_H

#include "chart/canvas.h"
#include "ui/bind.h"
#include "view/label.h"

#define GREETING_LINES 3

struct greeting {
	bool on;
	struct label lines[GREETING_LINES];
	struct rect area; /* empty where there is no room */
};

/* At the bottom of `body`, with the keys that are in force. */
void greeting_prepare(struct greeting *greeting, const struct binds *binds, struct rect body);
void greeting_paint(const struct greeting *greeting, struct canvas *canvas);

#endif
