#include "app/processes.h"

#include "base/alloc.h"
#include "cmd/writers.h"

#include <stdlib.h>

#define FIRST_MS 500 /* the start has other things to do */
#define EVERY_MS 5000

struct processes {
	uv_loop_t *loop;
	uv_timer_t timer;
	uv_work_t work;
	struct store *store;
	struct writers writers; /* the worker's while busy */
	bool busy, stopping;
	bool (*may)(void *context);
	void (*changed)(void *context);
	void *context;
};

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void look(uv_work_t *work)
{
	struct processes *processes = work->data;
	writers_look(&processes->writers);
}

static bool any_alive(const struct writers *writers)
{
	for (size_t i = 0; i < writers->count; i++)
		if (writers->items[i].process.found == PROCESS_ALIVE)
			return true;
	return false;
}

static void after_look(uv_work_t *work, int cancelled)
{
	struct processes *processes = work->data;
	processes->busy = false;
	if (processes->stopping) {
		writers_fini(&processes->writers);
		uv_close((uv_handle_t *)&processes->timer, on_closed);
		return;
	}
	if (!processes->may(processes->context)) {
		writers_fini(&processes->writers);
		return;
	}
	uint64_t before = store_generation(processes->store);
	if (!any_alive(&processes->writers))
		uv_timer_stop(&processes->timer);
	writers_apply(&processes->writers, processes->store);
	if (store_generation(processes->store) != before)
		processes->changed(processes->context);
}

static void on_time(uv_timer_t *timer)
{
	struct processes *processes = timer->data;
	if (processes->busy || !processes->may(processes->context))
		return;
	writers_collect(&processes->writers, processes->store);
	processes->work.data = processes;
	processes->busy = processes->writers.count &&
	                  uv_queue_work(processes->loop, &processes->work, look, after_look) == 0;
	if (processes->busy)
		return;
	if (!processes->writers.count)
		uv_timer_stop(timer);
	writers_fini(&processes->writers);
}

void processes_wake(struct processes *processes)
{
	if (processes && !processes->stopping && !uv_is_active((uv_handle_t *)&processes->timer))
		uv_timer_start(&processes->timer, on_time, EVERY_MS, EVERY_MS);
}

struct processes *processes_start(uv_loop_t *loop, struct store *store, bool (*may)(void *context),
                                  void (*changed)(void *context), void *context)
{
	struct processes *processes = xcalloc(1, sizeof *processes);
	*processes = (struct processes){.loop = loop, .store = store, .may = may, .changed = changed, .context = context};
	uv_timer_init(loop, &processes->timer);
	processes->timer.data = processes;
	uv_timer_start(&processes->timer, on_time, FIRST_MS, EVERY_MS);
	return processes;
}

void processes_stop(struct processes *processes)
{
	if (!processes)
		return;
	processes->stopping = true;
	uv_timer_stop(&processes->timer);
	if (!processes->busy)
		uv_close((uv_handle_t *)&processes->timer, on_closed);
}
