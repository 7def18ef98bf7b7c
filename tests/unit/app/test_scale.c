/* The feed with more files than descriptors, and with more data than memory may hold. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "feed/feed.h"
#include "write/record.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define RUNS 20
#define FILES_OF_RUN 60
#define DESCRIPTORS 64
#define LONGEST_WAIT_MS 60000

struct world {
	char logdir[32];
	uv_loop_t loop;
	uv_timer_t timer;
	struct store *store;
	struct feed *feed;
	bool late;
};

static int remove_one(const char *path, const struct stat *info, int what, struct FTW *where)
{
	return remove(path);
}

static void write_runs(const char *logdir, int points)
{
	char path[64];
	for (int run = 0; run < RUNS; run++) {
		snprintf(path, sizeof path, "%s/run%d", logdir, run);
		for (int file = 0; file < FILES_OF_RUN; file++) {
			struct tbr_writer *writer;
			assert_int_equal(tbr_open(&writer, path, NULL), 0);
			for (int i = 0; i < points; i++)
				tbr_scalar(writer, "loss", file * points + i, (float)i * 1.37f);
			assert_int_equal(tbr_close(writer), 0);
		}
	}
}

static void on_late(uv_timer_t *timer)
{
	*(bool *)timer->data = true;
}

static void on_stopped(void *context)
{
	struct world *world = context;
	world->feed = NULL;
}

static void begin(struct world *world, int points)
{
	*world = (struct world){.logdir = "/tmp/tbtop-scale-XXXXXX", .store = store_new()};
	assert_non_null(mkdtemp(world->logdir));
	write_runs(world->logdir, points);
	uv_loop_init(&world->loop);
	uv_timer_init(&world->loop, &world->timer);
	world->timer.data = &world->late;
}

/* Runs the loop until all is loaded that will be. */
static void load_all(struct world *world)
{
	struct logdir logdir = {.name = "", .path = world->logdir};
	world->feed = feed_start(&world->loop, world->store, &logdir, 1, &(struct feed_options){.reload_interval = 60});
	uv_timer_start(&world->timer, on_late, LONGEST_WAIT_MS, 0);
	const struct progress *progress = feed_progress(world->feed);
	while (!world->late && (progress->scanning || progress->loading ||
	                        store_totals(world->store).files < RUNS * FILES_OF_RUN))
		uv_run(&world->loop, UV_RUN_ONCE);
	assert_false(world->late);
}

static void end(struct world *world)
{
	feed_stop(world->feed, on_stopped, world);
	uv_close((uv_handle_t *)&world->timer, NULL);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_null(world->feed);
	assert_int_equal(uv_loop_close(&world->loop), 0);
	store_free(world->store);
	nftw(world->logdir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void test_more_files_than_descriptors(void **state)
{
	struct world world;
	struct rlimit before, few;
	getrlimit(RLIMIT_NOFILE, &before);
	few = (struct rlimit){.rlim_cur = DESCRIPTORS, .rlim_max = before.rlim_max};
	begin(&world, 3);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	load_all(&world);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_int_equal(store_totals(world.store).points, RUNS * FILES_OF_RUN * 3);
	assert_int_equal(store_totals(world.store).problems, 0);
	end(&world);
}

static void test_a_full_store_is_told_and_loading_ends(void **state)
{
	struct world world;
	begin(&world, 50);
	store_limit_memory(world.store, 1300000); /* names take half of it */
	load_all(&world);
	struct store_totals totals = store_totals(world.store);
	assert_in_range(totals.files_withheld, 1, RUNS * FILES_OF_RUN - 1);
	assert_int_equal(totals.points, (RUNS * FILES_OF_RUN - totals.files_withheld) * 50);
	assert_int_equal(totals.problems, totals.files_withheld);
	/* With room again, the next look loads the rest. */
	store_limit_memory(world.store, 0);
	feed_rescan(world.feed);
	while (!world.late && store_totals(world.store).points < RUNS * FILES_OF_RUN * 50)
		uv_run(&world.loop, UV_RUN_ONCE);
	assert_false(world.late);
	assert_int_equal(store_totals(world.store).problems, 0);
	end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_more_files_than_descriptors),
		cmocka_unit_test(test_a_full_store_is_told_and_loading_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
