#include "feed/state.h"

#include "base/clock.h"

#include <stdlib.h>

bool feed_uses_events(const struct feed *feed)
{
	return feed->options.mode == WATCH_AUTO && feed->options.reload_interval > 0;
}

void feed_set_timer(struct feed *feed, uint64_t when)
{
	if (feed->stopping || when == feed->wake)
		return;
	feed->wake = when;
	if (when == UINT64_MAX) {
		uv_timer_stop(&feed->timer);
		return;
	}
	uint64_t now = clock_mono();
	uint64_t wait = when > now ? (when - now + 999999) / 1000000 : 0;
	uv_update_time(feed->loop); /* the timer counts from the loop's time, which may be old */
	uv_timer_start(&feed->timer, feed->tick, wait, 0);
}

void feed_wake(struct feed *feed, uint64_t when)
{
	if (when < feed->wake)
		feed_set_timer(feed, when);
}

static void on_pool_closed(void *context)
{
	struct feed *feed = context;
	feed->handles--;
	feed_try_end(feed);
}

void feed_try_end(struct feed *feed)
{
	if (!feed->stopping || feed->jobs_running > 0)
		return;
	if (feed->pool)
		pool_close(feed->pool, on_pool_closed, feed);
	feed->pool = NULL;
	if (feed->handles > 0)
		return;
	void (*done)(void *) = feed->done;
	void *context = feed->done_context;
	for (size_t i = 0; i < feed->root_count; i++)
		directory_free(feed->roots[i]);
	for (size_t i = 0; i < feed->mount_count; i++) {
		queue_fini(feed->mounts[i]);
		free(feed->mounts[i]);
	}
	inflow_fini(&feed->inflow);
	free(feed->roots);
	free(feed->mounts);
	free(feed);
	done(context);
}
