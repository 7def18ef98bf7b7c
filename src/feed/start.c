#include "feed/feed.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "feed/lookout.h"
#include "feed/state.h"

#include <string.h>

static size_t length_without_slashes(const char *path)
{
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	return length;
}

/* A logdir that was given twice must not be read twice. */
static bool is_root(const struct feed *feed, const struct logdir *logdir)
{
	size_t length = length_without_slashes(logdir->path);
	for (size_t i = 0; i < feed->root_count; i++) {
		const struct logdir *known = &feed->roots[i]->logdir;
		if (strcmp(known->name, logdir->name) == 0 && length_without_slashes(known->path) == length &&
		    memcmp(known->path, logdir->path, length) == 0)
			return true;
	}
	return false;
}

static void start_root(struct feed *feed, const struct logdir *logdir)
{
	struct directory *root = directory_root(feed, logdir);
	feed->roots[feed->root_count++] = root;
	root->limbo = feed_add_mount(feed);
	root->limbo->limbo = true;
	root->limbo->directories = 1;
	root->mount = root->limbo;
	feed_look(root);
}

struct feed *feed_start(uv_loop_t *loop, struct store *store, const struct logdir *logdirs, size_t count,
                        const struct feed_options *options)
{
	struct feed *feed = xcalloc(1, sizeof *feed);
	feed->loop = loop;
	inflow_init(&feed->inflow, store);
	feed->options = *options;
	feed->progress.scanning = true;
	feed->progress.mode = options->mode;
	feed->tick = feed_tick;
	feed->wake = UINT64_MAX;
	feed->began = clock_mono();
	uv_timer_init(loop, &feed->timer);
	feed->timer.data = feed;
	feed->threads = options->threads ? options->threads : FEED_THREADS;
	feed->pool = pool_new(loop, feed->threads);
	feed->handles = 2; /* the timer's, the pool's */
	feed->roots = xcalloc(count, sizeof *feed->roots);
	for (size_t i = 0; i < count; i++)
		if (!is_root(feed, &logdirs[i]))
			start_root(feed, &logdirs[i]);
	feed->progress.logdirs = (uint32_t)feed->root_count;
	return feed;
}

void feed_rescan(struct feed *feed)
{
	for (size_t i = 0; i < feed->mount_count; i++)
		feed_sweep(feed, feed->mounts[i]);
}

void feed_hold(struct feed *feed)
{
	inflow_hold(&feed->inflow);
}

void feed_go_on(struct feed *feed)
{
	inflow_go_on(&feed->inflow);
}

uint64_t feed_waiting(const struct feed *feed)
{
	return feed->inflow.points;
}

const struct progress *feed_progress(const struct feed *feed)
{
	return &feed->progress;
}

static void on_timer_closed(uv_handle_t *handle)
{
	struct feed *feed = handle->data;
	feed->handles--;
	feed_try_end(feed);
}

static void on_watch_closed(struct watch *watch)
{
	struct directory *directory = (struct directory *)((char *)watch - offsetof(struct directory, watch));
	directory->feed->handles--;
	feed_try_end(directory->feed);
}

static void close_watch(struct directory *directory, void *context)
{
	lookouts_drop(directory);
	if (directory->watch.open)
		watch_close(&directory->watch, on_watch_closed);
}

void feed_stop(struct feed *feed, void (*done)(void *context), void *context)
{
	feed->stopping = true;
	feed->done = done;
	feed->done_context = context;
	jobs_cancel(&feed->jobs);
	uv_close((uv_handle_t *)&feed->timer, on_timer_closed);
	for (size_t i = 0; i < feed->root_count; i++)
		directory_walk(feed->roots[i], close_watch, NULL);
}
