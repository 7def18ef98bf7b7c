/*
 * Reads one file after the other on one thread, with tails (disk/tail) that use
 * the same memory: runs of a sweep have thousands of files that are alike, and
 * asking for all of it anew takes as long as reading a short one.
 */
#ifndef TBTOP_DISK_READER_H
#define TBTOP_DISK_READER_H

#include "disk/tail.h"

struct reader { /* all 0 at first */
	struct tail_room room;
	struct tail *spare; /* the last that was closed; or NULL */
};

/* As tail_new. The tail must not outlive the reader, unless it is lent NULL (tail_lend). */
struct tail *reader_open(struct reader *reader, const char *path, uint32_t file);
/* Any tail (NULL is fine) that is read from now on by this thread. Returns it. */
struct tail *reader_take(struct reader *reader, struct tail *tail);
/* As tail_free. */
void reader_close(struct reader *reader, struct tail *tail);
void reader_fini(struct reader *reader);

#endif
