/*
 * Records that wait to be written, put by many threads at a time. Each put takes
 * the next place in one stream of bytes: that is the order of the file, whichever
 * threads put, and what is on its way is exact to the byte. The bytes themselves
 * lie in shards, each with a lock of its own, so that threads hardly ever meet;
 * who takes them puts them together by their places.
 */
#ifndef TBTOP_WRITE_SHARDS_H
#define TBTOP_WRITE_SHARDS_H

#include "write/bytes.h"

#include <stdatomic.h>

#define SHARDS 8
#define SHARDS_LINE 64 /* bytes of a cache line: what different cores write does not share one */

/* Bytes, and where they belong: runs of them that follow each other in the stream. */
struct shard_bytes {
	struct bytes bytes, runs;
};

struct shard {
	_Alignas(SHARDS_LINE) atomic_bool held; /* a lock */
	struct shard_bytes waiting;
};

/* The places are bytes since the start: put is never less than taken, and that never less than written. */
struct shards {
	struct shard shards[SHARDS];
	_Alignas(SHARDS_LINE) atomic_uint_fast64_t put;
	_Alignas(SHARDS_LINE) atomic_uint_fast64_t taken, written; /* the latter is the taker's to move on */
	size_t most; /* bytes between put and written */
	struct shard_bytes spare[SHARDS]; /* the taker's */
};

void shards_init(struct shards *shards, size_t most);
void shards_fini(struct shards *shards);

/*
 * Puts whole records, where *place tells. -EAGAIN: there is no room for them;
 * they may be more than `most` when nothing else is on its way. -ENOMEM.
 */
int shards_put(struct shards *shards, const uint8_t *records, size_t size, uint64_t *place);
/*
 * All that was put is taken, by one taker at a time. `into` is empty; -ENOMEM: it
 * stays so. What is in it then is said by shards_fill, which takes longer and
 * needs no lock: others put meanwhile, and a process that is forked off has
 * whatever it has.
 */
int shards_take(struct shards *shards, struct bytes *into);
void shards_fill(struct shards *shards, struct bytes *into);

/* Nothing is put or taken in between. */
void shards_lock(struct shards *shards);
void shards_unlock(struct shards *shards);
/* Nothing was ever put. Locked. */
void shards_clear(struct shards *shards);

#endif
