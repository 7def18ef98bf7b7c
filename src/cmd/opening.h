/*
 * Opens one of the files beside event files (model/finds): reads and decodes
 * it. On a worker of the dashboard, or at once by a command.
 */
#ifndef TBTOP_CMD_OPENING_H
#define TBTOP_CMD_OPENING_H

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
	struct profile *profile;
	struct graphs *graphs;
	enum status status;
};

void opening_init(struct opening *opening, struct find *find, uint64_t memory_most);
/* May block. */
void opening_run(struct opening *opening);
/* Hands over what came of it; of one that did not run, that there was no memory. */
void opening_end(struct opening *opening, struct finds *finds);

/* Everything beside the event files of these LOGDIRs. */
void opening_find(struct finds *finds, const struct logdir *logdirs, size_t count);
/* What is wanted, at once. True when something was. */
bool opening_now(struct finds *finds, uint64_t memory_most);

#endif
