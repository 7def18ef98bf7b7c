/* Carries out what views ask for: a switchboard that knows no view. */
#ifndef TBTOP_APP_ASKS_H
#define TBTOP_APP_ASKS_H

#include "app/state.h"

void asks_carry_out(struct app *app, const struct asks *asks);

#endif
