/*
 * What is copied: to the terminal by OSC 52, or, inside tmux, to tmux, which has a buffer of its own and hands it on
 * to its terminal whatever set-clipboard and allow-passthrough say. A terminal does not answer whether it took
 * it; tmux's status does. Nothing waits. Loop thread.
 */
#ifndef TBTOP_APP_CLIPBOARD_H
#define TBTOP_APP_CLIPBOARD_H

#include "app/state.h"

#define CLIPBOARD_MOST 74994 /* bytes; xterm takes 100,000 of base64, others less */

struct clipboard *clipboard_start(struct app *app);
/* `what` is said, with where it went, as soon as that is known. A copy under way gives way. */
void clipboard_copy(struct clipboard *clipboard, struct slice text, const char *what);
/* Drops a copy under way; it is gone once the loop has drained. */
void clipboard_end(struct clipboard *clipboard);

#endif
