/*
 * Reads whole files on several threads, for commands that wait for all of
 * them. Batches come out one after the other in the order of the files, as if
 * one thread had read them, so that nothing depends on which was quicker.
 * What is read ahead is bounded. A file is read by one thread.
 */
#ifndef TBTOP_DISK_READERS_H
#define TBTOP_DISK_READERS_H

#include "data/batch.h"

#include <stddef.h>

struct readers_file {
	const char *path;
	uint32_t number; /* goes into its batches */
	uint64_t size;   /* as found: what is worth a thread */
};

struct readers;

/* Threads that these files are worth: 1 where handing over would cost more than it brings, never more than cores. */
unsigned readers_worth(const struct readers_file *files, size_t count);

/*
 * Starts reading, `budget` bytes a batch. `files` must outlive the readers and
 * stay as they are. NULL when there is no memory or no thread to be had.
 */
struct readers *readers_start(const struct readers_file *files, size_t count, unsigned threads, uint64_t budget);

/*
 * Waits for the next batch, which the caller then owns; batch->caught_up ends
 * its file. Not after the last file's end. NULL when out of memory: what is
 * left to do is readers_stop.
 */
struct batch *readers_next(struct readers *readers);

/* Ends the threads, after the read that each is at, and forgets what was not taken. NULL is fine. */
void readers_stop(struct readers *readers);

#endif
