#include "app/loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WORKERS_WAIT_MS 200
#define POOL_LEAST 4
#define POOL_MOST 16

unsigned loop_set_pool_size(void)
{
	char text[16];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	long size = cores + 2 < POOL_LEAST ? POOL_LEAST : cores + 2 > POOL_MOST ? POOL_MOST : cores + 2;
	snprintf(text, sizeof text, "%ld", size);
	setenv("UV_THREADPOOL_SIZE", text, 1);
	return (unsigned)size;
}

static void on_late(uv_timer_t *timer)
{
	*(bool *)timer->data = true;
}

bool loop_drain(uv_loop_t *loop)
{
	bool late = false;
	uv_timer_t timer;
	uv_timer_init(loop, &timer);
	timer.data = &late;
	uv_update_time(loop);
	uv_timer_start(&timer, on_late, WORKERS_WAIT_MS, 0);
	uv_unref((uv_handle_t *)&timer);
	while (!late && uv_loop_alive(loop))
		uv_run(loop, UV_RUN_ONCE);
	if (late)
		return false;
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(loop, UV_RUN_DEFAULT);
	return uv_loop_close(loop) == 0;
}
