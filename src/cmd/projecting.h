/*
 * Reads what a configuration of the projector plugin names, and projects it:
 * the work behind model/projections.h. On a worker of the dashboard, or at once
 * by a command.
 */
#ifndef TBTOP_CMD_PROJECTING_H
#define TBTOP_CMD_PROJECTING_H

#include "model/projections.h"

/* What comes of a job; both NULL when nothing does. */
struct projected {
	struct projector_config *config; /* of a job for a configuration */
	struct projection *projection;
	enum status status;
	struct str what; /* which file is the matter; cleaned */
};

/* May block, and take seconds. */
void projecting_run(const struct projection_job *job, struct projected *out);
/* Hands it over. */
void projecting_end(struct projected *projected, struct projections *projections);
/* What is wanted, at once. True when something was. */
bool projecting_now(struct projections *projections);

#endif
