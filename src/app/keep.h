/* Keeps what is chosen to be seen (cmd/kept): written by a worker, at most once a second, and at the end. */
#ifndef TBTOP_APP_KEEP_H
#define TBTOP_APP_KEEP_H

#include "app/state.h"

/* Puts what was kept into the choice; before the loop runs. */
void keep_begin(struct app *app, const struct options *options);
/* The choice may be another now. */
void keep_note(struct app *app);
/* A command that was typed goes to those of earlier times. */
void keep_command(struct app *app, const char *line);
/* Writes what is not written yet, in the loop's last rounds. */
void keep_close(struct app *app);
/* When the loop has ended. */
void keep_end(struct app *app);

#endif
