#include "soak/live.h"

#include "base/clock.h"

#include <stdlib.h>

#define MILLISECOND UINT64_C(1000000)
#define SETTLE_MOST (20000 * MILLISECOND)

static void on_limit(uv_timer_t *timer)
{
	uv_stop(timer->loop);
}

static void on_changed(void *context)
{
	struct live *live = context;
	live->told++;
	live->told_at = clock_mono();
}

static void on_done(void *context)
{
	struct live *live = context;
	live->feed = NULL;
}

void live_open(struct live *live, char *path)
{
	*live = (struct live){.logdir = {.name = "", .path = path}};
	if (uv_loop_init(&live->loop))
		abort();
	uv_timer_init(&live->loop, &live->limit);
}

void live_close(struct live *live)
{
	live_stop(live);
	uv_close((uv_handle_t *)&live->limit, NULL);
	uv_run(&live->loop, UV_RUN_DEFAULT);
	if (uv_loop_close(&live->loop))
		abort(); /* the feed left a handle open */
}

void live_start(struct live *live, enum watch_mode mode)
{
	live->store = store_new();
	live->feed = feed_start(&live->loop, live->store, &live->logdir, 1, &(struct feed_options){
		.mode = mode, .reload_interval = mode == WATCH_POLL ? 0.1 : 1, .long_file = 8192,
		.changed = on_changed, .context = live});
}

void live_stop(struct live *live)
{
	if (!live->feed)
		return;
	feed_stop(live->feed, on_done, live);
	while (live->feed)
		uv_run(&live->loop, UV_RUN_ONCE);
	store_free(live->store);
	live->store = NULL;
}

void live_run(struct live *live, unsigned milliseconds)
{
	uv_update_time(&live->loop);
	uv_timer_start(&live->limit, on_limit, milliseconds, 0);
	uv_run(&live->loop, UV_RUN_DEFAULT);
}

void live_settle(struct live *live, unsigned milliseconds)
{
	uint64_t began = clock_mono(), quiet = milliseconds * MILLISECOND;
	live->told_at = began;
	for (uint64_t now = began; now - live->told_at < quiet && now - began < SETTLE_MOST; now = clock_mono())
		live_run(live, (unsigned)((live->told_at + quiet - now) / MILLISECOND + 1));
}
