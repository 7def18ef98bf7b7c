/*
 * Up to 512 scalar points of one tag, packed and immutable. A chunk is made
 * on a worker from plain rows, then only read, by any thread. Every point
 * comes back exactly, to the last bit of its step, wall time and value.
 *
 * Inside: steps, wall times and values each as 64-bit patterns (a double's own
 * bits) on a straight line plus bit-packed residuals, so that a constant stride
 * or a constant value takes no bytes at all, a wall time 2 or 3, and a value no
 * more than its own width. One allocation a chunk, sized to what it holds.
 */
#ifndef TBTOP_DATA_CHUNK_H
#define TBTOP_DATA_CHUNK_H

#include "data/summary.h"

#include <stdbool.h>

struct chunk;

/*
 * Packs 1 to CHUNK_ROWS rows. NULL when out of memory. Owned by the caller:
 * one reference. chunk_ref and chunk_unref count references (thread-safe), so
 * that a snapshot can outlive the store's own.
 */
struct chunk *chunk_seal(const struct row *rows, size_t count, enum number_type type);
/*
 * As chunk_seal, in memory that many chunks share: one large block costs far
 * less than as many small ones, on several threads above all. It is given back
 * when the last of them is let go, so this is for chunks that go together.
 * `*slab` (NULL at first) is what there is room in; slab_unref lets go of it.
 */
struct slab;
struct chunk *chunk_seal_in(struct slab **slab, const struct row *rows, size_t count, enum number_type type);
void slab_unref(struct slab *slab); /* NULL is fine */

struct chunk *chunk_ref(struct chunk *chunk);
void chunk_unref(struct chunk *chunk); /* NULL is fine */

const struct chunk_summary *chunk_summary(const struct chunk *chunk);
enum number_type chunk_type(const struct chunk *chunk);
/* Bytes of memory it takes. */
size_t chunk_size(const struct chunk *chunk);

/* Unpacks all rows into `out` (room for CHUNK_ROWS) and returns how many. */
size_t chunk_read(const struct chunk *chunk, struct row *out);
/* One row, or its step, without unpacking the rest. */
struct row chunk_row(const struct chunk *chunk, size_t index);
int64_t chunk_step(const struct chunk *chunk, size_t index);
/* The values of rows `from` to `to` - 1, without their steps and wall times. */
void chunk_values(const struct chunk *chunk, size_t from, size_t to, double *out);

#endif
