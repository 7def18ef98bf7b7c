#include "app/opener.h"

#include "base/alloc.h"
#include "base/worker.h"
#include "cmd/opening.h"

#include <stdlib.h>

#define TELL_MS 150 /* how often those who wait hear of it */

struct opener {
	uv_loop_t *loop;
	struct finds *finds;
	uint64_t memory_most;
	struct cache *cache;
	void (*came)(void *context);
	void *context;
	uv_timer_t timer;
	uv_work_t work;
	struct opening opening; /* the worker's while busy */
	bool busy, stopping, closed;
};

static void end_when_last(struct opener *opener)
{
	if (opener->stopping && opener->closed && !opener->busy)
		free(opener);
}

static void on_closed(uv_handle_t *handle)
{
	struct opener *opener = handle->data;
	opener->closed = true;
	end_when_last(opener);
}

static void on_time(uv_timer_t *timer)
{
	struct opener *opener = timer->data;
	opener->came(opener->context);
}

static void on_work(uv_work_t *work)
{
	struct opener *opener = work->data;
	worker_begin();
	worker_give_way();
	opening_run(&opener->opening);
}

static void on_after(uv_work_t *work, int status)
{
	struct opener *opener = work->data;
	opener->busy = false;
	opening_end(&opener->opening, opener->finds);
	if (opener->stopping) {
		end_when_last(opener);
		return;
	}
	bool small = opener->opening.what == FIND_SETTINGS;
	opener_pump(opener);
	if (opener->busy && small)
		return; /* of many small files those who wait hear now and then */
	if (!opener->busy)
		uv_timer_stop(&opener->timer);
	opener->came(opener->context);
}

void opener_pump(struct opener *opener)
{
	if (opener->busy || opener->stopping)
		return;
	struct find *find = finds_take(opener->finds), *event = find ? NULL : finds_take_args(opener->finds);
	struct find *nodes = find || event ? NULL : finds_take_nodes(opener->finds);
	if (find)
		opening_init(&opener->opening, find, opener->memory_most, opener->cache);
	else if (event)
		opening_init_args(&opener->opening, event);
	else if (nodes)
		opening_init_nodes(&opener->opening, nodes, opener->memory_most);
	else
		return;
	opener->busy = true;
	uv_queue_work(opener->loop, &opener->work, on_work, on_after); /* fails only without a function to call */
	if (!uv_is_active((uv_handle_t *)&opener->timer))
		uv_timer_start(&opener->timer, on_time, TELL_MS, TELL_MS);
}

struct opener *opener_start(uv_loop_t *loop, struct finds *finds, uint64_t memory_most, struct cache *cache,
                            void (*came)(void *context), void *context)
{
	struct opener *opener = xcalloc(1, sizeof *opener);
	*opener = (struct opener){
		.loop = loop, .finds = finds, .memory_most = memory_most, .cache = cache, .came = came, .context = context};
	uv_timer_init(loop, &opener->timer);
	opener->timer.data = opener->work.data = opener;
	return opener;
}

void opener_stop(struct opener *opener)
{
	opener->stopping = true;
	if (opener->busy) {
		atomic_store(&opener->opening.reading->stop, true);
		uv_cancel((uv_req_t *)&opener->work);
	}
	uv_close((uv_handle_t *)&opener->timer, on_closed);
}
