/* The simulated training of `demo`: written by a worker while the dashboard watches. */
#ifndef TBTOP_APP_TRAINING_H
#define TBTOP_APP_TRAINING_H

#include "base/status.h"

#include <stdint.h>
#include <uv.h>

struct training;

/*
 * Writes some minutes of history below `directory` (copied), then goes on as
 * time does. `failed` is called on the loop thread when it can't; it has ended then.
 */
struct training *training_start(uv_loop_t *loop, const char *directory, uint64_t seed,
                                void (*failed)(void *context, enum status status), void *context);
/* Ends and frees it; a write that is under way still ends, in the loop. NULL is fine. */
void training_stop(struct training *training);

#endif
