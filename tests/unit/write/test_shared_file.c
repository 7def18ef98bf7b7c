/* Writers that append to one file by turns. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/write/place.h"
#include "write/record.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static const struct tbr_options turns = {.suffix = ".turns", .append = true};

static struct tbr_writer *open_turn(void)
{
	struct tbr_writer *writer = NULL;
	assert_int_equal(tbr_open(&writer, "run", &turns), 0);
	return writer;
}

static void record(const char *tag)
{
	struct tbr_writer *writer = open_turn();
	assert_int_equal(tbr_scalar(writer, tag, 1, 1), 0);
	assert_int_equal(tbr_close(writer), 0);
}

static size_t count_in_only_file(void)
{
	char *path = file_in("run", ".turns");
	size_t count = records_count(path);
	free(path);
	return count;
}

static void test_one_after_the_other(void **state)
{
	record("a");
	record("b");
	record("c");
	assert_int_equal(count_in_only_file(), 4); /* the version is said once */
}

static void test_options_that_cannot_be(void **state)
{
	struct tbr_writer *writer = NULL;
	assert_int_equal(tbr_open(&writer, "run", &(struct tbr_options){.append = true}), -EINVAL);
	assert_int_equal(tbr_open(&writer, "run", &(struct tbr_options){.append = true, .suffix = ""}), -EINVAL);
	assert_int_equal(tbr_open(&writer, "run", &(struct tbr_options){.append = true, .suffix = ".x", .resume = true}),
	                 -EINVAL);
	assert_null(writer);
}

/* Who has its turn may be stopped: nobody waits for it for ever. */
static void test_a_turn_that_does_not_end(void **state)
{
	struct tbr_writer *first = open_turn(), *second = open_turn();
	char *path = strdup(tbr_path(first));
	assert_string_not_equal(path, tbr_path(second));
	assert_int_equal(tbr_scalar(first, "a", 1, 1), 0);
	assert_int_equal(tbr_scalar(second, "a", 1, 1), 0);
	assert_int_equal(tbr_close(second), 0);
	assert_int_equal(tbr_close(first), 0);
	assert_int_equal(records_count(path), 2);
	free(path);
}

/* A child has a file of its own, and its end is not the end of its parent's turn. */
static void test_fork(void **state)
{
	int status;
	struct tbr_writer *writer = open_turn();
	char *path = strdup(tbr_path(writer));
	pid_t child = fork();
	if (child == 0)
		_exit(tbr_scalar(writer, "child", 1, 1) || !strcmp(tbr_path(writer), path) || tbr_close(writer));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	struct tbr_writer *other = open_turn();
	assert_string_not_equal(tbr_path(other), path);
	assert_int_equal(tbr_close(other), 0);
	assert_int_equal(tbr_scalar(writer, "parent", 1, 1), 0);
	assert_int_equal(tbr_close(writer), 0);
	assert_int_equal(records_count(path), 2);
	free(path);
}

/* A full disk (here: a limit on the file's size) takes nothing of a turn, in the midst of whichever record it is full. */
static void test_full_disk(void **state)
{
	struct rlimit before, small;
	signal(SIGXFSZ, SIG_IGN);
	record("before");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 150;
	struct tbr_writer *writer = open_turn();
	for (int step = 0; step < 10; step++)
		assert_int_equal(tbr_scalar(writer, "lost", step, 1), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	int full = tbr_close(writer);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(full, -EFBIG);
	assert_int_equal(count_in_only_file(), 2);
	record("after");
	assert_int_equal(count_in_only_file(), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACED(test_one_after_the_other), PLACED(test_options_that_cannot_be),
		PLACED(test_a_turn_that_does_not_end), PLACED(test_fork), PLACED(test_full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
