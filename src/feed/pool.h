/*
 * Threads for long work, beside libuv's: with those the loop, and so a key,
 * waits for workers now and then. To hand out work takes a lock and signals a
 * condition, which waits for those that it woke before; what is done comes back
 * over another lock. Workers give way to all others (base/worker.h), so one
 * that is to let go of such a thing may not run for tens of milliseconds.
 *
 * Here the loop takes no lock and waits for nobody: lists go over in one
 * exchange, a semaphore and a pipe tell of them. A thread that gave way and has
 * little to do any more makes room for a fresh one, as there is no way back for
 * it. All functions on the loop thread.
 */
#ifndef TBTOP_FEED_POOL_H
#define TBTOP_FEED_POOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <uv.h>

struct pool;

/* A part of whatever is to be done; it stays where it is until it is back. */
struct pool_work {
	struct pool_work *next; /* the pool's */
	void (*run)(struct pool_work *work);  /* on a thread, which may not touch the pool */
	void (*back)(struct pool_work *work); /* on the loop thread, when it ran or was cancelled */
	atomic_bool cancelled;
};

/* Threads start when there is work for them, at most so many. Where the system has none, it waits until there is one. */
struct pool *pool_new(uv_loop_t *loop, unsigned threads);
void pool_put(struct pool *pool, struct pool_work *work);
/* It comes back without having run, unless a thread has begun with it. */
void pool_cancel(struct pool_work *work);
/* When all that was put is back. `closed` is called when the pool's handle is gone from the loop. */
void pool_close(struct pool *pool, void (*closed)(void *context), void *context);

#endif
