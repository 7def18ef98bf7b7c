/*
 * What waits to be done, by mount, so that a hung or slow file system holds up
 * only itself: directories to be listed and files to be read. Loop thread only.
 */
#ifndef TBTOP_FEED_QUEUE_H
#define TBTOP_FEED_QUEUE_H

#include "feed/tree.h"

struct mount {
	dev_t device;
	bool limbo;    /* not a file system: where one logdir waits until it exists */
	bool remote;   /* changes made elsewhere send no events */
	uint32_t directories;
	struct directory **lists; /* in no order: see `due` */
	size_t list_count, list_capacity;
	struct feed_file **reads; /* a heap: fewest slices first, then the newest file */
	size_t read_count, read_capacity;
	struct feed_file *first, *last; /* the same ones, by when they were queued */
	unsigned reads_taken;
	unsigned lists_running, reads_running;
	bool sweeping;           /* a look at everything is under way, */
	uint32_t awaited;        /* and so many directories are still to be listed for it */
	uint64_t sweep_began, sweep_ended, sweep_took; /* ns */
};

/* Program-sized: a name was allocated for each already. */
void queue_list(struct mount *mount, struct directory *directory);
/*
 * Takes up to `room` directories whose time has come. The time of the next
 * that is not due yet goes to *next (UINT64_MAX when there is none).
 */
size_t queue_take_lists(struct mount *mount, uint64_t now, struct directory **out, size_t room, uint64_t *next);
void queue_read(struct mount *mount, struct feed_file *file);
/*
 * The one whose turn it is; each QUEUE_FAIR-th time the one that waits longest, so that a quiet file is read
 * soon, however many others always grow. NULL when there is none.
 */
#define QUEUE_FAIR 4
struct feed_file *queue_take_read(struct mount *mount);
void queue_fini(struct mount *mount);

#endif
