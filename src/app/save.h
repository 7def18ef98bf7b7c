/*
 * What a person exports from the screen, to a file: points as `export` prints
 * them, or a picture. A worker writes it, from a snapshot of what is there when
 * it was asked for. Nothing is ever overwritten: where a file is there already,
 * the next free name (loss-2.csv) is taken, and said. A file that could not be
 * written whole is removed again.
 */
#ifndef TBTOP_APP_SAVE_H
#define TBTOP_APP_SAVE_H

#include "app/state.h"
#include "view/ask.h"

/* Takes what there is to be saved out of the ask. */
void save_begin(struct app *app, struct ask *ask);
/* The program ends: what is under way stops, and leaves nothing behind. */
void save_close(struct app *app);

#endif
