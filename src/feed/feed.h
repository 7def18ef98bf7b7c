/*
 * Brings what is on disk into the store and keeps it there: scans directories,
 * watches them, reads what was appended. The only user of libuv's file events
 * and thread pool. On the loop thread no call touches a LOGDIR path: listing
 * and reading are jobs; their results come back to the loop and are applied.
 * But for one: a watch is added there, of a directory that was just listed or
 * looked at and lies on no remote file system.
 *
 * Events are hints: each only marks a directory dirty. A safety rescan always
 * runs (30 s; the reload interval where events do not arrive). What only it finds:
 * a link whose target appears, for no event comes where the link lies; and what
 * an event was lost for. What failed to be listed, watched or read is tried again
 * after 0.25 s, then after twice as long each time, up to 4 s; 16 s in a tree of a thousand directories.
 */
#ifndef TBTOP_FEED_FEED_H
#define TBTOP_FEED_FEED_H

#include "data/progress.h"
#include "disk/cache.h"
#include "disk/scan.h"
#include "model/finds.h"
#include "model/store.h"

#include <uv.h>

struct feed;

#define FEED_THREADS 4

struct feed_options {
	enum watch_mode mode;
	double reload_interval; /* seconds between polls; 0: once only */
	double safety_interval; /* seconds between rescans where events arrive; 0: 30 */
	unsigned threads;       /* at most, that list and read; 0: FEED_THREADS */
	uint64_t long_file;     /* bytes from which on a file's end is read before the rest; 0: 4 MiB */
	struct finds *finds;    /* told of files beside event files; outlives the feed; NULL for none */
	struct cache *cache;    /* keeps sketches of long files for the next start; outlives the feed; NULL for none */
	void (*changed)(void *context); /* the store or the progress changed; called on the loop thread; NULL for none */
	void *context;
};

/* Starts at once. `logdirs` are copied. The store must outlive the feed. */
struct feed *feed_start(uv_loop_t *loop, struct store *store, const struct logdir *logdirs, size_t count,
                        const struct feed_options *options);
/* Looks at everything now (`r`). */
void feed_rescan(struct feed *feed);
/*
 * Holds the store: until feed_go_on nothing changes in it. Reading goes on, as
 * does the progress; what it brings waits (inflow.h).
 */
void feed_hold(struct feed *feed);
void feed_go_on(struct feed *feed);
/* Points that wait: read while the store is held. */
uint64_t feed_waiting(const struct feed *feed);
const struct progress *feed_progress(const struct feed *feed);
/*
 * Ends watches and timers, cancels what has not begun. `done` is called (on
 * the loop thread) when the last job is back and all handles are closed; the
 * feed is freed then.
 */
void feed_stop(struct feed *feed, void (*done)(void *context), void *context);

#endif
