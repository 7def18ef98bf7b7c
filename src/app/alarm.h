/*
 * Watches over the rules of the configuration's section [alerts] and of
 * `:alert`, and tells: on the screen always; by the terminal's bell, a message
 * of tmux or the desktop, or a command only where the configuration says so.
 *
 *     [alerts]
 *     bell = yes                       ; no, unless it says so
 *     tmux = yes                       ; a message in tmux, when in one
 *     desktop = yes                    ; a notice on the desktop (cmd/desktop.h)
 *     command = notify-send "$TBTOP_ALERT" "$TBTOP_RUN: $TBTOP_WHY"
 *     timeout = 60                     ; seconds that a command may take
 *     diverged = train/loss>10         ; any name: a rule (model/condition.h)
 */
#ifndef TBTOP_APP_ALARM_H
#define TBTOP_APP_ALARM_H

#include "app/state.h"

void alarm_begin(struct app *app, const struct options *options);
/* There may be something to look at: soon, and at most once a second; cheap without rules. */
void alarm_wake(struct app *app);
/* Commands that still run go on by themselves. */
void alarm_close(struct app *app);
void alarm_free(struct app *app); /* once the loop has drained */

#endif
