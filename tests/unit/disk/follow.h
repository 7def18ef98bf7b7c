/* A file in memory brought into a store of its own, at once or as it grows. */
#ifndef TBTOP_TESTS_DISK_FOLLOW_H
#define TBTOP_TESTS_DISK_FOLLOW_H

#include "model/store.h"
#include "unit/disk/memory.h"
#include "unit/model/dump.h"

#include <stdlib.h>

#define FOLLOW_ALL UINT64_MAX
#define FOLLOW_BLOCK ((size_t)1 << 16)

struct follower {
	struct store *store;
	struct tail *tail;
};

static inline struct follower follow_new(const struct source *source, size_t block)
{
	struct follower self = {.store = store_new()};
	uint32_t number = store_add_file(self.store, &(struct store_file_spec){.run = slice_of("."),
		.name = slice_of("events"), .path = slice_of("events"), .shown = slice_of("events")});
	self.tail = tail_new("events", number);
	if (!self.tail)
		abort();
	tail_set_source(self.tail, source);
	tail_set_block(self.tail, block);
	return self;
}

/* Reads until there is nothing more for now. */
static inline void follow_on(struct follower *self, uint64_t budget)
{
	for (bool caught_up = false; !caught_up;) {
		struct batch *batch = tail_read(self->tail, budget);
		if (!batch)
			abort();
		caught_up = batch->caught_up;
		store_apply(self->store, batch);
	}
}

static inline struct str follow_dump(const struct follower *self)
{
	struct str out = {0};
	dump_store(self->store, &out);
	return out;
}

static inline void follow_end(struct follower *self)
{
	tail_free(self->tail);
	store_free(self->store);
}

/* What a file that is this from the start looks like. */
static inline struct str follow_at_once(const uint8_t *data, size_t size)
{
	struct memory_file file = {.data = data, .size = size, .inode = 1};
	struct source source = memory_source(&file);
	struct follower self = follow_new(&source, FOLLOW_BLOCK);
	follow_on(&self, FOLLOW_ALL);
	struct str dump = follow_dump(&self);
	follow_end(&self);
	return dump;
}

#endif
