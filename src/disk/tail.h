/*
 * Reads an event file from where it was left, and again when it has grown.
 * A tail belongs to one thread at a time (a worker while a read is in flight).
 * It opens the file for each read and closes it again, so 10,000 files need
 * no descriptors. pread in large blocks; never mmap (files shrink).
 *
 * A file that is compressed as a whole is read as what it holds (disk/inflate):
 * its offsets, in batches, items and problems, are those of the inflated
 * stream. Who reads a payload later needs the same source.
 *
 * The last records of a long file can be read ahead of what lies before them
 * (tail_read_ahead), so that a screen has the newest values at once.
 *
 * A verdict that hangs on bytes not there yet (an incomplete record, zeros up
 * to the end, a bad CRC with the end of the file right behind) is provisional:
 * the next read starts at that record again.
 */
#ifndef TBTOP_DISK_TAIL_H
#define TBTOP_DISK_TAIL_H

#include "data/batch.h"
#include "disk/source.h"

struct tail;

/* A file up to so many bytes is read again as a whole when it was changed without having grown. */
#define TAIL_REREAD (UINT64_C(8) << 20)

/* `path` is copied. `file` goes into every batch. NULL when out of memory. */
struct tail *tail_new(const char *path, uint32_t file);
void tail_free(struct tail *tail); /* NULL is fine */
/* As free and new, with what memory there is. False when out of memory: all that is left is to free it. */
bool tail_another(struct tail *tail, const char *path, uint32_t file);

/*
 * What the tails of a thread that reads much have in common, one read after the other: the window on a file's bytes, and
 * room for chunks. A tail by itself asks for both anew, so that thousands which wait to grow need none.
 */
struct tail_room {
	uint8_t *window;
	size_t window_size;
	struct slab *slab;
};
void tail_room_fini(struct tail_room *room);
/* Lends it to a tail until it is freed or NULL is lent. */
void tail_lend(struct tail *tail, struct tail_room *room);

/*
 * Reads up to about `budget` bytes (at least one record when one is complete)
 * and gives a batch, which the caller owns. Open and read errors are in
 * batch->status and as a problem; the tail stays usable. NULL only when out of
 * memory.
 *
 * The batch has `restart` and begins at 0 when the file
 * - was replaced: another inode;
 * - was cut: it is smaller than what was read, or (`reread`) than it was then;
 * - was written anew: the last 64 bytes before the offset are others, before the read or after it;
 * - was changed (ctime) and has not grown: one of up to TAIL_REREAD bytes is read
 *   again as a whole (`reread`: it may be the same); of a longer one, up to 32
 *   samples of 32 bytes, evenly spread over what was read, must have changed;
 * - has grown, and fewer than 32 bytes lie before the offset: the same (`reread`).
 * Not noticed are other bytes elsewhere in a file that has grown meanwhile, or
 * between the samples of a long one; and in a compressed file anywhere but in
 * the last 64 bytes that were inflated.
 */
struct batch *tail_read(struct tail *tail, uint64_t budget);

/*
 * Reads what the file ends with, about `bytes` of it, before all that lies
 * between, and gives it as a batch of its own. Reads after that go on as before
 * up to exactly where it begins, then behind its end; tail_read alone must be
 * called. Where the records are found not to meet there (what looked like one
 * lay within another), or after the file changed, a batch with `restart` takes
 * everything back, and it is read in order: what comes out in the end is always
 * the same. NULL when there is nothing to be read ahead: nothing was read of the
 * file yet, it is compressed, too short for it, has no two sound records in a
 * row there, can't be read, or once proved to be no file for this.
 */
struct batch *tail_read_ahead(struct tail *tail, uint64_t bytes);

/*
 * Another tail of the same file, which knows of its tags what this one has
 * learned by now, to read a stretch further on (tail_seek) on another thread.
 * Many threads may fork one that rests. NULL when out of memory.
 */
struct tail *tail_fork(const struct tail *tail);
/*
 * Goes to the first of two sound records in a row at or behind `from`. They may
 * lie within another record: only the tail that comes to them from before can
 * tell. False when there are none within some megabytes, for a compressed file,
 * when the file is another than the one that was forked or can't be read.
 */
bool tail_seek(struct tail *tail, uint64_t from);
/* Reads end before the first record that begins at or behind `limit`; a batch with `restart` lifts it. */
void tail_limit(struct tail *tail, uint64_t limit);

/*
 * True when the file at `path` is what this tail has read, by another name: it has the same bytes where the tail
 * stands, and samples of those before. Nothing is to be read with the tail afterwards.
 */
bool tail_is_in(struct tail *tail, const char *path);

/* Where the next read begins. */
uint64_t tail_offset(const struct tail *tail);
/* The file as it was when the last read began; all 0 before. Lent, as its path. */
const struct file_stat *tail_last(const struct tail *tail);
const char *tail_path(const struct tail *tail);

/* For tests: how the tail gets at bytes. The default reads plain and compressed files (disk/inflate). */
void tail_set_source(struct tail *tail, const struct source *source); /* copied */
/* For tests: bytes a read asks for, at least 1. */
void tail_set_block(struct tail *tail, size_t block);

#endif
