#include "feed/pool.h"

#include "base/alloc.h"
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

struct pool {
	uv_poll_t handle; /* of the pipe's read end */
	uv_file pipe[2];  /* a byte: something is done. */
	sem_t put;        /* for each work that was put; at the end for each thread */
	_Atomic(struct pool_work *) incoming, done; /* the newest first */
	atomic_uint users; /* threads, and the loop: the last one frees it */
	pthread_mutex_t taking; /* among threads: the loop never waits for it */
	struct pool_work *first; /* taken out of `incoming`, the oldest first */
	unsigned most, started, out; /* threads; work that is not back yet */
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

/* NULL at the end. */
static struct pool_work *await_work(struct pool *pool)
{
	while (sem_wait(&pool->put) < 0 && errno == EINTR) {
	}
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
	struct pool_work *work;
	while ((work = await_work(pool))) {
		if (!atomic_load(&work->cancelled))
			work->run(work);
		push(&pool->done, work);
		tell(pool);
	}
	leave(pool);
	return NULL;
}

/* ---- On the loop thread -------------------------------------------------------------------- */

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
}

struct pool *pool_new(uv_loop_t *loop, unsigned threads)
{
	struct pool *pool = xcalloc(1, sizeof *pool);
	pool->most = threads;
	pool->users = 1;
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

/* With fewer than one it would wait for ever. */
static void start_thread(struct pool *pool)
{
	pthread_attr_t attributes;
	pthread_t thread;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	atomic_fetch_add(&pool->users, 1);
	if (pthread_create(&thread, &attributes, work_on, pool) == 0) {
		pool->started++;
	} else if (pool->started == 0) {
		log_line("no thread can be started");
		abort();
	} else {
		atomic_fetch_sub(&pool->users, 1);
		pool->most = pool->started;
	}
	pthread_attr_destroy(&attributes);
}

void pool_put(struct pool *pool, struct pool_work *work)
{
	if (pool->out++ == 0)
		uv_ref((uv_handle_t *)&pool->handle);
	if (pool->out > pool->started && pool->started < pool->most)
		start_thread(pool);
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
	leave(pool);
	closed(context);
}

void pool_close(struct pool *pool, void (*closed)(void *context), void *context)
{
	pool->closed = closed;
	pool->context = context;
	for (unsigned i = 0; i < pool->started; i++)
		sem_post(&pool->put);
	uv_close((uv_handle_t *)&pool->handle, on_closed);
}
