/* The simulated training of `demo`: written by a worker while the dashboard watches. */
#ifndef TBTOP_APP_TRAINING_H
#define TBTOP_APP_TRAINING_H

#include "base/status.h"

#include <stdint.h>
#include <uv.h>

struct training_options {
	uint64_t seed;
	double speed;       /* how much quicker than usual */
	uint64_t runs;      /* 0: as many as the sweep has */
	int64_t steps;      /* that each has; 0: as usual */
};

struct training;

/*
 * Writes some minutes of history below `directory` (copied), then goes on as
 * time does. `failed` is called on the loop thread when it can't; it has ended then.
 */
struct training *training_start(uv_loop_t *loop, const char *directory, const struct training_options *options,
                                void (*failed)(void *context, enum status status), void *context);
/* Ends and frees it; a write that is under way still ends, in the loop. NULL is fine. */
void training_stop(struct training *training);

#endif
