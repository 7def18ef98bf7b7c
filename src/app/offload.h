/* Step times are reckoned by a worker, one at a time: what waits is handed out when the one before is back. */
#ifndef TBTOP_APP_OFFLOAD_H
#define TBTOP_APP_OFFLOAD_H

#include "model/steptime.h"

#include <uv.h>

struct offload;

/* From now on `steptimes` defers. `changed` is called when there is news of them. All outlive the offload. */
struct offload *offload_start(uv_loop_t *loop, struct steptimes *steptimes, void (*changed)(void *context), void *context);
/* Starts a worker if something waits and none is under way. NULL is fine. */
void offload_pump(struct offload *offload);
/* Frees itself when its worker is back. NULL is fine. */
void offload_stop(struct offload *offload);

#endif
