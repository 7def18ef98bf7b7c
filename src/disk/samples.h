/*
 * A few bytes here and there of a long file, as they were when it was read:
 * a file that was written anew in place, with other content, has others there.
 * One thread at a time.
 */
#ifndef TBTOP_DISK_SAMPLES_H
#define TBTOP_DISK_SAMPLES_H

#include "disk/source.h"

#define SAMPLE_SIZE 32

struct samples {
	struct sample *items; /* SAMPLES_MOST; NULL before the first, and where there is no memory for them */
	size_t count;
	uint64_t spacing;
};

/* True when one is due that ends at `end`, which only grows. */
bool samples_due(const struct samples *samples, uint64_t end);
/* Takes the SAMPLE_SIZE bytes that end at `end`. When there are many, every other one is let go. */
void samples_take(struct samples *samples, uint64_t end, const uint8_t *bytes);
/* False when the file has others. What can't be read tells nothing. */
bool samples_hold(const struct samples *samples, const struct source *source, int fd);
void samples_fini(struct samples *samples); /* as new */

#endif
