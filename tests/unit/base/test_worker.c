/* What a thread that reads strangers' files may still do. */
#define _GNU_SOURCE

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a thread met with: 0, or errno. */
struct tried {
	bool confined;
	const char *why_not;
	int program, connection, file, child;
	bool stack;
};

static int try_program(void)
{
	char *const words[] = {"true", NULL};
	pid_t child = fork();
	if (!child) {
		execv("/bin/true", words);
		_exit(errno);
	}
	int status = 0;
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static int try_connection(void)
{
	int descriptor = socket(AF_INET, SOCK_STREAM, 0);
	int error = descriptor < 0 ? errno : 0;
	if (descriptor >= 0)
		close(descriptor);
	return error;
}

static int try_file(void)
{
	char byte;
	int descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	int error = descriptor >= 0 && read(descriptor, &byte, 1) == 1 ? 0 : errno;
	if (descriptor >= 0)
		close(descriptor);
	return error;
}

static void *report_connection(void *context)
{
	*(int *)context = try_connection();
	return NULL;
}

static void *try_all(void *context)
{
	struct tried *tried = context;
	pthread_t child;
	stack_t stack;
	worker_begin();
	worker_begin();
	tried->why_not = worker_unconfined();
	tried->confined = worker_confine();
	tried->stack = !sigaltstack(NULL, &stack) && !(stack.ss_flags & SS_DISABLE);
	tried->program = try_program();
	tried->connection = try_connection();
	tried->file = try_file();
	if (!pthread_create(&child, NULL, report_connection, &tried->child))
		pthread_join(child, NULL);
	return NULL;
}

static struct tried on_a_thread(void)
{
	struct tried tried = {.child = -1};
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, try_all, &tried), 0);
	pthread_join(thread, NULL);
	return tried;
}

static void a_worker_reads_and_does_nothing_else(void **state)
{
	(void)state;
	struct tried tried = on_a_thread();
	assert_int_equal(tried.file, 0);
	assert_true(tried.stack);
	assert_true(tried.confined == !tried.why_not);
	if (!tried.confined) { /* a sanitizer, an old kernel: said, and nothing is refused */
		print_message("no filter: %s\n", tried.why_not);
		assert_int_not_equal(tried.connection, EPERM);
		return;
	}
	assert_int_equal(tried.program, EPERM);
	assert_int_equal(tried.connection, EPERM);
	assert_int_equal(tried.child, EPERM);
}

static void other_threads_are_as_free_as_before(void **state)
{
	(void)state;
	on_a_thread();
	assert_non_null(worker_unconfined());
	assert_int_equal(try_program(), 0);
	assert_int_not_equal(try_connection(), EPERM);
}

struct given {
	int nice_before, nice, rest_before, rest, rest_later;
};

static void *read_more_and_more(void *context)
{
	struct given *given = context;
	worker_take_turns(100 << 20); /* it is none yet */
	worker_begin();
	worker_take_turns(512 << 10);
	given->nice_before = getpriority(PRIO_PROCESS, 0);
	given->rest_before = worker_rest();
	worker_take_turns(100 << 20);
	given->nice = getpriority(PRIO_PROCESS, 0);
	given->rest = worker_rest();
	for (int i = 0; i < 40 && worker_rest() > 400; i++)
		usleep(50000);
	given->rest_later = worker_rest();
	return NULL;
}

/* What is appended comes at once; gigabytes give way to keys. */
static void a_worker_gives_way_once_it_read_much(void **state)
{
	(void)state;
	pthread_t thread;
	int before = getpriority(PRIO_PROCESS, 0);
	struct given given;
	assert_int_equal(pthread_create(&thread, NULL, read_more_and_more, &given), 0);
	pthread_join(thread, NULL);
	assert_int_equal(given.nice_before, before);
	assert_int_equal(given.rest_before, -1);
	assert_true(given.nice > before || before > 9);
	assert_in_range(given.rest, 1, 1000);
	assert_in_range(given.rest_later, 0, 400);
	assert_int_equal(getpriority(PRIO_PROCESS, 0), before);
}

static void *read_what_is_awaited(void *context)
{
	int *nice = context;
	worker_begin();
	worker_begin_awaited(); /* its next job */
	worker_take_turns(100 << 20);
	*nice = getpriority(PRIO_PROCESS, 0);
	return NULL;
}

static void what_is_awaited_does_not_give_way(void **state)
{
	(void)state;
	pthread_t thread;
	int nice, before = getpriority(PRIO_PROCESS, 0);
	assert_int_equal(pthread_create(&thread, NULL, read_what_is_awaited, &nice), 0);
	pthread_join(thread, NULL);
	assert_int_equal(nice, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_worker_reads_and_does_nothing_else),
		cmocka_unit_test(a_worker_gives_way_once_it_read_much),
		cmocka_unit_test(what_is_awaited_does_not_give_way),
		cmocka_unit_test(other_threads_are_as_free_as_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
