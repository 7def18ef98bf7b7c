/* Many threads, one file: what waits, what is dropped, what is told. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "unit/write/place.h"
#include "write/record.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#define THREADS 4
#define RECORDS 5000

static void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

struct recorder {
	struct tbr_writer *writer;
	char tag;
	int error;
};

static void *record(void *context)
{
	struct recorder *recorder = context;
	const char tag[] = {recorder->tag, 0};
	tbr_use(recorder->writer); /* this thread's alone */
	for (int64_t step = 1; step <= RECORDS && !recorder->error; step++)
		recorder->error = tbr_scalar(NULL, tag, step, (float)step);
	return NULL;
}

static int64_t varint(const uint8_t *at)
{
	uint64_t value = 0;
	int shift = 0;
	do
		value |= (uint64_t)(*at & 0x7f) << shift;
	while (shift += 7, *at++ & 0x80);
	return (int64_t)value;
}

/* Of a scalar's event, wall time and step are in front, the tag of one letter is 6 bytes from the end. */
static void check_order(const char *path, int64_t *last)
{
	struct records records = records_of(path);
	assert_true(records_next(&records)); /* the version */
	while (records_next(&records)) {
		int thread = records.payload[records.length - 6] - 'a';
		assert_in_range(thread, 0, THREADS - 1);
		assert_int_equal(varint(records.payload + 10), ++last[thread]);
	}
	assert_int_equal(records.at, records.size);
	free(records.bytes);
}

static void record_by_threads(const struct tbr_options *options)
{
	struct recorder recorders[THREADS];
	pthread_t threads[THREADS];
	struct tbr_writer *writer;
	int64_t last[THREADS] = {0};
	assert_int_equal(tbr_open(&writer, "run", options), 0);
	char *path = strdup(tbr_path(writer));
	for (int i = 0; i < THREADS; i++) {
		recorders[i] = (struct recorder){writer, (char)('a' + i), 0};
		assert_int_equal(pthread_create(&threads[i], NULL, record, &recorders[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(recorders[i].error, 0);
	}
	assert_int_equal(tbr_close(writer), 0);
	check_order(path, last);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(last[i], RECORDS);
	free(path);
}

static void test_all_is_there_in_order(void **state)
{
	record_by_threads(NULL);
	record_by_threads(&(struct tbr_options){.queue_bytes = 300, .flush_seconds = 0.001});
	record_by_threads(&(struct tbr_options){.flush_seconds = -1});
}

/* ---- Batons: what is recorded after another record comes after it in the file, whichever thread does it ---- */

#define BATONS 20000

struct relay {
	struct tbr_writer *writer;
	atomic_int turn;
};

struct runner {
	struct relay *relay;
	int number;
	int error;
};

static void *run_relay(void *context)
{
	struct runner *runner = context;
	for (int step = runner->number + 1; step <= BATONS && !runner->error; step += THREADS) {
		while (atomic_load(&runner->relay->turn) != step - 1)
			sched_yield();
		runner->error = tbr_scalar(runner->relay->writer, "a", step, 1);
		atomic_store(&runner->relay->turn, step);
	}
	return NULL;
}

static void test_order_across_threads(void **state)
{
	struct runner runners[THREADS];
	pthread_t threads[THREADS];
	struct relay relay = {0};
	int64_t last[THREADS] = {0};
	assert_int_equal(tbr_open(&relay.writer, "run", &(struct tbr_options){.queue_bytes = 40000}), 0);
	for (int i = 0; i < THREADS; i++) {
		runners[i] = (struct runner){&relay, i, 0};
		assert_int_equal(pthread_create(&threads[i], NULL, run_relay, &runners[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(runners[i].error, 0);
	}
	assert_int_equal(tbr_flush(relay.writer), 0);
	check_order(tbr_path(relay.writer), last);
	assert_int_equal(last[0], BATONS);
	assert_int_equal(tbr_close(relay.writer), 0);
}

/* ---- Drops of many threads are counted to the last one -------------------------------------------------- */

struct dropper {
	struct tbr_writer *writer;
	size_t taken, dropped;
	int error;
};

static void *record_or_drop(void *context)
{
	struct dropper *dropper = context;
	for (int step = 0; step < RECORDS && !dropper->error; step++) {
		int error = tbr_scalar(dropper->writer, "x", step, 1);
		dropper->taken += !error;
		dropper->dropped += error == -EAGAIN;
		dropper->error = error == -EAGAIN ? 0 : error;
	}
	return NULL;
}

static void test_threads_drop_and_count(void **state)
{
	struct dropper droppers[THREADS];
	pthread_t threads[THREADS];
	struct tbr_writer *writer;
	const struct tbr_options options = {.queue_bytes = 2000, .when_full = TBR_DROP};
	size_t taken = 0, dropped = 0;
	assert_int_equal(tbr_open(&writer, "run", &options), 0);
	for (int i = 0; i < THREADS; i++) {
		droppers[i] = (struct dropper){.writer = writer};
		assert_int_equal(pthread_create(&threads[i], NULL, record_or_drop, &droppers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(droppers[i].error, 0);
		taken += droppers[i].taken;
		dropped += droppers[i].dropped;
	}
	assert_int_equal(taken + dropped, THREADS * RECORDS);
	assert_true(dropped > 0);
	assert_int_equal(tbr_dropped(writer), dropped);
	assert_int_equal(tbr_flush(writer), 0);
	assert_int_equal(records_count(tbr_path(writer)), taken + 1);
	assert_int_equal(tbr_close(writer), 0);
}

/* ---- When it is written ---------------------------------------------------------------------------------- */

static size_t size_of(const char *path)
{
	struct stat found;
	assert_int_equal(stat(path, &found), 0);
	return (size_t)found.st_size;
}

static void test_flushes_by_time(void **state)
{
	struct tbr_writer *writer;
	struct tbr_options options = {.flush_seconds = 0.02};
	assert_int_equal(tbr_open(&writer, "run", &options), 0);
	size_t size = size_of(tbr_path(writer));
	for (int round = 0; round < 3; round++) {
		assert_int_equal(tbr_scalar(writer, "x", round, 1), 0);
		for (int tries = 0; size_of(tbr_path(writer)) == size; tries++) {
			assert_true(tries < 5000);
			sleep_ms(1);
		}
		size = size_of(tbr_path(writer));
	}
	assert_int_equal(tbr_close(writer), 0);
}

#define EVERY 0.05 /* seconds */

/* What comes while the file is written waits for its own time: a loop without an end is not written record by record. */
static void test_flushes_no_more_often(void **state)
{
	struct tbr_writer *writer;
	struct tbr_options options = {.flush_seconds = EVERY};
	assert_int_equal(tbr_open(&writer, "run", &options), 0);
	size_t size = size_of(tbr_path(writer)), now;
	uint64_t begin = clock_mono(), changed = begin, quiet = 0;
	for (int i = 0; clock_mono() - begin < 400000000; i++) {
		uint64_t until = clock_mono() + 20000;
		assert_int_equal(tbr_scalar(writer, "x", i, 1), 0);
		while (clock_mono() < until) {
			if ((now = size_of(tbr_path(writer))) == size)
				continue;
			/* A single write is seen to grow page by page: so what counts is the time between. */
			uint64_t rested = clock_mono() - changed;
			quiet += rested > EVERY * 1e9 / 2 ? rested : 0;
			changed += rested;
			size = now;
		}
	}
	assert_true(changed > begin);
	assert_true(quiet > (changed - begin) / 2);
	assert_int_equal(tbr_close(writer), 0);
}

/* An hour is far off, but a flush is at once. */
static void test_flush_and_sync(void **state)
{
	struct tbr_writer *writer;
	struct tbr_options options = {.flush_seconds = 3600};
	assert_int_equal(tbr_open(&writer, "run", &options), 0);
	for (size_t i = 1; i < 100; i++) {
		assert_int_equal(tbr_scalar(writer, "x", 1, 1), 0);
		assert_int_equal(i % 2 ? tbr_flush(writer) : tbr_sync(writer), 0);
		assert_int_equal(records_count(tbr_path(writer)), i + 1);
	}
	assert_int_equal(tbr_close(writer), 0);
}

/* Writing is made impossible, so that what is put stays on its way. */
static struct rlimit no_room(const char *path, size_t more)
{
	struct rlimit before, small;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = size_of(path) + more;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	return before;
}

static void test_full_queue_drops_and_counts(void **state)
{
	struct tbr_writer *writer;
	struct tbr_options options = {.queue_bytes = 1000, .when_full = TBR_DROP, .flush_seconds = 3600};
	assert_int_equal(tbr_open(&writer, "run", &options), 0);
	struct rlimit before = no_room(tbr_path(writer), 0);
	uint64_t taken = 0, dropped = 0;
	for (int i = 0; i < 100; i++) {
		int error = tbr_scalar(writer, "x", i, 1);
		assert_true(!error || error == -EAGAIN);
		*(error ? &dropped : &taken) += 1;
	}
	assert_true(taken > 10 && dropped > 10);
	assert_int_equal(tbr_dropped(writer), dropped);
	assert_int_equal(tbr_flush(writer), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	char *path = strdup(tbr_path(writer));
	assert_int_equal(tbr_close(writer), 0);
	assert_int_equal(records_count(path), taken + 1);
	free(path);
}

/* Blocking must not mean for ever: a disk that is full is told. It goes on within the record where it broke off. */
static void test_full_disk_is_told(void **state)
{
	struct tbr_writer *writer;
	struct tbr_options options = {.queue_bytes = 1000, .flush_seconds = 3600};
	assert_int_equal(tbr_open(&writer, "run", &options), 0);
	struct rlimit before = no_room(tbr_path(writer), 70);
	size_t taken = 0;
	int error = 0;
	while (!error && taken < 1000) {
		error = tbr_scalar(writer, "x", 1, 1);
		taken += !error;
	}
	assert_int_equal(error, -EFBIG);
	assert_int_equal(tbr_flush(writer), -EFBIG);
	assert_int_equal(tbr_dropped(writer), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(tbr_flush(writer), 0);
	assert_int_equal(records_count(tbr_path(writer)), taken + 1);
	assert_int_equal(tbr_scalar(writer, "x", 1, 1), 0);
	assert_int_equal(tbr_close(writer), 0);
}

static void *record_for_ever(void *context)
{
	for (int64_t step = 0;; step++) {
		tbr_scalar(context, "x", step, 1);
		if (step % 100 == 0)
			tbr_flush(context);
		pthread_testcancel();
	}
	return NULL;
}

/* Threads that are cancelled, wherever that is, take nothing with them that others need. */
static void test_cancelled_threads(void **state)
{
	struct tbr_writer *writer;
	pthread_t thread;
	for (int i = 0; i < 60; i++) {
		const struct tbr_options options = {.queue_bytes = 300, .flush_seconds = i % 3 ? 3600 : -1};
		void *result;
		assert_int_equal(tbr_open(&writer, "run", &options), 0);
		assert_int_equal(pthread_create(&thread, NULL, record_for_ever, writer), 0);
		nanosleep(&(struct timespec){.tv_nsec = i * 20000}, NULL);
		assert_int_equal(pthread_cancel(thread), 0);
		pthread_join(thread, &result);
		assert_ptr_equal(result, PTHREAD_CANCELED);
		assert_int_equal(tbr_scalar(writer, "x", 1, 1), 0);
		assert_int_equal(tbr_flush(writer), 0);
		assert_true(records_count(tbr_path(writer)) >= 2);
		assert_int_equal(tbr_close(writer), 0);
	}
}

static void test_close_tells_what_is_lost(void **state)
{
	struct tbr_writer *writer;
	assert_int_equal(tbr_open(&writer, "run", NULL), 0);
	assert_int_equal(tbr_scalar(writer, "x", 1, 1), 0);
	struct rlimit before = no_room(tbr_path(writer), 10);
	assert_int_equal(tbr_close(writer), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
}

/* A record that is larger than the queue goes alone. */
static void test_larger_than_the_queue(void **state)
{
	struct tbr_writer *writer;
	struct tbr_options options = {.queue_bytes = 100};
	static char text[100000];
	memset(text, 'x', sizeof text - 1);
	assert_int_equal(tbr_open(&writer, "run", &options), 0);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(tbr_scalar(writer, "x", i, 1), 0);
		assert_int_equal(tbr_text(writer, "text", i, text), 0);
	}
	assert_int_equal(tbr_flush(writer), 0);
	assert_int_equal(records_count(tbr_path(writer)), 41);
	assert_int_equal(tbr_close(writer), 0);
}

static void *use_nothing(void *context)
{
	return tbr_scalar(NULL, "x", 1, 1) == -EINVAL && !tbr_path(NULL) ? context : NULL;
}

static void test_default_writer(void **state)
{
	struct tbr_writer *train, *validation;
	pthread_t thread;
	void *other;
	assert_int_equal(tbr_scalar(NULL, "x", 1, 1), -EINVAL);
	assert_int_equal(tbr_text(NULL, "x", 1, ""), -EINVAL);
	assert_int_equal(tbr_flush(NULL), -EINVAL);
	assert_int_equal(tbr_sync(NULL), -EINVAL);
	assert_int_equal(tbr_open(&train, "train", NULL), 0);
	assert_int_equal(tbr_open(&validation, "validation", NULL), 0);
	assert_null(tbr_use(train));
	assert_int_equal(tbr_scalar(NULL, "x", 1, 1), 0);
	assert_ptr_equal(tbr_use(validation), train);
	assert_int_equal(tbr_scalar(NULL, "x", 1, 1), 0);
	assert_int_equal(tbr_scalar(NULL, "x", 2, 1), 0);
	assert_ptr_equal(tbr_use(train), validation);
	assert_int_equal(tbr_flush(NULL), 0);
	assert_int_equal(tbr_flush(validation), 0);
	assert_int_equal(records_count(tbr_path(NULL)), 2);
	assert_int_equal(records_count(tbr_path(validation)), 3);
	assert_int_equal(pthread_create(&thread, NULL, use_nothing, train), 0);
	pthread_join(thread, &other);
	assert_ptr_equal(other, train);
	assert_int_equal(tbr_close(train), 0);
	assert_null(tbr_use(NULL)); /* it is closed, so no longer the default */
	assert_int_equal(tbr_close(validation), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACED(test_all_is_there_in_order), PLACED(test_order_across_threads),
		PLACED(test_threads_drop_and_count), PLACED(test_flushes_by_time), PLACED(test_flushes_no_more_often),
		PLACED(test_flush_and_sync),
		PLACED(test_full_queue_drops_and_counts), PLACED(test_full_disk_is_told),
		PLACED(test_close_tells_what_is_lost), PLACED(test_cancelled_threads), PLACED(test_larger_than_the_queue), PLACED(test_default_writer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
