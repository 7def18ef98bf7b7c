#ifdef __linux__
#define _GNU_SOURCE /* sched_getaffinity */
#include <sched.h>
#else
#define _DEFAULT_SOURCE /* _SC_NPROCESSORS_ONLN */
#endif
#include "disk/readers.h"

#include "base/alloc.h"
#include "disk/reader.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST_THREADS 16
#define WORTH_A_THREAD (UINT64_C(1) << 20)  /* bytes: some milliseconds of reading */
#define PART_LEAST (UINT64_C(4) << 20)
#define PART_MOST (UINT64_C(32) << 20)
#define PARTS_A_THREAD 16                   /* so that none is idle for long at the end */
#define MOST_AHEAD (UINT64_C(16) << 20)     /* points in batches that wait: 100 MB and more */
#define BATCH_POINTS 4096                   /* that a batch counts for by itself: of small files thousands may wait */
#define GROUP ((uint64_t)256 * 1024)        /* bytes of small files that are taken and handed over at once */
#define SEED ((uint64_t)1 << 20)            /* bytes from which a file's other parts learn its tags */

/* A file, or a stretch of one, and its batches on their way. */
struct part {
	size_t file;
	uint64_t from, limit;  /* its records begin in there; the limit of a file's last part is UINT64_MAX */
	size_t first;          /* the file's first part */
	struct tail *seed;     /* of a first part, once `seeded` and until all have begun: what the others fork */
	size_t unbegun;        /* of a first part: how many others are to do so */
	struct tail *tail;     /* once `ended`: it stands where the part ends; NULL behind the end of the file */
	struct batch **batches;
	size_t count, capacity, taken;
	bool seeded, ended;
	bool failed;           /* out of memory behind the last of them */
};

struct readers {
	const struct readers_file *files;
	struct readers_plan plan;
	struct part *parts;
	size_t count;
	pthread_t threads[MOST_THREADS];
	unsigned thread_count;

	pthread_mutex_t lock; /* of all that follows, and of the parts */
	pthread_cond_t arrived, room, seeded;
	size_t next;    /* the first part that no thread has begun */
	size_t turn;    /* the part whose batches are taken now */
	size_t covered; /* the last part that it stands for: those between did not fit to it */
	uint64_t ahead; /* points in batches that were not taken yet, and what these count for */
	bool waiting;   /* somebody is in readers_next */
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

static uint64_t clamped(uint64_t bytes, uint64_t least, uint64_t most)
{
	return bytes < least ? least : bytes > most ? most : bytes;
}

struct readers_plan readers_plan(const struct readers_file *files, size_t count, uint64_t budget)
{
	uint64_t all = 0, largest = 0;
	for (size_t i = 0; i < count; i++) {
		all += files[i].size;
		largest = files[i].size > largest ? files[i].size : largest;
	}
	/* A second thread has what lies beside the largest file, and parts of that. */
	uint64_t threads = 1 + (all - largest) / WORTH_A_THREAD;
	if (threads > count)
		threads = count;
	if (threads < largest / PART_LEAST)
		threads = largest / PART_LEAST;
	threads = clamped(threads, 1, MOST_THREADS);
	unsigned most = threads > 1 ? cores() : 1;
	threads = threads < most ? threads : most;
	return (struct readers_plan){
		.threads = (unsigned)threads, .budget = budget,
		.part = clamped(largest / (threads * PARTS_A_THREAD), PART_LEAST, PART_MOST),
	};
}

/* ---- Parts ------------------------------------------------------------------- */

static size_t parts_of(const struct readers_plan *plan, uint64_t size)
{
	uint64_t parts = plan->part ? size / plan->part : 1;
	return parts > 1 ? (size_t)parts : 1;
}

static void cut_file(struct readers *readers, size_t file)
{
	size_t first = readers->count, count = parts_of(&readers->plan, readers->files[file].size);
	for (size_t i = 0; i < count; i++)
		readers->parts[readers->count++] = (struct part){
			.file = file, .first = first, .unbegun = count - 1, .from = i * readers->plan.part,
			.limit = i + 1 < count ? (i + 1) * readers->plan.part : UINT64_MAX,
		};
}

static bool cut_files(struct readers *readers, size_t files)
{
	size_t count = 0;
	for (size_t i = 0; i < files; i++)
		count += parts_of(&readers->plan, readers->files[i].size);
	readers->parts = data_alloc(count, sizeof *readers->parts);
	for (size_t i = 0; readers->parts && i < files; i++)
		cut_file(readers, i);
	return readers->parts;
}

/* True when nobody will take what it brings. */
static bool is_void(const struct readers *readers, size_t part)
{
	return part < readers->turn || (part > readers->turn && part <= readers->covered);
}

/* True when it may always bring what is waited for: all others wait for it. */
static bool is_awaited(const struct readers *readers, size_t number)
{
	const struct part *part = &readers->parts[number];
	return (number == readers->turn || number == readers->covered + 1) && part->taken == part->count;
}

static uint64_t weight(const struct batch *batch)
{
	return batch->points + BATCH_POINTS;
}

/* Forgets what nobody will take. With the lock. */
static void discard(struct readers *readers, struct part *part)
{
	for (; part->taken < part->count; part->taken++) {
		readers->ahead -= weight(part->batches[part->taken]);
		batch_free(part->batches[part->taken]);
	}
	tail_free(part->tail);
	part->tail = NULL;
	free(part->batches);
	part->batches = NULL;
	part->count = part->capacity = part->taken = 0;
}

/* ---- On a thread ------------------------------------------------------------- */

/* A thread takes some of these at once, and tells of them together. */
static bool is_small(const struct readers *readers, size_t part)
{
	return readers->files[readers->parts[part].file].size < GROUP;
}

/* Lets whoever waits for one of these parts know of them. With the lock. */
static void tell(struct readers *readers, size_t first, size_t count)
{
	if (readers->waiting && (readers->turn - first < count || readers->covered + 1 - first < count))
		pthread_cond_signal(&readers->arrived);
}

/* Puts a batch (NULL: out of memory) into its part. With the lock. */
static void put(struct readers *readers, size_t number, struct batch *batch)
{
	struct part *part = &readers->parts[number];
	if (batch && array_reserve(&part->batches, &part->capacity, part->count + 1)) {
		part->batches[part->count++] = batch;
		readers->ahead += weight(batch);
	} else {
		batch_free(batch);
		part->failed = true;
	}
	if (is_void(readers, number))
		discard(readers, part);
	if (!is_small(readers, number))
		tell(readers, number, 1);
}

/* False when there is no need to read on. */
static bool wait_for_room(struct readers *readers, size_t part)
{
	pthread_mutex_lock(&readers->lock);
	while (!readers->stopping && !is_void(readers, part) && !is_awaited(readers, part) &&
	       readers->ahead > MOST_AHEAD) {
		if (readers->waiting) /* for what it was not told of yet, maybe */
			pthread_cond_signal(&readers->arrived);
		pthread_cond_wait(&readers->room, &readers->lock);
	}
	bool needed = !readers->stopping && !is_void(readers, part);
	pthread_mutex_unlock(&readers->lock);
	return needed;
}

/* What the other parts of a file are to begin with; NULL when there is nothing. */
static void put_seed(struct readers *readers, struct part *part, const struct tail *tail)
{
	struct tail *seed = tail && part->limit != UINT64_MAX ? tail_fork(tail) : NULL;
	pthread_mutex_lock(&readers->lock);
	part->seed = seed;
	part->seeded = true;
	pthread_cond_broadcast(&readers->seeded);
	pthread_mutex_unlock(&readers->lock);
}

/* What follows a large file's first part learns from it what it knows by then. */
static struct tail *fork_seed(struct readers *readers, struct part *first)
{
	pthread_mutex_lock(&readers->lock);
	while (!first->seeded && !readers->stopping)
		pthread_cond_wait(&readers->seeded, &readers->lock);
	struct tail *seed = first->seed;
	pthread_mutex_unlock(&readers->lock);
	struct tail *fork = seed ? tail_fork(seed) : NULL;
	pthread_mutex_lock(&readers->lock);
	if (!--first->unbegun) {
		tail_free(first->seed);
		first->seed = NULL;
	}
	pthread_mutex_unlock(&readers->lock);
	return fork;
}

static struct tail *fork_at(struct readers *readers, const struct part *part)
{
	struct tail *tail = fork_seed(readers, &readers->parts[part->first]);
	if (!tail || tail_seek(tail, part->from))
		return tail;
	tail_free(tail);
	return NULL;
}

/* A tail that stands at the begin of the part. NULL when there is none to be had. */
static struct tail *begin_part(struct readers *readers, const struct part *part, struct reader *reader)
{
	const struct readers_file *file = &readers->files[part->file];
	struct tail *tail = part->from ? reader_take(reader, fork_at(readers, part))
	                               : reader_open(reader, file->path, file->number);
	if (tail)
		tail_limit(tail, part->limit);
	return tail;
}

/* The first batch of a file with several parts is a small one, since they wait for it. */
static struct batch *read_some(struct readers *readers, struct part *part, struct tail *tail)
{
	bool seeds = !part->from && !part->seeded;
	uint64_t budget = readers->plan.budget;
	if (seeds && part->limit != UINT64_MAX && budget > SEED)
		budget = SEED;
	struct batch *batch = tail ? tail_read(tail, budget) : NULL;
	if (seeds)
		put_seed(readers, part, tail);
	return batch;
}

static void read_part(struct readers *readers, size_t number, struct reader *reader)
{
	struct part *part = &readers->parts[number];
	struct tail *tail = begin_part(readers, part, reader);
	uint64_t limit = part->limit;
	bool done = !tail && part->from; /* the part before it will go on */
	bool at_end = false;
	while (!done && wait_for_room(readers, number)) {
		struct batch *batch = read_some(readers, part, tail);
		if (batch && batch->restart)
			limit = UINT64_MAX;
		at_end = batch && batch->caught_up;
		done = !batch || at_end || tail_offset(tail) >= limit;
		pthread_mutex_lock(&readers->lock);
		put(readers, number, batch);
		pthread_mutex_unlock(&readers->lock);
	}
	if (!part->from && !part->seeded)
		put_seed(readers, part, NULL); /* nobody needs it: let them know */
	if (at_end) { /* small files are many, and what they knew is not small */
		reader_close(reader, tail);
		tail = NULL;
	} else if (tail) {
		tail_lend(tail, NULL);
	}
	pthread_mutex_lock(&readers->lock);
	part->tail = tail;
	part->ended = true;
	if (is_void(readers, number))
		discard(readers, part);
	if (!is_small(readers, number))
		tell(readers, number, 1);
	pthread_mutex_unlock(&readers->lock);
}

/* Reads small ones together: waking whoever waits takes longer than reading one. */
static void read_group(struct readers *readers, size_t first, size_t count, struct reader *reader)
{
	for (size_t i = 0; i < count; i++)
		read_part(readers, first + i, reader);
	pthread_mutex_lock(&readers->lock);
	tell(readers, first, count);
	pthread_mutex_unlock(&readers->lock);
}

/* Takes the next part; several where they are small. The number of parts; 0 when there are none left. */
static size_t take_group(struct readers *readers, size_t *first)
{
	uint64_t bytes = 0;
	pthread_mutex_lock(&readers->lock);
	size_t next = *first = readers->next;
	while (!readers->stopping && next < readers->count && (next == *first || is_small(readers, next)) && bytes < GROUP)
		bytes += readers->files[readers->parts[next++].file].size;
	readers->next = next;
	pthread_mutex_unlock(&readers->lock);
	return next - *first;
}

static void *run(void *context)
{
	struct readers *readers = context;
	struct reader reader = {0};
	size_t first, count;
	while ((count = take_group(readers, &first)) > 0)
		read_group(readers, first, count, &reader);
	reader_fini(&reader);
	return NULL;
}

/* ---- For the caller ------------------------------------------------------------ */

struct readers *readers_start(const struct readers_file *files, size_t count, const struct readers_plan *plan)
{
	struct readers *readers = data_alloc(1, sizeof *readers);
	if (!readers)
		return NULL;
	*readers = (struct readers){.files = files, .plan = *plan};
	pthread_mutex_init(&readers->lock, NULL);
	pthread_cond_init(&readers->arrived, NULL);
	pthread_cond_init(&readers->room, NULL);
	pthread_cond_init(&readers->seeded, NULL);
	bool cut = cut_files(readers, count);
	while (cut && readers->thread_count < plan->threads && readers->thread_count < MOST_THREADS &&
	       !pthread_create(&readers->threads[readers->thread_count], NULL, run, readers))
		readers->thread_count++;
	if (readers->thread_count)
		return readers;
	readers_stop(readers);
	return NULL;
}

/* It is the turn of another part, here or in the next file: who waits for room has some, or need not read on. */
static void pass(struct readers *readers, size_t part)
{
	size_t from = readers->turn;
	readers->turn = readers->covered = part;
	for (size_t i = from; i < part; i++)
		discard(readers, &readers->parts[i]);
	pthread_cond_broadcast(&readers->room);
}

static size_t last_part(const struct readers *readers)
{
	size_t last = readers->turn;
	while (readers->parts[last].limit != UINT64_MAX)
		last++;
	return last;
}

/* Draws the conclusions from a batch that the caller gets. */
static struct batch *taken(struct readers *readers, struct batch *batch)
{
	if (batch && batch->restart)
		readers->covered = last_part(readers); /* the others are of the file that was */
	if (batch && batch->caught_up)
		pass(readers, last_part(readers) + 1);
	return batch;
}

static struct batch *take(struct readers *readers, struct part *part)
{
	struct batch *batch = part->batches[part->taken++];
	if (readers->ahead > MOST_AHEAD) /* there may be room now, and it is another's turn */
		pthread_cond_broadcast(&readers->room);
	readers->ahead -= weight(batch);
	return taken(readers, batch);
}

/* Reads where no other part fits to the one whose turn it is. */
static struct batch *read_on(struct readers *readers, struct part *part)
{
	tail_limit(part->tail, readers->parts[readers->covered].limit);
	pthread_mutex_unlock(&readers->lock);
	struct batch *batch = tail_read(part->tail, readers->plan.budget);
	pthread_mutex_lock(&readers->lock);
	return taken(readers, batch);
}

/* From the part that has ended to the one that follows, if it begins there. False when that is not known yet. */
static bool go_on(struct readers *readers, struct part *part)
{
	struct part *next = &readers->parts[readers->covered + 1];
	if (!next->count && !next->ended && !next->failed)
		return false;
	if (next->count && !next->batches[0]->restart && next->batches[0]->begin == tail_offset(part->tail)) {
		pass(readers, readers->covered + 1);
		return true;
	}
	readers->covered++;
	discard(readers, next);
	pthread_cond_broadcast(&readers->room);
	return true;
}

/* False when nothing is to be had yet. */
static bool try_next(struct readers *readers, struct batch **out)
{
	do {
		struct part *part = &readers->parts[readers->turn];
		if (part->taken < part->count)
			return *out = take(readers, part), true;
		if (part->failed)
			return *out = NULL, true;
		if (!part->ended)
			return false;
		if (tail_offset(part->tail) < readers->parts[readers->covered].limit)
			return *out = read_on(readers, part), true;
	} while (go_on(readers, &readers->parts[readers->turn]));
	return false;
}

struct batch *readers_next(struct readers *readers)
{
	struct batch *batch;
	pthread_mutex_lock(&readers->lock);
	while (!try_next(readers, &batch)) {
		readers->waiting = true;
		pthread_cond_wait(&readers->arrived, &readers->lock);
		readers->waiting = false;
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
	pthread_cond_broadcast(&readers->seeded);
	pthread_mutex_unlock(&readers->lock);
	for (unsigned i = 0; i < readers->thread_count; i++)
		pthread_join(readers->threads[i], NULL);
	for (size_t i = 0; i < readers->count; i++) {
		tail_free(readers->parts[i].seed);
		discard(readers, &readers->parts[i]);
	}
	pthread_cond_destroy(&readers->seeded);
	pthread_cond_destroy(&readers->room);
	pthread_cond_destroy(&readers->arrived);
	pthread_mutex_destroy(&readers->lock);
	free(readers->parts);
	free(readers);
}
