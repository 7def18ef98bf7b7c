/*
 * Opens one of the files beside event files (model/finds): reads and decodes
 * it. On a worker of the dashboard, or at once by a command. A large profile is
 * kept in the cache as it was made, and is there at once the next time.
 */
#ifndef TBTOP_CMD_OPENING_H
#define TBTOP_CMD_OPENING_H

#include "disk/cache.h"
#include "disk/scan.h"
#include "model/finds.h"

/* Has a copy of all it needs: the find's own texts are the loop's. */
struct opening {
	struct find *find;
	enum find_what what;
	enum trace_format format;
	char *path;
	struct trace_reading *reading;
	uint64_t memory_most; /* bytes; 0 for no limit */
	struct cache *cache;  /* of what takes long to read; NULL for none */
	bool of_event;        /* only what the event at `place` says is wanted */
	uint64_t place;
	struct args args;
	bool of_nodes;        /* only when nodes ran is wanted */
	struct node_stats nodes;
	struct find_opened opened;
	enum status status;
};

void opening_init(struct opening *opening, struct find *find, uint64_t memory_most, struct cache *cache);
/* Reads what the event says that is wanted of it (finds_take_args). */
void opening_init_args(struct opening *opening, struct find *find);
/* Reads when nodes ran by it (finds_take_nodes). */
void opening_init_nodes(struct opening *opening, struct find *find, uint64_t memory_most);
/* May block. */
void opening_run(struct opening *opening);
/* Hands over what came of it; of one that did not run, that there was no memory. */
void opening_end(struct opening *opening, struct finds *finds);

/* What Keras wrote beside a saved_model.pb, from malloc; nothing when there is none, or it can't be read. May block. */
struct slice opening_keras(const char *model);

/* Everything beside the event files of these LOGDIRs. */
void opening_find(struct finds *finds, const struct logdir *logdirs, size_t count);
/* What is wanted, at once, with the person's cache. True when something was. */
bool opening_now(struct finds *finds, uint64_t memory_most);

#endif
