/* The writer's process: ours, one that ended, one that can be none. */
#define _DEFAULT_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "disk/process.h"

#include <sys/wait.h>
#include <unistd.h>

static char here[256];

static void ourselves(void **state)
{
	struct process process = process_look(slice_of(here), getpid(), clock_wall() + 10);
	assert_int_equal(process.found, PROCESS_ALIVE);
	assert_int_equal(process.state, 'R');
	assert_int_equal(process.threads, 1);
}

/* The number was given anew: whoever has it now wrote no record of an hour ago. */
static void another_by_the_same_number(void **state)
{
	assert_int_equal(process_look(slice_of(here), getpid(), clock_wall() - 3600).found, PROCESS_ENDED);
}

static void one_that_ended(void **state)
{
	pid_t pid = fork();
	if (!pid)
		_exit(0);
	siginfo_t info;
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	assert_int_equal(process_look(slice_of(here), pid, clock_wall() + 10).found, PROCESS_ENDED); /* a zombie */
	waitpid(pid, NULL, 0);
	assert_int_equal(process_look(slice_of(here), pid, clock_wall() + 10).found, PROCESS_ENDED);
}

static void nobody_knows(void **state)
{
	double now = clock_wall();
	assert_int_equal(process_look(slice_of("another-host"), getpid(), now).found, PROCESS_UNKNOWN);
	assert_int_equal(process_look(slice_of(""), getpid(), now).found, PROCESS_UNKNOWN);
	assert_int_equal(process_look(slice_of(here), 0, now).found, PROCESS_UNKNOWN);
	assert_int_equal(process_look(slice_of(here), -1, now).found, PROCESS_UNKNOWN);
	assert_int_equal(process_look(slice_of(here), INT64_MAX, now).found, PROCESS_UNKNOWN);
}

static void lines_of_proc(void **state)
{
	char letter = 0;
	uint32_t threads;
	uint64_t began;
	assert_true(process_parse("12 (a) b) D) D 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 7 0 4711 5 6", &letter, &threads, &began));
	assert_int_equal(letter, 'D');
	assert_int_equal(threads, 7);
	assert_int_equal(began, 4711);
	static const char *const bad[] = {"", "12", "12 (a", "12 (a) D", "12 (a) D 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 7 0"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(process_parse(bad[i], &letter, &threads, &began));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ourselves),    cmocka_unit_test(another_by_the_same_number), cmocka_unit_test(one_that_ended),
		cmocka_unit_test(nobody_knows), cmocka_unit_test(lines_of_proc),
	};
	gethostname(here, sizeof here - 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
