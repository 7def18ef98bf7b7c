/*
 * The feed's own state, shared by its parts and by nobody else. Each part
 * needs only those before it:
 *   state.c  what all share: the timer, the end
 *   lookout.c  where links that lead nowhere would lead
 *   moved.c  files that go on under another name
 *   news.c   what a listing or a read says: tree and store follow the disk
 *   pump.c   what waits becomes jobs; sweeps; progress
 *   start.c  start, rescan, stop: the functions of feed.h
 */
#ifndef TBTOP_FEED_STATE_H
#define TBTOP_FEED_STATE_H

#include "base/clock.h"
#include "feed/feed.h"
#include "feed/inflow.h"
#include "feed/jobs.h"
#include "feed/queue.h"
#include "feed/tree.h"

#define SECOND CLOCK_SECOND

struct feed {
	uv_loop_t *loop;
	struct inflow inflow;    /* to the store */
	struct feed_options options;
	struct progress progress;
	struct directory **roots;
	size_t root_count;
	uint64_t began;          /* monotonic ns */
	struct mount **mounts;
	size_t mount_count, mount_capacity;
	struct pool *pool;       /* NULL once it closes */
	unsigned threads;        /* of it */
	struct job jobs;         /* head of the list of jobs in flight */
	size_t jobs_running, reads_running;
	size_t files_queued;     /* files that wait for a read */
	size_t files_behind;     /* that were never read to their end */
	size_t lookouts;         /* directories watched for links that lead nowhere */
	uint32_t watches_failed; /* directories without a watch because there are too many */
	bool loaded_once;
	bool news;               /* since `changed` was called last */
	bool stopping;
	size_t handles;          /* not yet closed */
	uv_timer_t timer;
	uv_timer_cb tick;        /* what the timer calls */
	uint64_t wake;           /* when it will, monotonic ns */
	void (*done)(void *context);
	void *done_context;
};

/* ---- state.c ------------------------------------------------------------- */

/* Whether directories get watches at all. */
bool feed_uses_events(const struct feed *feed);
/* Sets the timer to `when` (monotonic ns); UINT64_MAX for never. */
void feed_set_timer(struct feed *feed, uint64_t when);
/* The timer fires at `when` or before. */
void feed_wake(struct feed *feed, uint64_t when);
/* Ends a stop when nothing is left in flight: frees the feed and calls `done`. */
void feed_try_end(struct feed *feed);

/* ---- moved.c ------------------------------------------------------------- */

/*
 * A file that was renamed, as rsync does with what it has copied, is gone by its old name and there by the new one,
 * and its points are not to be there twice: once it was read by the new name, and turns out to have what was read by
 * the old one (an inode's number alone may be another file's by now), the old one is forgotten.
 */

/* Behind a listing's last entry: finds the heirs of the files that are missing from it. */
void moved_find(struct directory *directory);
/* Its tail is let go: where it has an heir, it is kept until what it read was compared. */
void moved_keep(struct feed_file *file);
/* The file is back by its old name. */
void moved_back(struct feed_file *file);
/* The file is read by that job: it compares, too. */
void moved_lend(struct feed_file *file, struct read_job *read);
/* Takes what was lent, and what came of it. True when the file is to be read once more. */
bool moved_take(struct feed *feed, struct feed_file *file, struct read_job *read);

/* ---- news.c -------------------------------------------------------------- */

/* Queues a read of the file, or another one where it is being read. */
void feed_want(struct feed *feed, struct feed_file *file);

/* Lists a directory as a part of a look at everything, which ends only then. */
void feed_look(struct directory *directory);
struct mount *feed_add_mount(struct feed *feed);
/* Takes what a listing found: nodes come and go, changed files are queued, watches armed. */
void feed_take_listing(struct feed *feed, struct listing *listing);
/* True when the store is full and the file is not read on; each look at everything asks again. */
bool feed_passes_over(struct feed *feed, struct feed_file *file);
/*
 * Takes what a read brought (NULL: out of memory), of the file's end (NULL: nothing), and what was known of the
 * rest; the batches go to the store. Ranges that are not taken are left.
 */
void feed_take_batch(struct feed *feed, struct feed_file *file, struct batch *batch, struct batch *end,
                     struct ranges *sketch);

/* ---- pump.c -------------------------------------------------------------- */

/* Seconds from a look to the next, where so many are asked for and the last took so many. */
double feed_sweep_interval(double asked, double took);
/* Looks at every directory of the mount. */
void feed_sweep(struct feed *feed, struct mount *mount);
/* What the timer calls: sweeps that are due, then whatever can be started. */
void feed_tick(uv_timer_t *timer);

#endif
