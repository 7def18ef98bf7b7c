/*
 * Embeddings that a view looks at: the configurations of the projector plugin
 * that it asked for, and one embedding of one of them. A worker reads and projects
 * what is wanted (cmd/projecting.h), one at a time. Loop thread, but for
 * `progress`, which is the worker's, too.
 *
 *   none -> WANTED -> BUSY -> READY or FAILED; another one that is wanted takes its place
 */
#ifndef TBTOP_MODEL_PROJECTIONS_H
#define TBTOP_MODEL_PROJECTIONS_H

#include "data/projection.h"

#define PROJECTION_CONFIG SIZE_MAX /* in the place of an embedding: the configuration alone */

struct projections;

struct projections *projections_new(void);
void projections_free(struct projections *projections); /* NULL is fine; nothing may be under way */

/*
 * The embedding is wanted, and no other: one that is being worked on is let go of. Or a configuration, beside that.
 * A NULL path: no embedding. `stamp` is of the configuration's file (projections_stamp): with another one what was read
 * of it is read anew.
 */
void projections_want(struct projections *projections, const char *path, size_t index, uint64_t stamp);
/* What tells whether a file is as it was. */
static inline uint64_t projections_stamp(uint64_t size, int64_t mtime_ns)
{
	return (uint64_t)mtime_ns ^ size * UINT64_C(0x9e3779b97f4a7c15);
}

enum projection_state { PROJECTION_NONE, PROJECTION_WANTED, PROJECTION_BUSY, PROJECTION_READY, PROJECTION_FAILED };
struct projection_answer {
	enum projection_state state;
	enum status why;   /* FAILED */
	const char *what;  /* FAILED: what went wrong with which file; cleaned */
	const struct projector_config *config; /* READY, of a configuration */
	const struct projection *projection;   /* READY, of an embedding */
	int stage, percent; /* BUSY */
};
struct projection_answer projections_look(const struct projections *projections, const char *path, size_t index,
                                          uint64_t stamp);

/* What is to be done next; false when there is nothing, or something is under way. Texts live until projections_put. */
struct projection_job {
	const char *path;
	size_t index;
	struct projecting *progress;
};
bool projections_take(struct projections *projections, struct projection_job *out);
/* What became of it; takes either, which is NULL when there is none. `what` is cleaned and copied. */
void projections_put(struct projections *projections, struct projector_config *config, struct projection *projection,
                     enum status why, const char *what);
/* Stops what is under way: nobody wants it. */
void projections_stop(struct projections *projections);
/* Forgets failures and configurations, so that they are looked at again. */
void projections_retry(struct projections *projections);

#endif
