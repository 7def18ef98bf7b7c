#include "feed/pool.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/worker.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define AGAIN 100 /* milliseconds until a thread is asked for again where there was none */

struct pool {
	uv_poll_t handle; /* of the pipe's read end */
	uv_timer_t again; /* for a first thread */
	uv_file pipe[2];  /* a byte: something is done. */
	sem_t put;        /* for each work that was put; at the end for each thread */
	_Atomic(struct pool_work *) incoming, done; /* the newest first */
	atomic_uint users; /* threads, and the loop: the last one frees it */
	pthread_mutex_t taking; /* among threads: the loop never waits for it */
	struct pool_work *first; /* taken out of `incoming`, the oldest first */
	atomic_uint started;    /* threads; a thread takes itself off, and tells */
	unsigned most, out;     /* threads; work that is not back yet */
	unsigned handles;       /* that are not closed yet */
	void (*closed)(void *context);
	void *context;
};

static void push(_Atomic(struct pool_work *) *list, struct pool_work *work)
{
	work->next = atomic_load(list);
	while (!atomic_compare_exchange_weak(list, &work->next, work)) {
	}
}

/* All of it, the oldest first. */
static struct pool_work *take_list(_Atomic(struct pool_work *) *list)
{
	struct pool_work *work = atomic_exchange(list, NULL), *turned = NULL;
	while (work) {
		struct pool_work *next = work->next;
		work->next = turned;
		turned = work;
		work = next;
	}
	return turned;
}

static void leave(struct pool *pool)
{
	if (atomic_fetch_sub(&pool->users, 1) > 1)
		return;
	close(pool->pipe[0]);
	close(pool->pipe[1]);
	sem_destroy(&pool->put);
	pthread_mutex_destroy(&pool->taking);
	free(pool);
}

/* ---- On a thread --------------------------------------------------------------------------- */

static struct timespec from_now(int milliseconds)
{
	struct timespec time;
	clock_gettime(CLOCK_REALTIME, &time);
	uint64_t nanoseconds = (uint64_t)time.tv_nsec + (uint64_t)milliseconds * (CLOCK_SECOND / 1000);
	time.tv_sec += (time_t)(nanoseconds / CLOCK_SECOND);
	time.tv_nsec = (long)(nanoseconds % CLOCK_SECOND);
	return time;
}

/* Until something is put. False when another thread should do it, or whatever is put later. */
static bool await_put(struct pool *pool)
{
	int rest = worker_rest();
	if (rest == 0)
		return false;
	struct timespec until = from_now(rest > 0 ? rest : 0);
	while ((rest < 0 ? sem_wait(&pool->put) : sem_timedwait(&pool->put, &until)) < 0)
		if (errno != EINTR)
			return false;
	return true;
}

/* NULL at the end. */
static struct pool_work *take_work(struct pool *pool)
{
	pthread_mutex_lock(&pool->taking);
	if (!pool->first)
		pool->first = take_list(&pool->incoming);
	struct pool_work *work = pool->first;
	if (work)
		pool->first = work->next;
	pthread_mutex_unlock(&pool->taking);
	return work;
}

/* A pipe that is full tells as well. */
static void tell(const struct pool *pool)
{
	while (write(pool->pipe[1], "", 1) < 0 && errno == EINTR) {
	}
}

static void *work_on(void *context)
{
	struct pool *pool = context;
	while (await_put(pool)) {
		struct pool_work *work = take_work(pool);
		if (!work) {
			leave(pool);
			return NULL;
		}
		if (!atomic_load(&work->cancelled))
			work->run(work);
		push(&pool->done, work);
		tell(pool);
	}
	atomic_fetch_sub(&pool->started, 1);
	tell(pool);
	leave(pool);
	return NULL;
}

/* ---- On the loop thread -------------------------------------------------------------------- */

static void on_again(uv_timer_t *timer);

/* Where none can be started others do the work, or it waits. */
static bool start_thread(struct pool *pool)
{
	pthread_attr_t attributes;
	pthread_t thread;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	atomic_fetch_add(&pool->users, 1);
	atomic_fetch_add(&pool->started, 1);
	bool works = pthread_create(&thread, &attributes, work_on, pool) == 0;
	pthread_attr_destroy(&attributes);
	if (works)
		return true;
	atomic_fetch_sub(&pool->users, 1);
	if (atomic_fetch_sub(&pool->started, 1) == 1) {
		log_line("no thread can be started");
		uv_timer_start(&pool->again, on_again, AGAIN, 0);
	}
	return false;
}

/* One for each work, up to the most. Also when a thread took itself off: what was put meanwhile may have none. */
static void have_threads(struct pool *pool)
{
	unsigned started;
	while ((started = atomic_load(&pool->started)) < pool->out && started < pool->most && start_thread(pool)) {
	}
}

static void on_again(uv_timer_t *timer)
{
	have_threads(timer->data);
}

/* What is told while it is at work is read before the list is taken, or calls it again. */
static void on_told(uv_poll_t *handle, int status, int events)
{
	struct pool *pool = handle->data;
	char bytes[256];
	while (read(pool->pipe[0], bytes, sizeof bytes) < 0 && errno == EINTR) {
	}
	struct pool_work *next;
	for (struct pool_work *work = take_list(&pool->done); work; work = next) {
		next = work->next;
		if (--pool->out == 0)
			uv_unref((uv_handle_t *)&pool->handle);
		work->back(work); /* frees the work; with the last one the pool may be closed */
	}
	have_threads(pool);
}

struct pool *pool_new(uv_loop_t *loop, unsigned threads)
{
	struct pool *pool = xcalloc(1, sizeof *pool);
	pool->most = threads;
	pool->users = 1;
	pool->handles = 2;
	uv_timer_init(loop, &pool->again);
	pool->again.data = pool;
	if (uv_pipe(pool->pipe, UV_NONBLOCK_PIPE, UV_NONBLOCK_PIPE) ||
	    uv_poll_init(loop, &pool->handle, pool->pipe[0])) {
		log_line("no descriptor for what workers tell");
		abort();
	}
	sem_init(&pool->put, 0, 0);
	pthread_mutex_init(&pool->taking, NULL);
	pool->handle.data = pool;
	uv_poll_start(&pool->handle, UV_READABLE, on_told);
	uv_unref((uv_handle_t *)&pool->handle);
	return pool;
}

void pool_put(struct pool *pool, struct pool_work *work)
{
	if (pool->out++ == 0)
		uv_ref((uv_handle_t *)&pool->handle);
	have_threads(pool);
	push(&pool->incoming, work);
	sem_post(&pool->put);
}

void pool_cancel(struct pool_work *work)
{
	atomic_store(&work->cancelled, true);
}

static void on_closed(uv_handle_t *handle)
{
	struct pool *pool = handle->data;
	void (*closed)(void *) = pool->closed;
	void *context = pool->context;
	if (--pool->handles > 0)
		return;
	leave(pool);
	closed(context);
}

void pool_close(struct pool *pool, void (*closed)(void *context), void *context)
{
	pool->closed = closed;
	pool->context = context;
	for (unsigned i = atomic_load(&pool->started); i > 0; i--)
		sem_post(&pool->put);
	uv_close((uv_handle_t *)&pool->handle, on_closed);
	uv_close((uv_handle_t *)&pool->again, on_closed);
}
