/* `tbtop wait`: sleeps until a condition (model/condition.h) holds. The same feed as the dashboard, without a screen. */
#ifndef TBTOP_APP_WAIT_H
#define TBTOP_APP_WAIT_H

#include "cmd/options.h"

/* Exit status: 0 it holds; 1 all is over without it; 2 wrong usage; 124 the time limit (but what is there is read first). */
int app_wait(const struct options *options);

#endif
