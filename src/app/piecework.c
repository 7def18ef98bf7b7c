#include "app/piecework.h"

#include "base/alloc.h"

#include <stdlib.h>

struct piecework {
	struct pieces pieces;
	struct piecework_teller teller;
	uv_work_t work;
	uv_timer_t timer;
	bool busy, stopping, closed;
};

static void tell(struct piecework *work)
{
	work->teller.came(work->teller.context);
}

static void end_when_last(struct piecework *work)
{
	if (!work->closed || work->busy)
		return;
	if (work->pieces.done)
		work->pieces.done(work->pieces.of);
	free(work);
}

static void on_closed(uv_handle_t *handle)
{
	struct piecework *work = handle->data;
	work->closed = true;
	end_when_last(work);
}

static void on_time(uv_timer_t *timer)
{
	tell(timer->data);
}

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
	if (work->stopping) {
		end_when_last(work);
		return;
	}
	if (work->pieces.tell_ms)
		piecework_pump(work);
	if (work->busy)
		return;
	uv_timer_stop(&work->timer);
	tell(work);
}

void piecework_pump(struct piecework *work)
{
	if (!work || work->busy || work->stopping || !work->pieces.take(work->pieces.of))
		return;
	uint64_t tell_ms = work->pieces.tell_ms;
	work->busy = true;
	uv_queue_work(work->teller.loop, &work->work, on_work, on_after); /* fails only without a function to call */
	if (tell_ms && !uv_is_active((uv_handle_t *)&work->timer))
		uv_timer_start(&work->timer, on_time, tell_ms, tell_ms);
}

struct piecework *piecework_start(const struct piecework_teller *teller, const struct pieces *pieces)
{
	struct piecework *work = xcalloc(1, sizeof *work);
	*work = (struct piecework){.teller = *teller, .pieces = *pieces};
	uv_timer_init(teller->loop, &work->timer);
	work->timer.data = work->work.data = work;
	return work;
}

void piecework_stop(struct piecework *work)
{
	if (!work)
		return;
	work->stopping = true;
	if (work->busy) {
		if (work->pieces.hurry)
			work->pieces.hurry(work->pieces.of);
		uv_cancel((uv_req_t *)&work->work);
	}
	uv_close((uv_handle_t *)&work->timer, on_closed);
}
