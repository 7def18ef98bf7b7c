/*
 * What runs on a worker: listing some directories, reading a slice of a file.
 * A worker touches nothing but its job and the tail that was lent to it; the
 * loop thread touches neither until the job is back.
 */
#ifndef TBTOP_FEED_JOBS_H
#define TBTOP_FEED_JOBS_H

#include "data/trace.h"
#include "disk/dangling.h"
#include "feed/pool.h"
#include "feed/queue.h"

struct job;
struct feed;
typedef void job_take(struct feed *feed, struct job *job); /* takes what it brought, and frees it */

struct job {
	struct pool_work work;
	struct job *next, *previous; /* in the list of jobs in flight */
	void (*run)(struct job *job);
	void (*back)(struct job *job); /* on the loop thread, when it ran or was cancelled */
	bool awaited; /* by a person: it does not give way to other programs */
	job_take *take;
	struct mount *mount;
	struct feed *feed;
};

#define LIST_BATCH 64
struct listing {
	struct directory *directory;
	const char *path, *holder; /* borrowed from it: they never change */
	struct scan scan;
	bool single;               /* the logdir is one file: the scan names it alone */
	enum trace_format format;  /* of that, when its first bytes say that it is a profile; its name may say more */
	struct dangling awaited[SCAN_LINKS]; /* where its links would lead */
	size_t awaited_count;
	uint64_t took;             /* ns */
};
struct list_job {
	struct job job;
	size_t count;
	struct listing items[LIST_BATCH];
};

struct read_job {
	struct job job;
	struct feed_file *file;
	struct tail *tail;
	uint64_t budget;
	uint64_t long_file;  /* a long file from its start: its end comes first; else 0 */
	struct batch *batch; /* NULL when out of memory, or not run */
	struct batch *end;   /* what was read ahead of the rest; NULL when nothing was */
	struct cache *cache; /* NULL for none */
	struct sketch *sketch; /* lent as the tail; NULL: none is made */
	struct ranges known; /* what an earlier start found out of the file */
	uint64_t indexed;    /* bytes that the entry in the cache covers */
	struct feed_file *missing; /* may have moved to this name: */
	struct tail *left;   /* what it was read with; NULL without */
	bool compared, moved; /* the file was read to its end, and has all of that */
};

struct list_job *list_job_new(struct directory *const *directories, size_t count);
void list_job_free(struct list_job *job);
/* `cache`: NULL for none. */
struct read_job *read_job_new(struct feed_file *file, uint64_t budget, uint64_t long_file, struct cache *cache);
void read_job_free(struct read_job *job);

/* Gives the job to the pool and puts it in the list behind `head`, which is no job itself. */
void job_start(struct job *job, struct pool *pool, struct job *head, void (*back)(struct job *job));
/* Takes back all that no worker has begun: they come back without having run. */
void jobs_cancel(struct job *head);

#endif
