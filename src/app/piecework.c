#include "app/piecework.h"

#include "base/alloc.h"

#include <stdlib.h>

struct piecework {
	uv_loop_t *loop;
	struct pieces pieces;
	void (*came)(void *context);
	void *context;
	uv_work_t work;
	bool busy, stopping;
};

static void on_work(uv_work_t *request)
{
	struct piecework *work = request->data;
	work->pieces.work(work->pieces.of);
}

static void on_after(uv_work_t *request, int cancelled)
{
	struct piecework *work = request->data;
	work->busy = false;
	work->pieces.put(work->pieces.of);
	if (work->stopping)
		free(work);
	else
		work->came(work->context); /* the frame that shows it asks for the rest */
}

void piecework_pump(struct piecework *work)
{
	if (!work || work->busy || work->stopping || !work->pieces.take(work->pieces.of))
		return;
	work->busy = true;
	uv_queue_work(work->loop, &work->work, on_work, on_after); /* fails only without a function to call */
}

struct piecework *piecework_start(uv_loop_t *loop, const struct pieces *pieces, void (*came)(void *context),
                                  void *context)
{
	struct piecework *work = xcalloc(1, sizeof *work);
	*work = (struct piecework){.loop = loop, .pieces = *pieces, .came = came, .context = context};
	work->work.data = work;
	return work;
}

void piecework_stop(struct piecework *work)
{
	work->stopping = true;
	if (work->busy)
		uv_cancel((uv_req_t *)&work->work);
	else
		free(work);
}
