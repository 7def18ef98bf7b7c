#include "app/projector.h"

#include "base/alloc.h"
#include "base/worker.h"
#include "cmd/projecting.h"

#include <stdlib.h>

#define TELL_MS 150 /* how often those who wait hear of it */

struct projector {
	struct projections *projections;
	struct projection_job job;   /* the worker's while it is made */
	struct projected projected;
};

static bool take(void *of)
{
	struct projector *projector = of;
	projector->projected = (struct projected){.status = STATUS_STALE}; /* should it never be begun */
	return projections_take(projector->projections, &projector->job);
}

static void work(void *of)
{
	struct projector *projector = of;
	worker_begin();
	worker_give_way();
	projecting_run(&projector->job, &projector->projected);
}

static void put(void *of)
{
	struct projector *projector = of;
	projecting_end(&projector->projected, projector->projections);
}

static void hurry(void *of)
{
	struct projector *projector = of;
	projections_stop(projector->projections);
}

struct piecework *projector_start(const struct piecework_teller *teller, struct projections *projections)
{
	struct projector *projector = xcalloc(1, sizeof *projector);
	projector->projections = projections;
	return piecework_start(teller, &(struct pieces){
		.take = take, .work = work, .put = put, .hurry = hurry, .done = free, .tell_ms = TELL_MS, .of = projector});
}
