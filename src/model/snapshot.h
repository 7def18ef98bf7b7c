/*
 * The visible points of a scalar series as they are now, for a worker: chunks are
 * immutable, so that holding on to them is enough. What is known only from a sketch
 * is left out. Taken on the loop thread in O(chunks); read and released on any.
 */
#ifndef TBTOP_MODEL_SNAPSHOT_H
#define TBTOP_MODEL_SNAPSHOT_H

#include "model/store.h"

struct link;
struct snapshot {
	struct link *links;
	size_t count;
};

/* False when out of memory; nothing to release then. */
bool snapshot_take(const struct store *store, uint32_t series, struct snapshot *out);
/* The visible rows of a part (room for CHUNK_ROWS), how many, and of what type. */
size_t snapshot_read(const struct snapshot *snapshot, size_t part, struct row *out, enum number_type *type);
void snapshot_release(struct snapshot *snapshot);

#endif
