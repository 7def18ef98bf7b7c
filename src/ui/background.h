/* What a terminal tells of its background (xterm's OSC 11), which themes go by. */
#ifndef TBTOP_UI_BACKGROUND_H
#define TBTOP_UI_BACKGROUND_H

#include <stdbool.h>

#define BACKGROUND_ASK "\033]11;?\033\\"

/* False when the reply is another one. */
bool background_reply(const char *reply, bool *light);

#endif
