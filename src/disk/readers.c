#ifdef __linux__
#define _GNU_SOURCE /* sched_getaffinity */
#include <sched.h>
#else
#define _DEFAULT_SOURCE /* _SC_NPROCESSORS_ONLN */
#endif
#include "disk/readers.h"

#include "base/alloc.h"
#include "disk/tail.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST_THREADS 16
#define WORTH_A_THREAD (UINT64_C(1) << 20)  /* bytes: some milliseconds of reading */
#define MOST_AHEAD (UINT64_C(16) << 20)     /* points in batches that wait: 100 MB and more */
#define GROUP ((uint64_t)256 * 1024)        /* bytes of small files that are taken and handed over at once */

/* One file's batches on their way. */
struct lane {
	struct batch **batches;
	size_t count, capacity, taken;
	bool failed; /* out of memory behind the last of them */
};

struct readers {
	const struct readers_file *files;
	size_t count;
	uint64_t budget;
	struct lane *lanes; /* one a file */
	pthread_t threads[MOST_THREADS];
	unsigned thread_count;

	pthread_mutex_t lock; /* of all that follows, and of the lanes */
	pthread_cond_t arrived, room;
	size_t next;   /* the first file that no thread has begun */
	size_t turn;   /* the file whose batches are taken now */
	uint64_t ahead; /* points in batches that were not taken yet */
	bool waiting;  /* somebody is in readers_next */
	bool stopping;
};

static unsigned cores(void)
{
#ifdef __linux__
	cpu_set_t set;
	if (!sched_getaffinity(0, sizeof set, &set)) /* the ones that this process may run on */
		return (unsigned)CPU_COUNT(&set);
#endif
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	return online > 1 ? (unsigned)online : 1;
}

unsigned readers_worth(const struct readers_file *files, size_t count)
{
	uint64_t all = 0, largest = 0;
	for (size_t i = 0; i < count; i++) {
		all += files[i].size;
		largest = files[i].size > largest ? files[i].size : largest;
	}
	/* A second thread has only what lies beside the largest file. */
	uint64_t threads = 1 + (all - largest) / WORTH_A_THREAD;
	if (threads > count)
		threads = count;
	if (threads > MOST_THREADS)
		threads = MOST_THREADS;
	if (threads <= 1)
		return 1;
	unsigned most = cores();
	return threads < most ? (unsigned)threads : most;
}

/* ---- On a thread ------------------------------------------------------------- */

/* Puts a batch (NULL: out of memory) into its lane. With the lock. */
static void put(struct readers *readers, size_t file, struct batch *batch)
{
	struct lane *lane = &readers->lanes[file];
	if (batch && !array_reserve(&lane->batches, &lane->capacity, lane->count + 1)) {
		batch_free(batch);
		batch = NULL;
	}
	if (batch) {
		lane->batches[lane->count++] = batch;
		readers->ahead += batch->points;
	} else {
		lane->failed = true;
	}
	if (readers->waiting && file == readers->turn)
		pthread_cond_signal(&readers->arrived);
}

/* The file whose turn it is may always bring what is waited for: all others wait for it. */
static bool must_wait(const struct readers *readers, size_t file)
{
	const struct lane *lane = &readers->lanes[file];
	bool awaited = file == readers->turn && lane->taken == lane->count;
	return !readers->stopping && !awaited && readers->ahead > MOST_AHEAD;
}

/* False when there is no need to read on. */
static bool wait_for_room(struct readers *readers, size_t file)
{
	pthread_mutex_lock(&readers->lock);
	while (must_wait(readers, file))
		pthread_cond_wait(&readers->room, &readers->lock);
	bool stopping = readers->stopping;
	pthread_mutex_unlock(&readers->lock);
	return !stopping;
}

static void read_file(struct readers *readers, size_t file)
{
	struct tail *tail = tail_new(readers->files[file].path, readers->files[file].number);
	bool done = false;
	while (!done && wait_for_room(readers, file)) {
		struct batch *batch = tail ? tail_read(tail, readers->budget) : NULL;
		done = !batch || batch->caught_up;
		pthread_mutex_lock(&readers->lock);
		put(readers, file, batch);
		pthread_mutex_unlock(&readers->lock);
	}
	tail_free(tail);
}

/* Takes the next file, and small ones behind it. The number of files; 0 when there are none left. */
static size_t take_group(struct readers *readers, size_t *first)
{
	size_t count = 0;
	uint64_t bytes = 0;
	pthread_mutex_lock(&readers->lock);
	*first = readers->next;
	while (!readers->stopping && readers->next < readers->count && (!count || bytes < GROUP)) {
		bytes += readers->files[readers->next++].size;
		count++;
	}
	pthread_mutex_unlock(&readers->lock);
	return count;
}

static void *run(void *context)
{
	struct readers *readers = context;
	size_t first, count;
	while ((count = take_group(readers, &first)) > 0)
		for (size_t i = 0; i < count; i++)
			read_file(readers, first + i);
	return NULL;
}

/* ---- For the caller ------------------------------------------------------------ */

struct readers *readers_start(const struct readers_file *files, size_t count, unsigned threads, uint64_t budget)
{
	struct readers *readers = data_alloc(1, sizeof *readers);
	struct lane *lanes = data_alloc(count, sizeof *lanes);
	if (!readers || !lanes) {
		free(readers);
		free(lanes);
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		lanes[i] = (struct lane){0};
	*readers = (struct readers){.files = files, .count = count, .budget = budget, .lanes = lanes};
	pthread_mutex_init(&readers->lock, NULL);
	pthread_cond_init(&readers->arrived, NULL);
	pthread_cond_init(&readers->room, NULL);
	while (readers->thread_count < threads && readers->thread_count < MOST_THREADS &&
	       !pthread_create(&readers->threads[readers->thread_count], NULL, run, readers))
		readers->thread_count++;
	if (readers->thread_count)
		return readers;
	readers_stop(readers);
	return NULL;
}

struct batch *readers_next(struct readers *readers)
{
	pthread_mutex_lock(&readers->lock);
	struct lane *lane = &readers->lanes[readers->turn];
	readers->waiting = true;
	while (lane->taken == lane->count && !lane->failed)
		pthread_cond_wait(&readers->arrived, &readers->lock);
	readers->waiting = false;
	struct batch *batch = lane->taken < lane->count ? lane->batches[lane->taken++] : NULL;
	if (batch) {
		bool was_full = readers->ahead > MOST_AHEAD;
		readers->ahead -= batch->points;
		readers->turn += batch->caught_up;
		if (was_full) /* there may be room now, and it is another's turn */
			pthread_cond_broadcast(&readers->room);
	}
	pthread_mutex_unlock(&readers->lock);
	return batch;
}

void readers_stop(struct readers *readers)
{
	if (!readers)
		return;
	pthread_mutex_lock(&readers->lock);
	readers->stopping = true;
	pthread_cond_broadcast(&readers->room);
	pthread_mutex_unlock(&readers->lock);
	for (unsigned i = 0; i < readers->thread_count; i++)
		pthread_join(readers->threads[i], NULL);
	for (size_t i = 0; i < readers->count; i++) {
		struct lane *lane = &readers->lanes[i];
		for (size_t k = lane->taken; k < lane->count; k++)
			batch_free(lane->batches[k]);
		free(lane->batches);
	}
	pthread_cond_destroy(&readers->room);
	pthread_cond_destroy(&readers->arrived);
	pthread_mutex_destroy(&readers->lock);
	free(readers->lanes);
	free(readers);
}
