#include "app/offload.h"

#include "base/alloc.h"

#include <stdlib.h>

struct offload {
	uv_loop_t *loop;
	uv_work_t work;
	struct steptimes *steptimes;
	struct steptimes_work *made; /* the worker's while busy */
	bool busy, stopping;
	void (*changed)(void *context);
	void *context;
};

static void make(uv_work_t *work)
{
	struct offload *offload = work->data;
	steptimes_make(offload->made);
}

static void after(uv_work_t *work, int cancelled)
{
	struct offload *offload = work->data;
	offload->busy = false;
	steptimes_end(offload->steptimes, offload->made);
	if (offload->stopping) {
		free(offload);
		return;
	}
	offload->changed(offload->context);
	offload_pump(offload);
}

struct offload *offload_start(uv_loop_t *loop, struct steptimes *steptimes, void (*changed)(void *context), void *context)
{
	struct offload *offload = xcalloc(1, sizeof *offload);
	*offload = (struct offload){.loop = loop, .steptimes = steptimes, .changed = changed, .context = context};
	steptimes_defer(steptimes);
	return offload;
}

void offload_pump(struct offload *offload)
{
	if (!offload || offload->busy || !(offload->made = steptimes_begin(offload->steptimes)))
		return;
	offload->work.data = offload;
	offload->busy = uv_queue_work(offload->loop, &offload->work, make, after) == 0;
	if (!offload->busy)
		steptimes_end(offload->steptimes, offload->made);
}

void offload_stop(struct offload *offload)
{
	if (!offload)
		return;
	offload->stopping = true;
	if (!offload->busy)
		free(offload);
}
