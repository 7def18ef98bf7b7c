/*
 * Reads an event file from where it was left, and again when it has grown.
 * A tail belongs to one thread at a time (a worker while a read is in flight).
 * It opens the file for each read and closes it again, so 10,000 files need
 * no descriptors. pread in large blocks; never mmap (files shrink).
 *
 * A verdict that hangs on bytes not there yet (an incomplete record, zeros up
 * to the end, a bad CRC with the end of the file right behind) is provisional:
 * the next read starts at that record again.
 */
#ifndef TBTOP_DISK_TAIL_H
#define TBTOP_DISK_TAIL_H

#include "data/batch.h"
#include "disk/scan.h"

struct tail;

/* `path` is copied. `file` goes into every batch. NULL when out of memory. */
struct tail *tail_new(const char *path, uint32_t file);
void tail_free(struct tail *tail); /* NULL is fine */

/*
 * Reads up to about `budget` bytes (at least one record when one is complete)
 * and gives a batch, which the caller owns. Notices by fstat that the file was
 * replaced (other inode) or cut (smaller than what was read): the batch then
 * has `restart` and begins at 0. Open and read errors are in batch->status and
 * as a problem; the tail stays usable. NULL only when out of memory.
 */
struct batch *tail_read(struct tail *tail, uint64_t budget);

/* Where the next read begins. */
uint64_t tail_offset(const struct tail *tail);

/* For tests: how the tail gets at bytes. The default is open, fstat, pread, close. */
struct tail_source {
	int (*open)(void *context, const char *path);                                  /* fd or -1 with errno */
	int (*stat)(void *context, int fd, struct file_stat *out);                     /* 0 or -1 with errno */
	ssize_t (*read)(void *context, int fd, void *into, size_t size, uint64_t from); /* as pread */
	void (*close)(void *context, int fd);
	void *context;
};
void tail_set_source(struct tail *tail, const struct tail_source *source); /* copied */
/* For tests: bytes a read asks for, at least 1. */
void tail_set_block(struct tail *tail, size_t block);

#endif
