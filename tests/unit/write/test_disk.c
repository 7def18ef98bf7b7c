/* What the system does with what is written: names on the disk, limits, directories that go. */
#define _DEFAULT_SOURCE
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/write/place.h"
#include "write/record.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* ---- Names on the disk ----------------------------------------------------- */

/* In place of the system's: what was waited for, line by line, as seen from the test's directory. */
static char synced[1024];

int fsync(int fd)
{
	char link[64], path[512];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, path, sizeof path - 1);
	assert_true(length >= (ssize_t)strlen(place));
	path[length] = '\0';
	assert_memory_equal(path, place, strlen(place));
	size_t at = strlen(synced);
	snprintf(synced + at, sizeof synced - at, ".%s\n", path + strlen(place));
	return (int)syscall(SYS_fsync, fd);
}

/* Forgets the file's own, which is always the first. */
static const char *names_synced(const struct tbr_writer *writer)
{
	static char rest[sizeof synced];
	char *end = strchr(synced, '\n');
	const char *name = strrchr(tbr_path(writer), '/');
	assert_non_null(end);
	*end = '\0';
	assert_string_equal(strrchr(synced, '/'), name);
	snprintf(rest, sizeof rest, "%s", end + 1);
	synced[0] = '\0';
	return rest;
}

static void test_sync_has_the_name_once(void **state)
{
	struct tbr_writer *first, *second;
	synced[0] = '\0';
	assert_int_equal(mkdir("there", 0777), 0);
	assert_int_equal(tbr_open(&first, "there/a//b/", NULL), 0);
	assert_int_equal(tbr_flush(first), 0);
	assert_string_equal(synced, "");
	assert_int_equal(tbr_sync(first), 0);
	assert_string_equal(names_synced(first), "./there/a/b\n./there/a\n./there\n");
	assert_int_equal(tbr_sync(first), 0);
	assert_string_equal(names_synced(first), "");
	assert_int_equal(tbr_open(&second, "there/a/b", NULL), 0); /* nothing new above it */
	assert_int_equal(tbr_sync(second), 0);
	assert_string_equal(names_synced(second), "./there/a/b\n");
	assert_int_equal(tbr_close(first), 0);
	assert_int_equal(tbr_close(second), 0);
}

/* ---- Limits ---------------------------------------------------------------- */

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static bool is_pending(int number)
{
	sigset_t pending;
	sigpending(&pending);
	return sigismember(&pending, number);
}

/* The program has said nothing about SIGXFSZ, which would end it. */
static void record_beyond_limit(const struct tbr_options *options)
{
	struct tbr_writer *writer, *none;
	sigset_t before, after;
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	assert_int_equal(tbr_open(&writer, "run", options), 0);
	limit_files(100);
	int error = 0;
	for (int i = 0; i < 100 && !error; i++)
		error = tbr_scalar(writer, "x", i, 1);
	assert_int_equal(error ? error : tbr_flush(writer), -EFBIG);
	assert_int_equal(tbr_close(writer), -EFBIG);
	limit_files(10);
	assert_int_equal(tbr_open(&none, "run", NULL), -EFBIG);
	limit_files(RLIM_INFINITY);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	assert_int_equal(sigismember(&after, SIGXFSZ), sigismember(&before, SIGXFSZ));
	assert_false(is_pending(SIGXFSZ));
}

static void test_no_signal_beyond_a_limit(void **state)
{
	assert_ptr_equal(signal(SIGXFSZ, SIG_DFL), SIG_DFL);
	record_beyond_limit(NULL);
	record_beyond_limit(&(struct tbr_options){.flush_seconds = -1});
	assert_ptr_equal(signal(SIGXFSZ, SIG_DFL), SIG_DFL);
}

/* ---- Directories ------------------------------------------------------------ */

static void test_program_goes_elsewhere(void **state)
{
	static const float vector[] = {1, 2};
	const struct tbr_embedding embedding = {.vectors = vector, .rows = 1, .columns = 2};
	struct tbr_writer *writer;
	assert_int_equal(tbr_open(&writer, "run", NULL), 0);
	assert_int_equal(mkdir("elsewhere", 0777), 0);
	assert_int_equal(chdir("elsewhere"), 0);
	assert_int_equal(tbr_embedding(writer, "words", 1, &embedding), 0);
	assert_int_equal(tbr_sync(writer), 0);
	assert_int_equal(tbr_close(writer), 0);
	assert_int_equal(chdir(".."), 0);
	assert_int_equal(access("run/projector_config.pbtxt", F_OK), 0);
	assert_int_equal(rmdir("elsewhere"), 0);
}

/* What was open can still be written; what needs the directory is told that there is none. */
static void test_directory_is_removed(void **state)
{
	struct tbr_writer *writer;
	assert_int_equal(tbr_open(&writer, "run", NULL), 0);
	assert_int_equal(unlink(tbr_path(writer)), 0);
	assert_int_equal(rmdir("run"), 0);
	assert_int_equal(tbr_scalar(writer, "x", 1, 1), 0);
	assert_int_equal(tbr_flush(writer), 0);
	assert_int_equal(tbr_sync(writer), -ENOENT);
	assert_int_equal(tbr_close(writer), 0);
	assert_int_equal(access("run", F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACED(test_sync_has_the_name_once), PLACED(test_no_signal_beyond_a_limit),
		PLACED(test_program_goes_elsewhere), PLACED(test_directory_is_removed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
