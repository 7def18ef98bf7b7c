#include "app/sampler.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "disk/box.h"
#include "disk/nvml.h"

#include <stdlib.h>

#define EVERY_MS 1000

struct sampler {
	uv_loop_t *loop;
	uv_timer_t timer;
	uv_work_t work;
	struct hardware_log *log;
	bool on, busy, stopping;
	/* The worker's while busy: */
	struct box box;
	struct nvml *nvml;
	bool looked; /* for the library */
	struct hardware now;
	void (*changed)(void *context);
	void *context;
};

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void read_all(uv_work_t *work)
{
	struct sampler *sampler = work->data;
	if (!sampler->looked)
		sampler->nvml = nvml_open(NVML_LIBRARY);
	sampler->looked = true;
	sampler->now = (struct hardware){0};
	box_read(&sampler->box, &sampler->now);
	nvml_read(sampler->nvml, &sampler->now);
	sampler->now.wall = clock_wall();
}

static void let_go(uv_work_t *work)
{
	struct sampler *sampler = work->data;
	nvml_close(sampler->nvml);
	sampler->nvml = NULL;
	sampler->looked = false;
	box_init(&sampler->box, "/proc");
}

static void go_on(struct sampler *sampler);

static void after_let_go(uv_work_t *work, int cancelled)
{
	struct sampler *sampler = work->data;
	sampler->busy = false;
	go_on(sampler);
}

static void after_read(uv_work_t *work, int cancelled)
{
	struct sampler *sampler = work->data;
	sampler->busy = false;
	if (sampler->on && !sampler->stopping && !cancelled) {
		hardware_log_add(sampler->log, &sampler->now);
		sampler->changed(sampler->context);
	}
	go_on(sampler);
}

static void queue(struct sampler *sampler, uv_work_cb work, uv_after_work_cb after)
{
	sampler->work.data = sampler;
	sampler->busy = uv_queue_work(sampler->loop, &sampler->work, work, after) == 0;
}

static void on_time(uv_timer_t *timer)
{
	struct sampler *sampler = timer->data;
	if (!sampler->busy)
		queue(sampler, read_all, after_read);
}

/* To what is wanted, as far as no worker is under way: that one comes by here when it is back. */
static void go_on(struct sampler *sampler)
{
	bool on = sampler->on && !sampler->stopping;
	if (!on)
		uv_timer_stop(&sampler->timer);
	else if (!uv_is_active((uv_handle_t *)&sampler->timer))
		uv_timer_start(&sampler->timer, on_time, 0, EVERY_MS);
	if (on || sampler->busy)
		return;
	if (sampler->looked)
		queue(sampler, let_go, after_let_go);
	else if (sampler->stopping && !uv_is_closing((uv_handle_t *)&sampler->timer))
		uv_close((uv_handle_t *)&sampler->timer, on_closed);
}

struct sampler *sampler_start(uv_loop_t *loop, struct hardware_log *log, void (*changed)(void *context), void *context)
{
	struct sampler *sampler = xcalloc(1, sizeof *sampler);
	*sampler = (struct sampler){.loop = loop, .log = log, .changed = changed, .context = context};
	box_init(&sampler->box, "/proc");
	uv_timer_init(loop, &sampler->timer);
	sampler->timer.data = sampler;
	return sampler;
}

void sampler_want(struct sampler *sampler, bool on)
{
	if (!sampler || sampler->on == on)
		return;
	sampler->on = on;
	go_on(sampler);
}

void sampler_stop(struct sampler *sampler)
{
	if (!sampler)
		return;
	sampler->stopping = true;
	go_on(sampler);
}
