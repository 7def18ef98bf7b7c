/* The process as a whole: fork(), exit(), SIGKILL. */
#define _DEFAULT_SOURCE   /* MAP_ANONYMOUS */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/write/place.h"
#include "write/record.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

/* ThreadSanitizer ends a child of a process with threads that starts one itself: there the children write themselves. */
#ifdef __SANITIZE_THREAD__
#define UNTHREADED true
#else
#define UNTHREADED false
#endif

/* AddressSanitizer's allocator may be locked by a thread that the child does not have. */
#ifdef __SANITIZE_ADDRESS__
#define CHILD_ALLOCATES false
#else
#define CHILD_ALLOCATES true
#endif

static void wait_for(pid_t child, int expected)
{
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, expected);
}

static char *file_of(pid_t pid)
{
	char part[32];
	snprintf(part, sizeof part, ".%ld.", (long)pid);
	return file_in("run", part);
}

static void record_some(struct tbr_writer *writer, int count)
{
	for (int i = 0; i < count; i++)
		if (tbr_scalar(writer, "x", i, 1))
			_exit(9);
}

static void test_child_has_a_file_of_its_own(void **state)
{
	struct tbr_writer *writer;
	const struct tbr_options options = {.flush_seconds = UNTHREADED ? -1 : 3600};
	assert_int_equal(tbr_open(&writer, "run", &options), 0);
	record_some(writer, 1000); /* nothing of it is in the file yet, all of it in the child's memory */
	pid_t child = fork();
	if (!child) {
		record_some(writer, 5);
		_exit(tbr_flush(writer) || tbr_close(writer));
	}
	wait_for(child, 0);
	record_some(writer, 10);
	assert_int_equal(tbr_close(writer), 0);
	char *own = file_of(getpid()), *others = file_of(child);
	assert_int_equal(records_count(own), 1011);
	assert_int_equal(records_count(others), 6);
	free(own);
	free(others);
}

/* Neither by recording nothing nor by exit(). */
static void test_child_that_records_nothing_leaves_nothing(void **state)
{
	struct tbr_writer *writer;
	assert_int_equal(tbr_open(&writer, "run", NULL), 0);
	record_some(writer, 3);
	for (int closes = 0; closes < 2; closes++) {
		pid_t child = fork();
		if (!child) {
			if (closes && (tbr_flush(writer) || tbr_sync(writer) || tbr_close(writer)))
				_exit(9);
			fclose(stdout); /* what cmocka has in it is the parent's to print */
			exit(0);
		}
		wait_for(child, 0);
		assert_null(file_of(child));
	}
	assert_int_equal(tbr_close(writer), 0);
	char *own = file_of(getpid());
	assert_int_equal(records_count(own), 4);
	free(own);
}

static void test_exit_writes_what_is_queued(void **state)
{
	pid_t child = fork();
	if (!child) {
		struct tbr_writer *writer;
		if (tbr_open(&writer, "run", NULL))
			_exit(9);
		record_some(writer, 20);
		fclose(stdout);
		exit(0);
	}
	wait_for(child, 0);
	char *path = file_of(child);
	assert_int_equal(records_count(path), 21);
	free(path);
}

struct busy {
	struct tbr_writer *writer;
	atomic_bool stop;
	atomic_size_t records;
};

static void *keep_recording(void *context)
{
	struct busy *busy = context;
	while (!atomic_load(&busy->stop)) {
		record_some(busy->writer, 10);
		atomic_fetch_add(&busy->records, 10);
	}
	return NULL;
}

/* Whatever the other threads hold at that moment, the child can record, and the parent loses nothing. */
static void test_fork_while_threads_record(void **state)
{
	struct busy busy = {0};
	pthread_t threads[2];
	if (!CHILD_ALLOCATES)
		skip();
	const struct tbr_options options = {.flush_seconds = UNTHREADED ? -1 : 0.0001, .queue_bytes = 4096};
	assert_int_equal(tbr_open(&busy.writer, "run", &options), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, keep_recording, &busy), 0);
	for (int i = 0; i < 30; i++) {
		pid_t child = fork();
		if (!child) {
			record_some(busy.writer, 7);
			_exit(tbr_close(busy.writer) != 0);
		}
		wait_for(child, 0);
		char *path = file_of(child);
		assert_int_equal(records_count(path), 8);
		free(path);
	}
	atomic_store(&busy.stop, true);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	char *path = strdup(tbr_path(busy.writer));
	assert_int_equal(tbr_close(busy.writer), 0);
	assert_int_equal(records_count(path), atomic_load(&busy.records) + 1);
	free(path);
}

/* ---- SIGKILL ---------------------------------------------------------------- */

#define KILLS 200
#define VICTIMS 3 /* threads */

/* In memory that the parent sees: how many records of a thread it was told are in the file. */
struct told {
	atomic_size_t flushed[VICTIMS];
};

struct victim {
	struct tbr_writer *writer;
	atomic_size_t *flushed;
	char tag;
};

static void *record_until_killed(void *context)
{
	static char text[40000];
	const struct victim *victim = context;
	const char tag[] = {victim->tag, 0};
	unsigned chance = (unsigned)victim->tag;
	memset(text, victim->tag, sizeof text - 1);
	for (size_t count = 1;; count++) {
		chance = chance * 1103515245 + 12345;
		if (chance >> 16 & 63 ? tbr_scalar(victim->writer, tag, 1, 1) : tbr_text(victim->writer, tag, 1, text))
			_exit(9);
		if (!(chance >> 24 & 31)) {
			if (tbr_flush(victim->writer))
				_exit(9);
			atomic_store(victim->flushed, count);
		}
	}
}

static void be_killed(struct told *told)
{
	struct victim victims[VICTIMS];
	struct tbr_writer *writer;
	pthread_t threads[VICTIMS];
	if (tbr_open(&writer, "run", &(struct tbr_options){.flush_seconds = 0.001}))
		_exit(9);
	for (int i = 0; i < VICTIMS; i++) {
		victims[i] = (struct victim){writer, &told->flushed[i], (char)('a' + i)};
		pthread_create(&threads[i], NULL, record_until_killed, &victims[i]);
	}
	for (;;)
		pause();
}

/* The tag of one letter follows wall time, step, and the keys and lengths of summary, value and tag. */
static char tag_of(const struct records *records)
{
	const uint8_t *at = records->payload + 9 + 2;
	for (int level = 0; level < 2; level++) {
		at++;
		while (*at++ & 0x80)
			;
	}
	return (char)at[2];
}

static void check_file(const char *path, const struct told *told)
{
	struct records records = records_of(path);
	size_t found[VICTIMS] = {0};
	bool version = records_next(&records);
	while (version && records_next(&records)) {
		int thread = tag_of(&records) - 'a';
		assert_in_range(thread, 0, VICTIMS - 1);
		found[thread]++;
	}
	for (int i = 0; i < VICTIMS; i++)
		assert_true(found[i] >= atomic_load(&told->flushed[i]));
	free(records.bytes);
}

static void test_killed_at_any_moment(void **state)
{
	struct told *told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t flushed = 0;
	assert_true(told != MAP_FAILED);
	for (int i = 0; i < KILLS; i++) {
		for (int thread = 0; thread < VICTIMS; thread++)
			atomic_store(&told->flushed[thread], 0);
		pid_t child = fork();
		if (!child)
			be_killed(told);
		nanosleep(&(struct timespec){.tv_nsec = (long)(i % 40) * 400000}, NULL);
		kill(child, SIGKILL);
		wait_for(child, SIGKILL);
		char *path = file_of(child);
		if (path)
			check_file(path, told);
		flushed += atomic_load(&told->flushed[0]);
		if (path)
			remove(path);
		free(path);
	}
	assert_true(flushed > 0);
	munmap(told, sizeof *told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACED(test_child_has_a_file_of_its_own), PLACED(test_child_that_records_nothing_leaves_nothing),
		PLACED(test_exit_writes_what_is_queued), PLACED(test_killed_at_any_moment),
		PLACED(test_fork_while_threads_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
