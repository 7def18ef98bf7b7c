#include "app/projector.h"

#include "base/alloc.h"
#include "base/worker.h"
#include "cmd/projecting.h"

#include <stdlib.h>

#define TELL_MS 150 /* how often those who wait hear of it */

struct projector {
	uv_loop_t *loop;
	struct projections *projections;
	void (*came)(void *context);
	void *context;
	uv_timer_t timer;
	uv_work_t work;
	struct projection_job job;   /* the worker's while busy */
	struct projected projected;
	bool busy, stopping, closed;
};

static void end_when_last(struct projector *projector)
{
	if (projector->stopping && projector->closed && !projector->busy)
		free(projector);
}

static void on_closed(uv_handle_t *handle)
{
	struct projector *projector = handle->data;
	projector->closed = true;
	end_when_last(projector);
}

static void on_time(uv_timer_t *timer)
{
	struct projector *projector = timer->data;
	projector->came(projector->context);
}

static void on_work(uv_work_t *work)
{
	struct projector *projector = work->data;
	worker_begin();
	worker_give_way();
	projecting_run(&projector->job, &projector->projected);
}

static void on_after(uv_work_t *work, int cancelled)
{
	struct projector *projector = work->data;
	projector->busy = false;
	if (cancelled)
		projector->projected = (struct projected){.status = STATUS_STALE};
	projecting_end(&projector->projected, projector->projections);
	if (projector->stopping) {
		end_when_last(projector);
		return;
	}
	uv_timer_stop(&projector->timer);
	projector_pump(projector);
	projector->came(projector->context);
}

void projector_pump(struct projector *projector)
{
	if (projector->busy || projector->stopping || !projections_take(projector->projections, &projector->job))
		return;
	projector->busy = true;
	uv_queue_work(projector->loop, &projector->work, on_work, on_after); /* fails only without a function to call */
	uv_timer_start(&projector->timer, on_time, TELL_MS, TELL_MS);
}

struct projector *projector_start(uv_loop_t *loop, struct projections *projections, void (*came)(void *context),
                                  void *context)
{
	struct projector *projector = xcalloc(1, sizeof *projector);
	*projector = (struct projector){.loop = loop, .projections = projections, .came = came, .context = context};
	uv_timer_init(loop, &projector->timer);
	projector->timer.data = projector->work.data = projector;
	return projector;
}

void projector_stop(struct projector *projector)
{
	projector->stopping = true;
	if (projector->busy) {
		projections_stop(projector->projections);
		uv_cancel((uv_req_t *)&projector->work);
	}
	uv_close((uv_handle_t *)&projector->timer, on_closed);
}
