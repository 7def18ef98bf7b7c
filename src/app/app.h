/*
 * The live dashboard: one libuv loop that wires feed, store, dashboard and
 * terminal together, carries out asks, and answers signals. It knows no kind,
 * no tab and no format.
 */
#ifndef TBTOP_APP_APP_H
#define TBTOP_APP_APP_H

#include "cmd/options.h"

/* Exit status of the program. `demo`: a simulated training is written into the LOGDIR all the while. */
int app_dashboard(const struct options *options);
int app_demo(const struct options *options);

#endif
