/* Work goes over to threads and comes back once each, whatever waits, is cancelled, or is put by what came back. */
#define _POSIX_C_SOURCE 200809L
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/worker.h"
#include "feed/pool.h"

#include <semaphore.h>
#include <string.h>
#include <sys/resource.h>

#define THREADS 3
#define WORKS 500

struct world;

struct part {
	struct pool_work work; /* first: a part is found by its work */
	struct world *world;
	int priority;  /* its thread's, of some */
	int ran, back; /* how often; the first is the thread's until it is back */
	bool again;    /* is put anew when it is back */
};

struct world {
	uv_loop_t loop;
	struct pool *pool;
	struct part parts[WORKS];
	atomic_uint running, most;
	sem_t gate; /* each run takes one, when it is shut */
	bool shut, closed;
	size_t back;
};

static void run(struct pool_work *work)
{
	struct part *part = (struct part *)work;
	struct world *world = part->world;
	unsigned now = atomic_fetch_add(&world->running, 1) + 1, most = atomic_load(&world->most);
	while (now > most && !atomic_compare_exchange_weak(&world->most, &most, now)) {
	}
	if (world->shut)
		sem_wait(&world->gate);
	part->ran++;
	atomic_fetch_sub(&world->running, 1);
}

static void back(struct pool_work *work)
{
	struct part *part = (struct part *)work;
	part->back++;
	part->world->back++;
	if (!part->again)
		return;
	part->again = false;
	pool_put(part->world->pool, work);
}

static int set_up(void **state)
{
	static struct world world;
	memset(&world, 0, sizeof world);
	assert_int_equal(uv_loop_init(&world.loop), 0);
	sem_init(&world.gate, 0, 0);
	world.pool = pool_new(&world.loop, THREADS);
	for (size_t i = 0; i < WORKS; i++)
		world.parts[i] = (struct part){.work = {.run = run, .back = back}, .world = &world};
	*state = &world;
	return 0;
}

static void on_closed(void *context)
{
	((struct world *)context)->closed = true;
}

static int tear_down(void **state)
{
	struct world *world = *state;
	pool_close(world->pool, on_closed, world);
	assert_false(world->closed);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_true(world->closed);
	assert_int_equal(uv_loop_close(&world->loop), 0);
	sem_destroy(&world->gate);
	return 0;
}

static void put(struct world *world, size_t count)
{
	for (size_t i = 0; i < count; i++)
		pool_put(world->pool, &world->parts[i].work);
}

static void an_idle_pool_keeps_no_loop_alive(void **state)
{
	struct world *world = *state;
	assert_int_equal(uv_run(&world->loop, UV_RUN_DEFAULT), 0);
	put(world, 1);
	assert_true(uv_loop_alive(&world->loop));
	uv_run(&world->loop, UV_RUN_DEFAULT); /* ends when it is back */
	assert_int_equal(world->parts[0].ran, 1);
	assert_int_equal(world->parts[0].back, 1);
}

static void all_comes_back_once(void **state)
{
	struct world *world = *state;
	for (size_t i = 0; i < WORKS; i += 2)
		world->parts[i].again = true;
	put(world, WORKS);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	for (size_t i = 0; i < WORKS; i++) {
		assert_int_equal(world->parts[i].ran, i % 2 ? 1 : 2);
		assert_int_equal(world->parts[i].back, i % 2 ? 1 : 2);
	}
	assert_in_range(world->most, 1, THREADS);
}

/* Those that threads have begun with run to their end. */
static void what_waits_can_be_cancelled(void **state)
{
	struct world *world = *state;
	world->shut = true;
	put(world, 20);
	while (atomic_load(&world->running) < THREADS)
		uv_sleep(1);
	for (size_t i = 0; i < 20; i++)
		pool_cancel(&world->parts[i].work);
	for (int i = 0; i < THREADS; i++)
		sem_post(&world->gate);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_int_equal(world->back, 20);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(world->parts[i].ran, i < THREADS);
	assert_int_equal(world->most, THREADS);
}

static void read_much(struct pool_work *work)
{
	worker_begin();
	worker_take_turns(100 << 20);
	run(work);
}

static void note_priority(struct pool_work *work)
{
	((struct part *)work)->priority = getpriority(PRIO_PROCESS, 0);
	run(work);
}

static void no_more(uv_timer_t *timer)
{
	uv_stop(timer->loop);
}

static void wait_a_second(struct world *world)
{
	uv_timer_t timer;
	uv_timer_init(&world->loop, &timer);
	uv_timer_start(&timer, no_more, 1100, 0);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(&world->loop, UV_RUN_DEFAULT);
}

/* As after a load: what is appended then is read at the loop's own priority. */
static void who_read_much_makes_room(void **state)
{
	struct world *world = *state;
	for (size_t i = 0; i < 20; i++)
		world->parts[i].work.run = i < 10 ? read_much : note_priority;
	put(world, 10);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	wait_a_second(world);
	for (size_t i = 10; i < 20; i++)
		pool_put(world->pool, &world->parts[i].work);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(world->parts[i].back, 1);
	for (size_t i = 10; i < 20; i++)
		assert_int_equal(world->parts[i].priority, getpriority(PRIO_PROCESS, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_idle_pool_keeps_no_loop_alive, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_comes_back_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_waits_can_be_cancelled, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_read_much_makes_room, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
