/* The line to the terminal: bytes go as fast as it takes them, and never block; keys are handed on. */
#ifndef TBTOP_APP_OUTPUT_H
#define TBTOP_APP_OUTPUT_H

#include "app/state.h"

void output_begin(struct app *app);
void output_close(struct app *app);
/* The terminal is another's for a while, and ours again. */
void output_pause(struct app *app);
void output_resume(struct app *app);
/* Puts bytes behind what is still to be sent. */
void output_queue(struct app *app, struct slice bytes);

#endif
