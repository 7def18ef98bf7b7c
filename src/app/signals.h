/* Signals: a new size, the end, suspending, and crashes that must leave the terminal as it was. */
#ifndef TBTOP_APP_SIGNALS_H
#define TBTOP_APP_SIGNALS_H

#include "app/state.h"

/* Before the terminal is entered: SIGWINCH must be ours first. */
void signals_begin(struct app *app);
void signals_close(struct app *app);
/* After that, until the process ends: what asks for its end a second time, as a terminal that goes does, is ignored. */
void signals_ignore(void);
/* Gives the terminal back and stops the process group; returns when it goes on, perhaps in the background. */
void signals_suspend(struct app *app);

#endif
