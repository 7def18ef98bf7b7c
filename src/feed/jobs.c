#define _XOPEN_SOURCE 700 /* sigaltstack */
#include "feed/jobs.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/worker.h"
#include "disk/beside.h"
#include "disk/saved.h"
#include "disk/trace_files.h"
#include "feed/index.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of a long file: what is read of its start and its end for a first look. */
#define HEAD_PART 64
#define END_PART 16

#define AS_BYTES ((size_t)16 << 10) /* a directory takes as long as to go through so many bytes */

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* A profile, say: by its name, or by its bytes, as `profile FILE` takes it. Event files may have any name. */
static bool is_beside(struct listing *listing)
{
	const char *name = last_part(listing->path);
	return beside_wanted(name) || (!scan_is_events(name) && trace_file_sniff(listing->path, &listing->format));
}

/* The scan of the directory that holds the file, with that file as its only entry. */
static void look_at_file(struct listing *listing)
{
	struct stat info;
	struct scan *scan = &listing->scan;
	scan_fini(scan);
	scan_directory(listing->holder, NULL, NULL, scan);
	for (size_t i = 0; i < scan->count; i++)
		free(scan->entries[i].name);
	scan->count = 0;
	scan->other_files = 0;
	listing->single = true;
	if (scan->status != STATUS_OK)
		return;
	if (stat(listing->path, &info) != 0) {
		scan->status = status_from_errno(errno);
		return;
	}
	if (!S_ISREG(info.st_mode)) {
		scan->status = STATUS_NOT_A_FILE;
		return;
	}
	if (!array_reserve(&scan->entries, &scan->capacity, 1)) {
		scan->status = STATUS_NO_MEMORY;
		return;
	}
	scan->entries[scan->count++] = (struct scan_entry){
		.what = is_beside(listing) ? ENTRY_BESIDE : ENTRY_EVENTS,
		.name = xstrdup(last_part(listing->path)),
		.stat = scan_stat(&info),
	};
}

static void look_at_links(struct listing *listing)
{
	const struct scan *scan = &listing->scan;
	for (uint32_t i = 0; i < scan->link_count; i++)
		if (dangling_find(listing->path, scan->links[i], &listing->awaited[listing->awaited_count]))
			listing->awaited_count++;
}

static void run_list(struct job *job)
{
	struct list_job *list = (struct list_job *)job;
	for (size_t i = 0; i < list->count; i++) {
		struct listing *item = &list->items[i];
		uint64_t began = clock_mono();
		worker_take_turns(AS_BYTES);
		scan_directory(item->path, beside_wanted, saved_is_file, &item->scan);
		if (item->holder && item->scan.status == STATUS_NOT_A_DIRECTORY)
			look_at_file(item);
		look_at_links(item);
		item->took = clock_mono() - began;
	}
}

static void read_on(struct read_job *read)
{
	if (!read->long_file) {
		read->batch = tail_read(read->tail, read->budget);
		return;
	}
	/* The first records tell the version and what tags are. */
	read->batch = tail_read(read->tail, read->long_file / HEAD_PART);
	if (read->batch && read->batch->status == STATUS_OK && !read->batch->caught_up)
		read->end = tail_read_ahead(read->tail, read->long_file / END_PART);
}

static void run_read(struct job *job)
{
	struct read_job *read = (struct read_job *)job;
	read_on(read);
	index_note(read);
	const struct batch *batch = read->batch;
	read->compared = read->left && batch && batch->caught_up && batch->status == STATUS_OK;
	read->moved = read->compared && tail_is_in(read->left, tail_path(read->tail));
}

struct list_job *list_job_new(struct directory *const *directories, size_t count)
{
	struct list_job *job = xcalloc(1, sizeof *job);
	job->job.run = run_list;
	job->count = count;
	for (size_t i = 0; i < count; i++) {
		job->items[i].directory = directories[i];
		job->items[i].path = directories[i]->path;
		job->items[i].holder = directories[i]->holder;
	}
	return job;
}

void list_job_free(struct list_job *job)
{
	for (size_t i = 0; i < job->count; i++) {
		struct listing *item = &job->items[i];
		scan_fini(&item->scan);
		while (item->awaited_count)
			dangling_fini(&item->awaited[--item->awaited_count]);
	}
	free(job);
}

struct read_job *read_job_new(struct feed_file *file, uint64_t budget, uint64_t long_file, struct cache *cache)
{
	struct read_job *job = xcalloc(1, sizeof *job);
	job->job.run = run_read;
	job->file = file;
	job->tail = file->tail;
	job->budget = budget;
	if (tail_offset(file->tail) == 0 && file->seen.size >= long_file)
		job->long_file = long_file;
	if (cache && job->long_file && !file->sketch)
		file->sketch = sketch_new();
	job->cache = cache;
	job->sketch = file->sketch;
	job->indexed = file->indexed;
	return job;
}

void read_job_free(struct read_job *job)
{
	batch_free(job->batch);
	batch_free(job->end);
	ranges_fini(&job->known);
	tail_free(job->left);
	free(job);
}

static struct job *job_of(struct pool_work *work)
{
	return (struct job *)((char *)work - offsetof(struct job, work));
}

static void on_work(struct pool_work *work)
{
	struct job *job = job_of(work);
	if (job->awaited)
		worker_begin_awaited();
	else
		worker_begin();
	job->run(job);
}

static void on_back(struct pool_work *work)
{
	struct job *job = job_of(work);
	if (job->next)
		job->next->previous = job->previous;
	job->previous->next = job->next;
	job->back(job);
}

void job_start(struct job *job, struct pool *pool, struct job *head, void (*back)(struct job *job))
{
	job->back = back;
	job->work.run = on_work;
	job->work.back = on_back;
	job->previous = head;
	job->next = head->next;
	if (job->next)
		job->next->previous = job;
	head->next = job;
	pool_put(pool, &job->work);
}

void jobs_cancel(struct job *head)
{
	for (struct job *job = head->next; job; job = job->next)
		pool_cancel(&job->work);
}
