#define _GNU_SOURCE /* PTHREAD_MUTEX_ADAPTIVE_NP */
#include "write/outbox.h"

#include "base/clock.h"
#include "write/event_file.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

#define SECOND 1000000000u
#define RETRY_NS SECOND          /* after an error, when nobody asks for a flush */
#define TAKE ((size_t)256 * 1024) /* so much is written whatever the time */
#define STACK ((size_t)256 * 1024)

static bool is_full_enough(const struct outbox *outbox)
{
	size_t take = outbox->most / 4 < TAKE ? outbox->most / 4 : TAKE;
	return outbox->waiting.length >= take;
}

static bool has_work(const struct outbox *outbox)
{
	return outbox->written < outbox->put;
}

static void init_conditions(struct outbox *outbox)
{
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC); /* a wall clock may be set */
	pthread_cond_init(&outbox->work, &monotonic);
	pthread_cond_init(&outbox->done, NULL);
	pthread_condattr_destroy(&monotonic);
}

/* It is held for some ten nanoseconds: to spin for it is less than to sleep, by half where threads do nothing else. */
static void init_lock(struct outbox *outbox)
{
	pthread_mutexattr_t adaptive;
	pthread_mutexattr_init(&adaptive);
	pthread_mutexattr_settype(&adaptive, PTHREAD_MUTEX_ADAPTIVE_NP);
	pthread_mutex_init(&outbox->lock, &adaptive);
	pthread_mutexattr_destroy(&adaptive);
}

void outbox_init(struct outbox *outbox, int fd, const struct tbr_options *options)
{
	*outbox = (struct outbox){.fd = fd, .flush_seconds = options->flush_seconds, .most = options->queue_bytes,
		.when_full = options->when_full};
	init_lock(outbox);
	init_conditions(outbox);
}

void outbox_fini(struct outbox *outbox)
{
	bytes_fini(&outbox->waiting);
	bytes_fini(&outbox->taken);
	pthread_cond_destroy(&outbox->work);
	pthread_cond_destroy(&outbox->done);
	pthread_mutex_destroy(&outbox->lock);
}

/* ---- Writing; the lock is held --------------------------------------------- */

/* For what is put from now on. */
static uint64_t next_due(const struct outbox *outbox)
{
	return clock_mono() + (outbox->flush_seconds > 0 ? (uint64_t)(outbox->flush_seconds * SECOND) : 0);
}

static void take(struct outbox *outbox)
{
	struct bytes empty = outbox->taken;
	if (empty.capacity > outbox->most) /* one large record should not be paid for ever */
		bytes_fini(&empty);
	empty.length = 0;
	outbox->taken = outbox->waiting;
	outbox->waiting = empty;
	outbox->taken_done = 0;
	outbox->due = next_due(outbox);
}

/* The thread writes without the lock: nobody else touches what is taken. Without a thread the lock is kept. */
static void attempt(struct outbox *outbox)
{
	if (outbox->taken_done == outbox->taken.length)
		take(outbox);
	size_t before = outbox->taken_done, done = before;
	if (outbox->running)
		pthread_mutex_unlock(&outbox->lock);
	int error = event_file_write(outbox->fd, outbox->taken.data, outbox->taken.length, &done);
	if (outbox->running)
		pthread_mutex_lock(&outbox->lock);
	outbox->taken_done = done;
	outbox->written += done - before;
	outbox->error = error;
	if (error) {
		outbox->failures++;
		outbox->wanted = outbox->written; /* who waits is told of the error */
		outbox->due = clock_mono() + RETRY_NS;
	}
	pthread_cond_broadcast(&outbox->done);
}

static bool is_due(const struct outbox *outbox)
{
	if (outbox->ending || outbox->wanted > outbox->written)
		return true;
	if (!has_work(outbox))
		return false;
	return (!outbox->error && is_full_enough(outbox)) || clock_mono() >= outbox->due;
}

static void wait_for_work(struct outbox *outbox)
{
	if (!has_work(outbox)) {
		pthread_cond_wait(&outbox->work, &outbox->lock);
		return;
	}
	struct timespec until = {(time_t)(outbox->due / SECOND), (long)(outbox->due % SECOND)};
	pthread_cond_timedwait(&outbox->work, &outbox->lock, &until);
}

static void *work(void *context)
{
	struct outbox *outbox = context;
	pthread_mutex_lock(&outbox->lock);
	do {
		while (!is_due(outbox))
			wait_for_work(outbox);
		if (has_work(outbox))
			attempt(outbox);
	} while (!outbox->ending || (has_work(outbox) && !outbox->error));
	pthread_mutex_unlock(&outbox->lock);
	return NULL;
}

/* Signals are for the program's own threads. */
static bool start(struct outbox *outbox)
{
	sigset_t all, before;
	pthread_attr_t attributes;
	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	outbox->running = !pthread_create(&outbox->thread, &attributes, work, outbox);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return outbox->running;
}

/* ---- Putting; the lock is held --------------------------------------------- */

static bool has_room(const struct outbox *outbox, size_t size)
{
	uint64_t under_way = outbox->put - outbox->written;
	return !under_way || (under_way <= outbox->most && size <= outbox->most - under_way);
}

static bool has_thread(struct outbox *outbox)
{
	return outbox->running || (outbox->flush_seconds >= 0 && start(outbox));
}

static int write_all(struct outbox *outbox)
{
	int error = 0;
	while (has_work(outbox) && !error) {
		attempt(outbox);
		error = outbox->error;
	}
	return error;
}

static int wait_for_room(struct outbox *outbox, size_t size, size_t count)
{
	while (!has_room(outbox, size)) {
		if (outbox->when_full == TBR_DROP) {
			outbox->dropped += count;
			return -EAGAIN;
		}
		if (outbox->error)
			return outbox->error;
		outbox->wanted = outbox->put;
		pthread_cond_signal(&outbox->work);
		pthread_cond_wait(&outbox->done, &outbox->lock);
	}
	return 0;
}

/* The thread must know of the first record, to keep the time, and when there is enough; more often is a waste. */
static int append(struct outbox *outbox, const uint8_t *records, size_t size)
{
	bool first = !has_work(outbox), was_enough = is_full_enough(outbox);
	bytes_append(&outbox->waiting, records, size);
	if (outbox->waiting.failed) {
		outbox->waiting.failed = false;
		return -ENOMEM;
	}
	outbox->put += size;
	if (first)
		outbox->due = next_due(outbox);
	if (outbox->running && (first || (!was_enough && is_full_enough(outbox))))
		pthread_cond_signal(&outbox->work);
	return 0;
}

/* Waits for the thread; 0 when all is written. */
static int wait_for_thread(struct outbox *outbox)
{
	uint64_t target = outbox->put;
	unsigned failures = outbox->failures;
	if (target > outbox->wanted)
		outbox->wanted = target;
	pthread_cond_signal(&outbox->work);
	while (outbox->written < target && outbox->failures == failures)
		pthread_cond_wait(&outbox->done, &outbox->lock);
	return outbox->written < target ? outbox->error : 0;
}

/* ---- For others ------------------------------------------------------------ */

int outbox_put(struct outbox *outbox, const uint8_t *records, size_t size, size_t count)
{
	pthread_mutex_lock(&outbox->lock);
	bool threaded = has_thread(outbox);
	if (!threaded)
		write_all(outbox); /* what failed before; how it went shows in the room that there is */
	int error = wait_for_room(outbox, size, count);
	if (!error)
		error = append(outbox, records, size);
	if (!error && !threaded)
		error = write_all(outbox);
	pthread_mutex_unlock(&outbox->lock);
	return error;
}

int outbox_flush(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
	int error = outbox->running ? wait_for_thread(outbox) : write_all(outbox);
	pthread_mutex_unlock(&outbox->lock);
	return error;
}

int outbox_end(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
	bool threaded = outbox->running;
	outbox->ending = true;
	pthread_cond_signal(&outbox->work);
	pthread_mutex_unlock(&outbox->lock);
	if (threaded)
		pthread_join(outbox->thread, NULL);
	outbox->running = false;
	return threaded && !has_work(outbox) ? 0 : outbox_flush(outbox);
}

uint64_t outbox_dropped(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
	uint64_t dropped = outbox->dropped;
	pthread_mutex_unlock(&outbox->lock);
	return dropped;
}

/* ---- Around fork() --------------------------------------------------------- */

void outbox_before_fork(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
}

void outbox_after_fork(struct outbox *outbox)
{
	pthread_mutex_unlock(&outbox->lock);
}

/* The lock is this thread's since before the fork; who waited for the conditions is not here. */
void outbox_in_child(struct outbox *outbox)
{
	init_conditions(outbox);
	outbox->fd = -1;
	outbox->running = outbox->ending = false;
	outbox->waiting.length = outbox->taken.length = outbox->taken_done = 0;
	outbox->put = outbox->written = outbox->wanted = 0;
	outbox->failures = 0;
	outbox->error = 0;
	outbox->dropped = 0;
	pthread_mutex_unlock(&outbox->lock);
}
