/* Makes pictures into pixels for the terminal (view/renders), one at a time. */
#ifndef TBTOP_APP_RENDERER_H
#define TBTOP_APP_RENDERER_H

#include "app/piecework.h"
#include "view/renders.h"

/* `renders` must outlive it. */
struct piecework *renderer_start(const struct piecework_teller *teller, struct renders *renders);

#endif
