/* Programs beside the dashboard: a few at once, in turn, in time; what goes wrong is said, and none is left. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "app/errands.h"
#include "base/str.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static uv_loop_t loop;
static struct str said; /* a line each */
static int said_count;
static char place[64];

static void on_said(void *context, uint64_t about, const char *what)
{
	str_printf(&said, "%d %s\n", (int)about, what);
	said_count++;
}

static void on_time(uv_timer_t *timer)
{
	uv_stop(timer->loop);
}

/* As the dashboard does: its loop goes on for other reasons than theirs. */
static void go_on(unsigned ms)
{
	uv_timer_t timer;
	uv_timer_init(&loop, &timer);
	uv_update_time(&loop);
	uv_timer_start(&timer, on_time, ms, 0);
	uv_run(&loop, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(&loop, UV_RUN_NOWAIT);
}

/* Until so much was said, or far too long. */
static void until_said(int count)
{
	for (int i = 0; i < 500 && said_count < count; i++)
		go_on(20);
}

static struct errands *begin(double limit)
{
	strcpy(place, "/tmp/tbtop-errands-XXXXXX");
	int fd = mkstemp(place);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(uv_loop_init(&loop), 0);
	str_clear(&said);
	said_count = 0;
	return errands_new(&loop, limit, on_said, NULL);
}

static void end(struct errands *errands)
{
	errands_close(errands);
	while (uv_loop_alive(&loop))
		uv_run(&loop, UV_RUN_ONCE);
	uv_run(&loop, UV_RUN_NOWAIT);
	assert_int_equal(uv_loop_close(&loop), 0);
	errands_free(errands);
	str_fini(&said);
	remove(place);
}

static void run(struct errands *errands, int about, const char *command)
{
	char here[80];
	snprintf(here, sizeof here, "PLACE=%s", place);
	errands_run(errands, (uint64_t)about, "command", (char *[]){"/bin/sh", "-c", (char *)command, NULL},
	            (char *[]){here, "PATH=/usr/bin:/bin", NULL});
}

static size_t lines_there(void)
{
	size_t lines = 0;
	FILE *file = fopen(place, "r");
	for (int c; file && (c = getc(file)) != EOF;)
		lines += c == '\n';
	if (file)
		fclose(file);
	return lines;
}

static void all_in_their_turn(void **state)
{
	struct errands *errands = begin(60);
	for (int i = 0; i < 20; i++)
		run(errands, i, "echo x >> $PLACE");
	for (int i = 0; i < 500 && lines_there() < 20; i++)
		go_on(20);
	assert_int_equal(lines_there(), 20);
	go_on(100);
	assert_string_equal(str_text(&said), "");
	assert_true(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD); /* none is left, nor as a zombie */
	end(errands);
}

static void what_fails_is_said(void **state)
{
	struct errands *errands = begin(60);
	run(errands, 1, "exit 3");
	until_said(1);
	run(errands, 2, "kill -9 $$");
	until_said(2);
	errands_run(errands, 3, "tmux message", (char *[]){"/no/such/program", NULL}, NULL);
	until_said(3);
	assert_string_equal(str_text(&said), "1 command failed: exit status 3\n2 command ended by signal 9\n"
	                                     "3 tmux message not started: no such file or directory\n");
	end(errands);
}

/* Those that hang make way, also where they will not hear of it; what they started goes with them. */
static void what_hangs_is_killed(void **state)
{
	struct errands *errands = begin(1);
	run(errands, 1, "sleep 600 & echo $! >> $PLACE; wait");
	for (int i = 2; i <= ERRANDS_AT_ONCE; i++)
		run(errands, i, "trap '' TERM; while :; do sleep 0.1; done");
	run(errands, 9, "echo x >> $PLACE");
	go_on(100);
	assert_int_equal(lines_there(), 1); /* there is no place for the last */
	until_said(ERRANDS_AT_ONCE);
	assert_non_null(strstr(str_text(&said), "1 command killed: not done after 1.0s\n"));
	assert_non_null(strstr(str_text(&said), "4 command killed: not done after 1.0s\n"));
	for (int i = 0; i < 100 && lines_there() < 2; i++)
		go_on(20);
	assert_int_equal(lines_there(), 2);
	FILE *file = fopen(place, "r");
	int pid = 0;
	assert_int_equal(fscanf(file, "%d", &pid), 1);
	fclose(file);
	for (int i = 0; i < 100 && !kill(pid, 0); i++) /* init reaps it, sooner or later */
		go_on(20);
	char path[64], what = 'Z';
	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	if ((file = fopen(path, "r"))) {
		assert_int_equal(fscanf(file, "%*d %*s %c", &what), 1);
		fclose(file);
	}
	assert_int_equal(what, 'Z');
	end(errands);
}

static void what_is_too_much_is_said(void **state)
{
	struct errands *errands = begin(60);
	for (int i = 0; i < ERRANDS_AT_ONCE + ERRANDS_WAITING + 2; i++)
		run(errands, i, "sleep 0.5");
	assert_string_equal(str_text(&said), "68 command not run: 64 wait already\n69 command not run: 64 wait already\n");
	end(errands); /* what waits is forgotten, what runs goes on: nothing is said of it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_in_their_turn),
		cmocka_unit_test(what_fails_is_said),
		cmocka_unit_test(what_hangs_is_killed),
		cmocka_unit_test(what_is_too_much_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
