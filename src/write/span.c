#define _GNU_SOURCE /* pthread_getname_np, gettid */
#include "base/clock.h"
#include "write/bytes.h"
#include "write/record.h"
#include "write/ticks.h"
#include "write/utf8.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST_SPANS 1000000
#define BLOCK_SPANS 2048
#define DEPTH 64          /* of the stack at first */
#define DEEPEST 16384     /* deeper ones are lost */
#define NAME 64           /* bytes of a thread's name */
#define SHORTEST_NS 2000000u /* of a trace, so that a tick's length is known well */

struct ended {
	const char *name;
	uint64_t begin, end; /* ticks */
	int64_t step;
};

struct block {
	struct ended spans[BLOCK_SPANS];
	struct block *_Atomic next;
};

struct begun {
	const char *name;
	uint64_t begin;
	int64_t step;
};

/*
 * What a thread records. It alone writes; `count` is published after the spans
 * that it counts, so that the export can read them while the thread goes on. A
 * track outlives its thread, until tracing begins anew.
 */
struct track {
	struct track *next; /* of all; under the lock */
	atomic_bool orphan; /* its thread has ended */
	atomic_uint trace;  /* which one the rest belongs to */
	atomic_size_t count;
	_Atomic uint64_t lost;
	struct block *first, *last;
	size_t depth, capacity;
	struct begun *stack;
	char name[NAME];
};

static atomic_uint tracing; /* the number of the trace that is on; 0: none. The export of the one before is over. */
static atomic_size_t most;  /* spans a thread */
static _Thread_local struct track *own;

/* Under the lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct track *tracks;
static unsigned last_trace;
static unsigned unexported; /* the trace that is over, but could not be written; 0: none */
static struct moment began;
static double began_wall;

static pthread_key_t key; /* its destructor tells of a thread's end */
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ---- Tracks ---------------------------------------------------------------- */

static void thread_ended(void *track)
{
	own = NULL;
	atomic_store(&((struct track *)track)->orphan, true);
}

static void before_fork(void)
{
	pthread_mutex_lock(&lock);
}

static void after_fork(void)
{
	pthread_mutex_unlock(&lock);
}

/* The parent exports; here are none of its threads but this one. */
static void in_child(void)
{
	atomic_store(&tracing, 0);
	unexported = 0;
	for (struct track *track = tracks; track; track = track->next)
		atomic_store(&track->orphan, track != own);
	pthread_mutex_unlock(&lock);
}

static void prepare(void)
{
	pthread_key_create(&key, thread_ended);
	pthread_atfork(before_fork, after_fork, in_child);
}

static void free_track(struct track *track)
{
	for (struct block *block = track->first, *next; block; block = next) {
		next = atomic_load(&block->next);
		free(block);
	}
	free(track->stack);
	free(track);
}

static void free_orphans(void)
{
	for (struct track **link = &tracks; *link;) {
		struct track *track = *link;
		if (atomic_load(&track->orphan)) {
			*link = track->next;
			free_track(track);
		} else {
			link = &track->next;
		}
	}
}

/* As TensorFlow names them. The system cuts names off wherever, also within a letter. */
static void name_by_system(struct track *track)
{
	char name[32] = "thread"; /* when it knows none */
	pthread_getname_np(pthread_self(), name, sizeof name);
	utf8_copy(track->name, sizeof name, name);
	size_t length = strlen(track->name);
	snprintf(track->name + length, sizeof track->name - length, "/%ld", (long)gettid());
}

static struct track *new_track(void)
{
	struct track *track = calloc(1, sizeof *track);
	struct block *block = calloc(1, sizeof *block);
	if (!track || !block) {
		free(track);
		free(block);
		return NULL;
	}
	track->first = track->last = block;
	name_by_system(track);
	pthread_once(&once, prepare);
	pthread_setspecific(key, track);
	pthread_mutex_lock(&lock);
	track->next = tracks;
	tracks = track;
	pthread_mutex_unlock(&lock);
	return own = track;
}

/* The thread's track, emptied when it is of an earlier trace. NULL without memory. */
static struct track *track_of(unsigned trace)
{
	struct track *track = own ? own : new_track();
	if (track && atomic_load_explicit(&track->trace, memory_order_relaxed) != trace) {
		atomic_store_explicit(&track->count, 0, memory_order_relaxed);
		atomic_store_explicit(&track->lost, 0, memory_order_relaxed);
		track->depth = 0;
		track->last = track->first;
		atomic_store_explicit(&track->trace, trace, memory_order_release);
	}
	return track;
}

/* ---- Spans ----------------------------------------------------------------- */

/* What is deeper than one that had no room has none either: what ends is known by its depth. */
static bool has_room(struct track *track)
{
	if (track->depth < track->capacity)
		return true;
	size_t more = track->capacity ? track->capacity * 2 : DEPTH;
	struct begun *stack = track->depth > track->capacity || more > DEEPEST
		? NULL : realloc(track->stack, more * sizeof *stack);
	if (!stack)
		return false;
	track->stack = stack;
	track->capacity = more;
	return true;
}

static void begin(const char *name, int64_t step)
{
	unsigned trace = atomic_load_explicit(&tracing, memory_order_acquire);
	struct track *track = trace ? track_of(trace) : NULL;
	if (!track)
		return;
	if (has_room(track))
		track->stack[track->depth] = (struct begun){name, ticks_now(), step};
	track->depth++;
}

void tbr_span_begin(const char *name)
{
	begin(name, TBR_NO_STEP);
}

void tbr_span_begin_step(const char *name, int64_t step)
{
	begin(name, step);
}

/* The block for the span of that number. */
static struct block *block_for(struct track *track, size_t number)
{
	if (number % BLOCK_SPANS || !number)
		return track->last;
	struct block *next = atomic_load_explicit(&track->last->next, memory_order_relaxed);
	if (!next) {
		next = calloc(1, sizeof *next);
		atomic_store_explicit(&track->last->next, next, memory_order_release);
	}
	if (next)
		track->last = next;
	return next;
}

static void lose(struct track *track)
{
	atomic_fetch_add_explicit(&track->lost, 1, memory_order_relaxed);
}

static void keep(struct track *track, const struct begun *begun)
{
	size_t count = atomic_load_explicit(&track->count, memory_order_relaxed);
	struct block *block = count < atomic_load_explicit(&most, memory_order_relaxed) ? block_for(track, count) : NULL;
	if (!block) {
		lose(track);
		return;
	}
	block->spans[count % BLOCK_SPANS] = (struct ended){begun->name, begun->begin, ticks_now(), begun->step};
	atomic_store_explicit(&track->count, count + 1, memory_order_release);
}

void tbr_span_end(void)
{
	unsigned trace = atomic_load_explicit(&tracing, memory_order_acquire);
	struct track *track = trace ? track_of(trace) : NULL;
	if (!track || !track->depth)
		return;
	if (--track->depth < track->capacity)
		keep(track, &track->stack[track->depth]);
	else
		lose(track);
}

void tbr_thread_name(const char *name)
{
	struct track *track = own ? own : new_track();
	if (!track || !name)
		return;
	pthread_mutex_lock(&lock);
	utf8_copy(track->name, sizeof track->name, name);
	pthread_mutex_unlock(&lock);
}

/* ---- A trace ---------------------------------------------------------------- */

int tbr_trace_on(size_t given)
{
	pthread_once(&once, prepare); /* a child does not trace, also when nothing has begun before the fork */
	pthread_mutex_lock(&lock);
	int error = atomic_load(&tracing) ? -EALREADY : 0;
	if (!error) {
		unexported = 0;
		free_orphans();
		began = ticks_moment();
		began_wall = clock_wall();
		atomic_store(&most, given ? given : MOST_SPANS);
		last_trace += last_trace == UINT32_MAX ? 2 : 1; /* never 0 */
		atomic_store(&tracing, last_trace);
	}
	pthread_mutex_unlock(&lock);
	return error;
}

void tbr_trace_off(void)
{
	pthread_mutex_lock(&lock);
	atomic_store(&tracing, 0);
	unexported = 0;
	free_orphans();
	pthread_mutex_unlock(&lock);
}

/* Spans for the export. */
struct collection {
	struct bytes spans; /* struct tbr_span */
	int64_t base;       /* when the trace began: nanoseconds since 1970 */
	struct moment end;
	uint64_t lost;
};

static void collect_span(struct collection *into, const char *thread, const struct ended *span)
{
	struct tbr_span out = {.thread = thread, .name = span->name, .step = span->step};
	size_t length;
	if (utf8_length(span->name, &length)) { /* no reason to lose the others */
		into->lost++;
		return;
	}
	int64_t from = ticks_ns(span->begin, &began, &into->end);
	out.begin = into->base + from;
	out.duration = ticks_ns(span->end, &began, &into->end) - from;
	bytes_append(&into->spans, &out, sizeof out);
}

static void collect_track(struct collection *into, const struct track *track)
{
	size_t count = atomic_load_explicit(&track->count, memory_order_acquire);
	const struct block *block = track->first;
	for (size_t i = 0; i < count; i++) {
		if (i && i % BLOCK_SPANS == 0)
			block = atomic_load_explicit(&block->next, memory_order_acquire);
		collect_span(into, track->name, &block->spans[i % BLOCK_SPANS]);
	}
	into->lost += atomic_load_explicit(&track->lost, memory_order_relaxed);
}

/* A trace that is very short is made longer: the less time, the less is known of a tick. */
static struct moment end_moment(void)
{
	struct moment end = ticks_moment();
	while (end.ns - began.ns < SHORTEST_NS) {
		nanosleep(&(struct timespec){.tv_nsec = SHORTEST_NS}, NULL);
		end = ticks_moment();
	}
	return end;
}

static int export(const char *directory, const char *profile, unsigned trace, uint64_t *lost)
{
	struct collection all = {.base = (int64_t)(began_wall * 1e9), .end = end_moment()};
	for (const struct track *track = tracks; track; track = track->next)
		if (atomic_load_explicit(&track->trace, memory_order_acquire) == trace)
			collect_track(&all, track);
	if (lost)
		*lost = all.lost;
	int error = -ENOMEM;
	if (!all.spans.failed)
		error = tbr_profile(directory, profile, NULL, (const struct tbr_span *)(const void *)all.spans.data,
		                    all.spans.length / sizeof(struct tbr_span));
	bytes_fini(&all.spans);
	return error;
}

/* What took hours is not lost for want of a directory: it can be exported again. */
int tbr_trace_export(const char *directory, const char *profile, uint64_t *lost)
{
	int cancellable;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellable); /* nobody is to leave with the lock */
	pthread_mutex_lock(&lock);
	unsigned on = atomic_exchange(&tracing, 0), trace = on ? on : unexported;
	int error = trace ? export(directory, profile, trace, lost) : -EINVAL;
	unexported = error ? trace : 0;
	if (!error)
		free_orphans();
	pthread_mutex_unlock(&lock);
	pthread_setcancelstate(cancellable, NULL);
	return error;
}
