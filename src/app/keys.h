/* Bytes from the terminal become events for the dashboard. */
#ifndef TBTOP_APP_KEYS_H
#define TBTOP_APP_KEYS_H

#include "app/state.h"

void keys_begin(struct app *app);
void keys_close(struct app *app);

#endif
