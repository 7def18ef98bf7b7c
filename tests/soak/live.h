/* The feed as the dashboard runs it, on a loop that goes on only while it is told to. */
#ifndef TBTOP_SOAK_LIVE_H
#define TBTOP_SOAK_LIVE_H

#include "feed/feed.h"

struct live {
	uv_loop_t loop;
	uv_timer_t limit;
	struct store *store;
	struct feed *feed;
	struct logdir logdir;
	uint64_t told;     /* how often the feed spoke of news */
	uint64_t told_at;  /* monotonic ns of the last */
};

/* A loop without a feed. `path` is borrowed. */
void live_open(struct live *live, char *path);
void live_close(struct live *live);
/* A feed and its store, as long as a dashboard has them. */
void live_start(struct live *live, enum watch_mode mode);
void live_stop(struct live *live);
void live_run(struct live *live, unsigned milliseconds);
/* Runs until nothing was told for `milliseconds`. */
void live_settle(struct live *live, unsigned milliseconds);

#endif
