/* The simulated training of `demo`: it writes in the background, and nothing of it is left behind. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "app/temporary.h"
#include "app/training.h"
#include "base/clock.h"
#include "cmd/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LIMIT_NS UINT64_C(20000000000)

static const struct training_options options = {.seed = 7, .speed = 1, .runs = 3};
static enum status failure;

static void on_failed(void *context, enum status status)
{
	failure = status;
	uv_stop(context);
}

static void on_tick(uv_timer_t *timer)
{
}

static uint64_t points_in(const char *directory)
{
	const struct logdir *failed;
	struct logdir logdir = {.name = "", .path = (char *)directory};
	struct store *store = store_new();
	assert_int_equal(load(store, &logdir, 1, &failed), STATUS_OK);
	uint64_t points = store_totals(store).points;
	assert_false(store_damaged(store));
	store_free(store);
	return points;
}

/* Runs the loop until the directory holds more than `points`, or the time is up. */
static bool grows_beyond(uv_loop_t *loop, const char *directory, uint64_t points)
{
	uv_timer_t tick;
	uint64_t limit = clock_mono() + LIMIT_NS;
	bool grew = false;
	uv_timer_init(loop, &tick);
	uv_timer_start(&tick, on_tick, 10, 10);
	while (!grew && clock_mono() < limit) {
		uv_run(loop, UV_RUN_ONCE);
		grew = points_in(directory) > points;
	}
	uv_close((uv_handle_t *)&tick, NULL);
	uv_run(loop, UV_RUN_NOWAIT);
	return grew;
}

static void test_history_then_growth(void **state)
{
	uv_loop_t loop;
	char *directory = temporary_make();
	assert_non_null(directory);
	assert_int_equal(uv_loop_init(&loop), 0);
	struct training *training = training_start(&loop, directory, &options, on_failed, &loop);
	/* 20 minutes of three runs at a quarter of a second a step */
	assert_true(grows_beyond(&loop, directory, 10000));
	assert_true(grows_beyond(&loop, directory, points_in(directory)));
	training_stop(training);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	temporary_remove(directory);
	assert_int_equal(access(directory, F_OK), -1);
	free(directory);
}

static void test_stopped_before_it_began(void **state)
{
	uv_loop_t loop;
	char *directory = temporary_make();
	assert_int_equal(uv_loop_init(&loop), 0);
	training_stop(training_start(&loop, directory, &options, on_failed, &loop));
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	temporary_remove(directory);
	free(directory);
}

static void test_failure_is_told(void **state)
{
	uv_loop_t loop;
	assert_int_equal(uv_loop_init(&loop), 0);
	failure = STATUS_OK;
	struct training *training = training_start(&loop, "/proc/no/such/place", &options, on_failed, &loop);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_not_equal(failure, STATUS_OK);
	training_stop(training);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_history_then_growth),
		cmocka_unit_test(test_stopped_before_it_began),
		cmocka_unit_test(test_failure_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
