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

static uint64_t put_of(const struct outbox *outbox)
{
	return atomic_load(&outbox->waiting.put);
}

static uint64_t written_of(const struct outbox *outbox)
{
	return atomic_load(&outbox->waiting.written);
}

/* That what was put up to that place, and is not taken, is worth a write. */
static bool is_full_enough(const struct outbox *outbox, uint64_t place)
{
	size_t most = outbox->waiting.most, enough = most / 4 < TAKE ? most / 4 : TAKE;
	uint64_t taken = atomic_load(&outbox->waiting.taken);
	return place > taken && place - taken >= enough;
}

static bool has_work(const struct outbox *outbox)
{
	return written_of(outbox) < put_of(outbox);
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

void outbox_init(struct outbox *outbox, int fd, const struct tbr_options *options)
{
	*outbox = (struct outbox){.fd = fd, .flush_seconds = options->flush_seconds, .when_full = options->when_full};
	shards_init(&outbox->waiting, options->queue_bytes);
	pthread_mutex_init(&outbox->lock, NULL);
	init_conditions(outbox);
}

void outbox_fini(struct outbox *outbox)
{
	shards_fini(&outbox->waiting);
	bytes_fini(&outbox->taken);
	pthread_cond_destroy(&outbox->work);
	pthread_cond_destroy(&outbox->done);
	pthread_mutex_destroy(&outbox->lock);
}

/* ---- The lock ---------------------------------------------------------------- */

/* For what waits or writes: a thread that is cancelled in there would leave with the lock. What leave() wants to know. */
static int enter(struct outbox *outbox)
{
	int cancellable;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancellable);
	pthread_mutex_lock(&outbox->lock);
	return cancellable;
}

static void leave(struct outbox *outbox, int cancellable)
{
	pthread_mutex_unlock(&outbox->lock);
	pthread_setcancelstate(cancellable, NULL);
}

/* ---- Writing; the lock is held --------------------------------------------- */

/* For what is put from now on. */
static uint64_t next_due(const struct outbox *outbox)
{
	return clock_mono() + (outbox->flush_seconds > 0 ? (uint64_t)(outbox->flush_seconds * SECOND) : 0);
}

static int take(struct outbox *outbox)
{
	if (outbox->taken.capacity > outbox->waiting.most) /* one large record should not be paid for ever */
		bytes_fini(&outbox->taken);
	outbox->taken.length = outbox->taken_done = 0;
	outbox->due = next_due(outbox);
	return shards_take(&outbox->waiting, &outbox->taken);
}

/* The thread writes without the lock: nobody else touches what is taken. Without a thread the lock is kept. */
static int write_taken(struct outbox *outbox, size_t *done)
{
	bool threaded = atomic_load(&outbox->running);
	if (threaded)
		pthread_mutex_unlock(&outbox->lock);
	shards_fill(&outbox->waiting, &outbox->taken);
	int error = event_file_write(outbox->fd, outbox->taken.data, outbox->taken.length, done);
	if (threaded)
		pthread_mutex_lock(&outbox->lock);
	return error;
}

static void attempt(struct outbox *outbox)
{
	int error = outbox->taken_done == outbox->taken.length ? take(outbox) : 0;
	size_t done = outbox->taken_done;
	if (!error)
		error = write_taken(outbox, &done);
	atomic_fetch_add(&outbox->waiting.written, done - outbox->taken_done);
	outbox->taken_done = done;
	outbox->error = error;
	if (error) {
		outbox->failures++;
		outbox->wanted = written_of(outbox); /* who waits is told of the error */
		outbox->due = clock_mono() + RETRY_NS;
	}
	pthread_cond_broadcast(&outbox->done);
}

static bool is_due(const struct outbox *outbox)
{
	if (outbox->ending || outbox->wanted > written_of(outbox))
		return true;
	if (!has_work(outbox))
		return false;
	return (!outbox->error && is_full_enough(outbox, put_of(outbox))) || clock_mono() >= outbox->due;
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
	outbox->due = next_due(outbox); /* it may see a record before it is told of it */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool started = !pthread_create(&outbox->thread, &attributes, work, outbox);
	atomic_store(&outbox->running, started);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return started;
}

/* ---- Putting --------------------------------------------------------------- */

/* From here on it is known that there is none, or that there is one until the end. The lock is held. */
static bool has_thread(struct outbox *outbox)
{
	return atomic_load(&outbox->running) || (outbox->flush_seconds >= 0 && start(outbox));
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

/* The lock is held: what is written, and so room, comes only while this waits. */
static int put_when_room(struct outbox *outbox, const uint8_t *records, size_t size, uint64_t *place)
{
	int error;
	while ((error = shards_put(&outbox->waiting, records, size, place)) == -EAGAIN) {
		if (outbox->error)
			return outbox->error;
		outbox->wanted = put_of(outbox);
		pthread_cond_signal(&outbox->work);
		pthread_cond_wait(&outbox->done, &outbox->lock);
	}
	return error;
}

static int put(struct outbox *outbox, const uint8_t *records, size_t size, size_t count, uint64_t *place)
{
	int error = shards_put(&outbox->waiting, records, size, place);
	if (error != -EAGAIN)
		return error;
	if (outbox->when_full == TBR_DROP) {
		atomic_fetch_add(&outbox->dropped, count);
		return error;
	}
	int cancellable = enter(outbox);
	error = put_when_room(outbox, records, size, place);
	leave(outbox, cancellable);
	return error;
}

/*
 * The thread must know of the first record, to keep the time, and when there is enough; more often is a waste.
 * Either it sees what was put when it looks for work, or all before is written as seen from here.
 */
static void tell(struct outbox *outbox, uint64_t place, size_t size)
{
	bool first = written_of(outbox) >= place;
	bool enough = is_full_enough(outbox, place + size) && !is_full_enough(outbox, place);
	if (!first && !enough)
		return;
	pthread_mutex_lock(&outbox->lock);
	if (first)
		outbox->due = next_due(outbox);
	pthread_cond_signal(&outbox->work);
	pthread_mutex_unlock(&outbox->lock);
}

/* Waits for the thread; 0 when all is written. The lock is held. */
static int wait_for_thread(struct outbox *outbox)
{
	uint64_t target = put_of(outbox);
	unsigned failures = outbox->failures;
	if (target > outbox->wanted)
		outbox->wanted = target;
	pthread_cond_signal(&outbox->work);
	while (written_of(outbox) < target && outbox->failures == failures)
		pthread_cond_wait(&outbox->done, &outbox->lock);
	return written_of(outbox) < target ? outbox->error : 0;
}

/* ---- For others ------------------------------------------------------------ */

static int put_and_write(struct outbox *outbox, const uint8_t *records, size_t size, size_t count)
{
	write_all(outbox); /* what failed before; how it went shows in the room that there is */
	uint64_t place;
	int error = shards_put(&outbox->waiting, records, size, &place);
	if (error == -EAGAIN && outbox->when_full == TBR_DROP)
		atomic_fetch_add(&outbox->dropped, count);
	else if (error == -EAGAIN)
		error = outbox->error;
	return error ? error : write_all(outbox);
}

int outbox_put(struct outbox *outbox, const uint8_t *records, size_t size, size_t count)
{
	uint64_t place;
	if (!atomic_load_explicit(&outbox->running, memory_order_acquire)) {
		int cancellable = enter(outbox);
		bool threaded = has_thread(outbox);
		int error = threaded ? 0 : put_and_write(outbox, records, size, count);
		leave(outbox, cancellable);
		if (!threaded)
			return error;
	}
	int error = put(outbox, records, size, count, &place);
	if (!error)
		tell(outbox, place, size);
	return error;
}

static int flush(struct outbox *outbox)
{
	return atomic_load(&outbox->running) ? wait_for_thread(outbox) : write_all(outbox);
}

int outbox_flush(struct outbox *outbox)
{
	int cancellable = enter(outbox);
	int error = flush(outbox);
	leave(outbox, cancellable);
	return error;
}

int outbox_end(struct outbox *outbox)
{
	int cancellable = enter(outbox);
	bool threaded = atomic_load(&outbox->running);
	outbox->ending = true;
	pthread_cond_signal(&outbox->work);
	pthread_mutex_unlock(&outbox->lock);
	if (threaded)
		pthread_join(outbox->thread, NULL);
	pthread_mutex_lock(&outbox->lock);
	atomic_store(&outbox->running, false);
	int error = threaded && !has_work(outbox) ? 0 : flush(outbox);
	leave(outbox, cancellable);
	return error;
}

uint64_t outbox_dropped(struct outbox *outbox)
{
	return atomic_load(&outbox->dropped);
}

/* ---- Around fork() --------------------------------------------------------- */

void outbox_before_fork(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
	shards_lock(&outbox->waiting);
}

void outbox_after_fork(struct outbox *outbox)
{
	shards_unlock(&outbox->waiting);
	pthread_mutex_unlock(&outbox->lock);
}

/* The locks are this thread's since before the fork; who waited for the conditions is not here. */
void outbox_in_child(struct outbox *outbox)
{
	init_conditions(outbox);
	outbox->fd = -1;
	atomic_store(&outbox->running, false);
	outbox->ending = false;
	outbox->taken.length = outbox->taken_done = 0;
	outbox->wanted = 0;
	outbox->failures = 0;
	outbox->error = 0;
	atomic_store(&outbox->dropped, 0);
	shards_clear(&outbox->waiting);
	outbox_after_fork(outbox);
}
