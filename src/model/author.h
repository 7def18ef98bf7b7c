/*
 * Who writes an event file, as far as its name tells. TensorFlow and PyTorch
 * name files events.out.tfevents.<time>.<host>.<pid>.<number>[suffix],
 * tensorboardX leaves out what follows the host (event-format 1.2). Pure.
 * Files with AUTHOR_MANY at their ends are appended to by one process after the
 * other (`tbtop log` with values): that the one that began it has ended tells nothing.
 */
#ifndef TBTOP_MODEL_AUTHOR_H
#define TBTOP_MODEL_AUTHOR_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define AUTHOR_MANY ".tbtop-log"

struct author {
	struct slice host; /* within the name; empty when it isn't told */
	int64_t pid;       /* 0 when it isn't told, or there are many */
};
struct author author_of(struct slice file_name);
/* Both are known, and the same host. */
bool author_same_host(const struct author *a, const struct author *b);

#endif
