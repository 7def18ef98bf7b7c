/* What xterm and its like can do that no terminal description says: modes that are on while the screen is ours. */
#ifndef TBTOP_UI_MODES_H
#define TBTOP_UI_MODES_H

#include "base/str.h"

#include <stdbool.h>

/* Synchronized output: what is between them is shown at once. */
#define MODES_SYNC_BEGIN "\033[?2026h"
#define MODES_SYNC_END "\033[?2026l"

struct modes {
	bool mouse;       /* presses and drags come as keys do */
	struct str title; /* of the window; empty: as it is */
};

/* What is pasted comes as such from here on. */
void modes_append_begin(const struct modes *modes, struct str *out);
/* All as it was; it may stand in the middle of a frame. */
void modes_append_end(const struct modes *modes, struct str *out);
void modes_fini(struct modes *modes);

#endif
