#include "write/shards.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <time.h>

#define YIELDS 16     /* before who waits sleeps */
#define SLEEP_NS 50000

struct run {
	uint64_t place;
	size_t length;
};

/* ---- Holding a shard ---------------------------------------------------------- */

/*
 * For some ten nanoseconds, or while the process forks. No mutexes: a writer has eight of these, all are held at once,
 * of all writers around a fork, and ThreadSanitizer gives up on a thread that has more than 64.
 */
static bool try_hold(struct shard *shard)
{
	return !atomic_load_explicit(&shard->held, memory_order_relaxed) &&
	       !atomic_exchange_explicit(&shard->held, true, memory_order_acquire);
}

static void release(struct shard *shard)
{
	atomic_store_explicit(&shard->held, false, memory_order_release);
}

/* Who holds what this thread waits for may need its core, and have less of a right to it. */
static void rest(unsigned times)
{
	if (times < YIELDS)
		sched_yield();
	else
		nanosleep(&(struct timespec){.tv_nsec = SLEEP_NS}, NULL);
}

/* ---- Bytes of a shard; it is held, or they are the taker's -------------------- */

static void empty(struct shard_bytes *shard, size_t keep)
{
	if (shard->bytes.capacity > keep) /* one large record should not be paid for ever */
		bytes_fini(&shard->bytes);
	shard->bytes.length = shard->runs.length = 0;
}

static void fini(struct shard_bytes *shard)
{
	bytes_fini(&shard->bytes);
	bytes_fini(&shard->runs);
}

static size_t run_count(const struct shard_bytes *shard)
{
	return shard->runs.length / sizeof(struct run);
}

static struct run *runs_of(const struct shard_bytes *shard)
{
	return (struct run *)(void *)shard->runs.data;
}

/* What has a place must not fail any more, so the memory comes first. */
static uint8_t *make_room(struct shard_bytes *shard, size_t size)
{
	uint8_t *at = bytes_extend(&shard->bytes, size);
	if (at && bytes_extend(&shard->runs, sizeof(struct run)))
		return at;
	if (at)
		shard->bytes.length -= size;
	shard->bytes.failed = shard->runs.failed = false;
	return NULL;
}

static void give_back(struct shard_bytes *shard, size_t size)
{
	shard->bytes.length -= size;
	shard->runs.length -= sizeof(struct run);
}

/* While one thread alone records, all is one run. */
static void add_run(struct shard_bytes *shard, uint64_t place, size_t size)
{
	struct run *run = runs_of(shard) + run_count(shard) - 1;
	*run = (struct run){place, size};
	if (run_count(shard) > 1 && run[-1].place + run[-1].length == place) {
		run[-1].length += size;
		shard->runs.length -= sizeof *run;
	}
}

/* ---- Putting ------------------------------------------------------------------ */

/* A thread goes to the same one always, where its caches have it. */
static unsigned own_shard(void)
{
	static atomic_uint threads;
	static _Thread_local unsigned own; /* 0: not known yet */
	if (!own)
		own = atomic_fetch_add_explicit(&threads, 1, memory_order_relaxed) % SHARDS + 1;
	return own - 1;
}

/* Or to any other that is free: the order does not depend on it. */
static struct shard *hold_one(struct shards *shards)
{
	unsigned own = own_shard();
	for (unsigned times = 0;; rest(times++))
		for (unsigned i = 0; i < SHARDS; i++)
			if (try_hold(&shards->shards[(own + i) % SHARDS]))
				return &shards->shards[(own + i) % SHARDS];
}

static bool has_room(const struct shards *shards, uint64_t under_way, size_t size)
{
	return !under_way || (under_way <= shards->most && size <= shards->most - under_way);
}

/* In this order put is never less than written. Both move on: there is no room when there was none at one moment. */
static bool take_place(struct shards *shards, size_t size, uint64_t *place)
{
	for (;;) {
		uint_fast64_t written = atomic_load(&shards->written), put = atomic_load(&shards->put);
		*place = put;
		if (has_room(shards, put - written, size)) {
			if (atomic_compare_exchange_weak(&shards->put, &put, put + size))
				return true;
		} else if (written == atomic_load(&shards->written)) {
			return false;
		}
	}
}

int shards_put(struct shards *shards, const uint8_t *records, size_t size, uint64_t *place)
{
	struct shard *shard = hold_one(shards);
	uint8_t *at = make_room(&shard->waiting, size);
	int error = at ? 0 : -ENOMEM;
	if (at && take_place(shards, size, place)) {
		memcpy(at, records, size);
		add_run(&shard->waiting, *place, size);
	} else if (at) {
		give_back(&shard->waiting, size);
		error = -EAGAIN;
	}
	release(shard);
	return error;
}

/* ---- Taking -------------------------------------------------------------------- */

/* The only one that is not empty: its bytes are the stream. NULL: there are several. Locked. */
static struct shard_bytes *only_one(struct shards *shards)
{
	struct shard_bytes *only = NULL;
	for (int i = 0; i < SHARDS; i++) {
		struct shard_bytes *waiting = &shards->shards[i].waiting;
		if (waiting->bytes.length && only)
			return NULL;
		if (waiting->bytes.length)
			only = waiting;
	}
	return only;
}

static void swap_all(struct shards *shards)
{
	for (int i = 0; i < SHARDS; i++) {
		struct shard_bytes before = shards->spare[i];
		empty(&before, shards->most);
		shards->spare[i] = shards->shards[i].waiting;
		shards->shards[i].waiting = before;
	}
}

static void swap_one(struct shard_bytes *only, struct bytes *into)
{
	struct bytes before = *into;
	*into = only->bytes;
	only->bytes = before;
	only->runs.length = 0;
}

int shards_take(struct shards *shards, struct bytes *into)
{
	shards_lock(shards);
	uint64_t put = atomic_load(&shards->put);
	struct shard_bytes *only = only_one(shards);
	bool enough = only || bytes_extend(into, put - atomic_load(&shards->taken));
	if (only)
		swap_one(only, into);
	else if (enough)
		swap_all(shards);
	if (enough)
		atomic_store(&shards->taken, put);
	into->failed = false;
	shards_unlock(shards);
	return enough ? 0 : -ENOMEM;
}

/* Copies runs to where they belong; `base` is the place where `into` begins. */
static void spread(const struct shard_bytes *from, uint64_t base, struct bytes *into)
{
	const struct run *runs = runs_of(from);
	const uint8_t *bytes = from->bytes.data;
	for (size_t i = 0; i < run_count(from); i++) {
		memcpy(into->data + (runs[i].place - base), bytes, runs[i].length);
		bytes += runs[i].length;
	}
}

void shards_fill(struct shards *shards, struct bytes *into)
{
	uint64_t base = atomic_load(&shards->taken) - into->length;
	for (int i = 0; i < SHARDS; i++) {
		spread(&shards->spare[i], base, into);
		shards->spare[i].bytes.length = shards->spare[i].runs.length = 0;
	}
}

/* ---- For others ----------------------------------------------------------------- */

void shards_init(struct shards *shards, size_t most)
{
	*shards = (struct shards){.most = most};
}

void shards_fini(struct shards *shards)
{
	for (int i = 0; i < SHARDS; i++) {
		fini(&shards->shards[i].waiting);
		fini(&shards->spare[i]);
	}
}

void shards_lock(struct shards *shards)
{
	for (int i = 0; i < SHARDS; i++)
		for (unsigned times = 0; !try_hold(&shards->shards[i]); times++)
			rest(times);
}

void shards_unlock(struct shards *shards)
{
	for (int i = 0; i < SHARDS; i++)
		release(&shards->shards[i]);
}

void shards_clear(struct shards *shards)
{
	for (int i = 0; i < SHARDS; i++) {
		empty(&shards->shards[i].waiting, shards->most);
		empty(&shards->spare[i], shards->most);
	}
	atomic_store(&shards->put, 0);
	atomic_store(&shards->taken, 0);
	atomic_store(&shards->written, 0);
}
