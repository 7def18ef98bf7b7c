/*
 * Reads whole files on several threads, for commands that wait for all of
 * them. Batches come out one after the other in the order of the files, as if
 * one thread had read them, so that nothing depends on which was quicker.
 * What is read ahead is bounded.
 *
 * A large file is cut into parts that are read side by side. A part begins
 * with what looks like a record; the part before it, which reads up to there,
 * tells whether it is one. Where they do not meet (a file with damage at the
 * border, a record that holds records, a compressed file), what was read of
 * the part is thrown away, and it is read again by whoever takes the batches.
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

struct readers_plan {
	unsigned threads; /* 1 where handing over would cost more than it brings; never more than cores */
	uint64_t part;    /* bytes from which on a file is cut into parts of that size; 0: never */
	uint64_t budget;  /* bytes a batch, about */
};

/* What these files are worth. */
struct readers_plan readers_plan(const struct readers_file *files, size_t count, uint64_t budget);

/*
 * Starts reading. `files` must outlive the readers and stay as they are. NULL
 * when there is no memory or no thread to be had.
 */
struct readers *readers_start(const struct readers_file *files, size_t count, const struct readers_plan *plan);

/*
 * Waits for the next batch, which the caller then owns; batch->caught_up ends
 * its file. Not after the last file's end. NULL when out of memory: what is
 * left to do is readers_stop.
 */
struct batch *readers_next(struct readers *readers);

/* Ends the threads, after the read that each is at, and forgets what was not taken. NULL is fine. */
void readers_stop(struct readers *readers);

#endif
