/*
 * The processes that write the newest file of each run, looked up in three
 * parts: what to look up and what was found belong to the thread of the store,
 * the look itself may be a worker's.
 */
#ifndef TBTOP_CMD_WRITERS_H
#define TBTOP_CMD_WRITERS_H

#include "model/store.h"

#define WRITERS_MOST 256 /* runs; the others are not looked up */

struct writers {
	struct writer_of {
		uint32_t file;
		char *host;
		int64_t pid;
		double newest; /* wall time of the file's newest record */
		struct process process;
	} *items;
	size_t count;
};

/* Those of runs that have not said themselves that they are done. */
void writers_collect(struct writers *writers, const struct store *store);
/* Touches /proc alone. */
void writers_look(struct writers *writers);
/* Tells the store what was found, and frees all. */
void writers_apply(struct writers *writers, struct store *store);
void writers_fini(struct writers *writers);
/* All three at once, where nobody sees a screen wait: some 10 µs a writer. */
void writers_look_up(struct store *store);

#endif
