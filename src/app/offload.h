/* Reckons step times (model/steptime): what waits is handed out when the one before is back. */
#ifndef TBTOP_APP_OFFLOAD_H
#define TBTOP_APP_OFFLOAD_H

#include "app/piecework.h"
#include "model/steptime.h"

/* From now on `steptimes` defers; they must outlive it. */
struct piecework *offload_start(const struct piecework_teller *teller, struct steptimes *steptimes);

#endif
