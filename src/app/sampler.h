/*
 * Records what the hardware does, once a second, on workers: a driver may block.
 * A screen that shows nothing of it costs nothing: as long as it is off there are
 * no readings, no timer, and NVIDIA's library is not held open, so an idle tbtop
 * stays asleep. The price is that what was before it was turned on is not known:
 * who wants it from the start says so in the configuration (hardware = on).
 * Turned on, it wakes up each second, whatever tab is shown, until it is turned
 * off or tbtop ends. The GPUs have a worker of their own: where their driver hangs the rest goes on, and it is said. A
 * worker that hangs is not followed by another.
 */
#ifndef TBTOP_APP_SAMPLER_H
#define TBTOP_APP_SAMPLER_H

#include "model/hardware_log.h"

#include <uv.h>

struct sampler;

/* `changed` is called after each reading. Both outlive the sampler. */
struct sampler *sampler_start(uv_loop_t *loop, struct hardware_log *log, void (*changed)(void *context), void *context);
/* On or off; what it is already is fine. NULL is fine. */
void sampler_want(struct sampler *sampler, bool on);
/* Frees itself when its worker is back. NULL is fine. */
void sampler_stop(struct sampler *sampler);

#endif
