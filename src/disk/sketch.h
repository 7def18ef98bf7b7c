/*
 * A sketch of an event file: what its records say with only some of their
 * scalars, few enough to be kept (disk/cache), so that the next start can show
 * how the whole file looks before it is read. It is made of ranges that lie one
 * behind the other, each a batch like those it was made of: same marks, same
 * first metadata, same ends, but of the rows only the first, last, least and
 * greatest of each stretch, and its first that is no finite number. Rows are
 * real ones, to the last bit. Items, problems and counts of records are left out.
 *
 * A sketch takes bounded room, however long the file. One thread at a time.
 */
#ifndef TBTOP_DISK_SKETCH_H
#define TBTOP_DISK_SKETCH_H

#include "data/batch.h"

#define SKETCH_RANGES 128  /* most in a file: what is read takes the place of one at a time */
#define SKETCH_PARTS 512   /* about as many stretches a series in all */
#define SKETCH_ROWS 131072 /* most in a file, of all series together */
#define SKETCH_MARKS 4096  /* a file with more is not sketched, */
#define SKETCH_SERIES 16384 /* nor one with more tags in a range */

struct sketch;

struct sketch *sketch_new(void); /* NULL when out of memory */
void sketch_free(struct sketch *sketch); /* NULL is fine */

/*
 * Takes in what a read brought; with batch->restart it forgets what was before. Ranges may come in any order.
 * Once something does not fit (overlaps, want of memory, too much that can't be left out) it stays empty
 * until the next restart.
 */
void sketch_add(struct sketch *sketch, const struct batch *batch);

/* Where it ends, when it goes from the start of the file on without a gap; else 0. */
uint64_t sketch_end(const struct sketch *sketch);
/* Its ranges, lent until the next call. */
struct ranges;
const struct ranges *sketch_ranges(const struct sketch *sketch);

/* ---- Ranges ------------------------------------------------------------------- */

/* Batches in order, owned. */
struct ranges {
	struct batch **items;
	size_t count, capacity;
};
void ranges_fini(struct ranges *ranges); /* as new */
/* As bytes (disk/sketch_bytes), and back: batches of `file` with `sketch` set. Only of ranges without a gap. */
void ranges_write(const struct ranges *ranges, struct str *out);
/* False, and none, when these are not the bytes of ranges, or out of memory. Any input is fine. */
bool ranges_read(struct slice bytes, uint32_t file, struct ranges *out);

#endif
