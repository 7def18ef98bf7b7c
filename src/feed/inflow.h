/*
 * What the feed tells the store, at once or, while it is held, later: then all
 * of it waits in its order, so that nothing that can be read of the store
 * changes while reading goes on. In memory as the store would have it, and
 * counted to its limit. Loop thread.
 */
#ifndef TBTOP_FEED_INFLOW_H
#define TBTOP_FEED_INFLOW_H

#include "model/store.h"

struct inflow {
	struct store *store;
	bool held;
	struct inflow_item *first, **end; /* what waits */
	uint64_t points, bytes;           /* of that */
};

void inflow_init(struct inflow *inflow, struct store *store);
/* What still waits is let go. */
void inflow_fini(struct inflow *inflow);
void inflow_hold(struct inflow *inflow);
void inflow_go_on(struct inflow *inflow);

/* As the functions of store.h by these names. */
uint32_t inflow_add_file(struct inflow *inflow, const struct store_file_spec *spec);
void inflow_file_size(struct inflow *inflow, uint32_t file, uint64_t size);
void inflow_file_gone(struct inflow *inflow, uint32_t file);
void inflow_drop_file(struct inflow *inflow, uint32_t file);
void inflow_file_failed(struct inflow *inflow, uint32_t file, enum status status);
void inflow_withhold(struct inflow *inflow, uint32_t file, bool withheld);
void inflow_trouble(struct inflow *inflow, struct slice shown_path, enum status status);
bool inflow_note_saved(struct inflow *inflow, struct slice directory, double wall);
void inflow_apply(struct inflow *inflow, struct batch *batch);
bool inflow_full(const struct inflow *inflow);

#endif
