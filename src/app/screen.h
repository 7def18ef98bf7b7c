/*
 * The one place that draws: before the loop blocks; after a key at once, for
 * data at most every 16 ms, and never while the last frame is still on its
 * way. When nothing changed there is no frame and no timer.
 */
#ifndef TBTOP_APP_SCREEN_H
#define TBTOP_APP_SCREEN_H

#include "app/state.h"

void screen_begin(struct app *app);
void screen_close(struct app *app);
/* What a view may look at now. */
struct scene screen_scene(struct app *app);
/* Lets the views think anew. */
void screen_prepare(struct app *app);

#endif
