#include "app/sampler.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "disk/box.h"
#include "disk/nvml.h"

#include <stdlib.h>
#include <string.h>

#define EVERY_MS 1000
#define STALE_NS UINT64_C(2500000000) /* an older reading of the GPUs is none */
#define DEAF 10 /* readings of which none told anything, where some did: the library is opened anew */

struct sampler {
	uv_loop_t *loop;
	uv_timer_t timer;
	struct hardware_log *log;
	bool on, stopping;
	bool anew; /* there was nothing recorded just before: no rates */
	void (*changed)(void *context);
	void *context;

	uv_work_t box_work;
	bool box_busy;
	/* Its worker's while busy: */
	struct box box;
	struct hardware now;

	uv_work_t gpu_work;
	bool gpu_busy;
	uint64_t gpu_asked, gpu_told; /* monotonic ns */
	struct hardware gpus;         /* as told then */
	/* Its worker's while busy: */
	struct nvml *nvml;
	bool looked; /* for the library */
	bool answered;
	int deaf;
	struct hardware gpu_now;
};

static void go_on(struct sampler *sampler);

/* ---- The machine ----------------------------------------------------------------------------- */

static void read_box(uv_work_t *work)
{
	struct sampler *sampler = work->data;
	sampler->now = (struct hardware){0};
	box_read(&sampler->box, &sampler->now);
	sampler->now.wall = clock_wall();
}

static void add_gpus(const struct sampler *sampler, struct hardware *now)
{
	uint64_t mono = clock_mono();
	if (sampler->gpu_busy && mono - sampler->gpu_asked > STALE_NS)
		now->gpus_silent = (double)(mono - sampler->gpu_asked) / 1e9;
	if (!sampler->gpu_told || mono - sampler->gpu_told > STALE_NS)
		return;
	now->gpu_count = sampler->gpus.gpu_count;
	now->gpus_there = sampler->gpus.gpus_there;
	memcpy(now->gpus, sampler->gpus.gpus, sizeof now->gpus);
}

static void after_box(uv_work_t *work, int cancelled)
{
	struct sampler *sampler = work->data;
	sampler->box_busy = false;
	if (sampler->on && !sampler->stopping && !cancelled) {
		add_gpus(sampler, &sampler->now);
		hardware_log_add(sampler->log, &sampler->now);
		sampler->changed(sampler->context);
	}
	go_on(sampler);
}

static void ask_box(struct sampler *sampler)
{
	if (sampler->box_busy)
		return;
	if (sampler->anew)
		box_init(&sampler->box, "/proc", "/sys/fs/cgroup");
	sampler->anew = false;
	sampler->box_busy = uv_queue_work(sampler->loop, &sampler->box_work, read_box, after_box) == 0;
}

/* ---- The GPUs ---------------------------------------------------------------------------------- */

static void close_library(struct sampler *sampler)
{
	nvml_close(sampler->nvml);
	sampler->nvml = NULL;
	sampler->looked = sampler->answered = false;
	sampler->deaf = 0;
}

/* What has lost its GPUs may find them in a library that is opened anew: after a reset, an update of the driver. */
static void read_gpus(uv_work_t *work)
{
	struct sampler *sampler = work->data;
	if (sampler->deaf == DEAF)
		close_library(sampler);
	if (!sampler->looked)
		sampler->nvml = nvml_open(NVML_LIBRARY);
	sampler->looked = true;
	sampler->gpu_now = (struct hardware){0};
	bool told = nvml_read(sampler->nvml, &sampler->gpu_now);
	sampler->answered |= told;
	sampler->deaf = told || !sampler->answered ? 0 : sampler->deaf + 1;
}

static void let_go(uv_work_t *work)
{
	close_library(work->data);
}

static void after_let_go(uv_work_t *work, int cancelled)
{
	struct sampler *sampler = work->data;
	sampler->gpu_busy = false;
	go_on(sampler);
}

static void after_gpus(uv_work_t *work, int cancelled)
{
	struct sampler *sampler = work->data;
	sampler->gpus = sampler->gpu_now;
	sampler->gpu_told = clock_mono();
	after_let_go(work, cancelled);
}

static void ask_gpus(struct sampler *sampler, uv_work_cb work, uv_after_work_cb after)
{
	if (sampler->gpu_busy)
		return;
	sampler->gpu_asked = clock_mono();
	sampler->gpu_busy = uv_queue_work(sampler->loop, &sampler->gpu_work, work, after) == 0;
}

/* ---- On and off ----------------------------------------------------------------------------------- */

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void on_time(uv_timer_t *timer)
{
	struct sampler *sampler = timer->data;
	ask_gpus(sampler, read_gpus, after_gpus);
	ask_box(sampler);
}

/* To what is wanted, as far as no worker is under way: that one comes by here when it is back. */
static void go_on(struct sampler *sampler)
{
	bool on = sampler->on && !sampler->stopping;
	if (!on)
		uv_timer_stop(&sampler->timer);
	else if (!uv_is_active((uv_handle_t *)&sampler->timer))
		uv_timer_start(&sampler->timer, on_time, 0, EVERY_MS);
	if (on || sampler->box_busy || sampler->gpu_busy)
		return;
	if (sampler->looked)
		ask_gpus(sampler, let_go, after_let_go);
	else if (sampler->stopping && !uv_is_closing((uv_handle_t *)&sampler->timer))
		uv_close((uv_handle_t *)&sampler->timer, on_closed);
}

struct sampler *sampler_start(uv_loop_t *loop, struct hardware_log *log, void (*changed)(void *context), void *context)
{
	struct sampler *sampler = xcalloc(1, sizeof *sampler);
	*sampler = (struct sampler){.loop = loop, .log = log, .changed = changed, .context = context};
	uv_timer_init(loop, &sampler->timer);
	sampler->timer.data = sampler->box_work.data = sampler->gpu_work.data = sampler;
	return sampler;
}

void sampler_want(struct sampler *sampler, bool on)
{
	if (!sampler || sampler->on == on)
		return;
	sampler->on = on;
	sampler->anew = on;
	sampler->gpu_told = 0;
	go_on(sampler);
}

void sampler_stop(struct sampler *sampler)
{
	if (!sampler)
		return;
	sampler->stopping = true;
	go_on(sampler);
}
