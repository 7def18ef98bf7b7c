#define _GNU_SOURCE /* mkdtemp, nftw */
#include "unit/feed/world.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT_NS UINT64_C(20000000000)

int rounds;

static bool note_most(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct world *world = context;
	for (size_t i = 0; i < count; i++)
		world->most = fmax(world->most, number_value(type, rows[i].bits));
	return true;
}

static void look(struct world *world)
{
	uint32_t run = store_run_find(world->store, slice_of("a"));
	world->sketched |= store_totals(world->store).bytes_sketched > 0;
	for (uint32_t i = 0; run != STORE_NONE && i < store_run_series_count(world->store, run); i++)
		store_walk_scalars(world->store, store_run_series_at(world->store, run, i), note_most, world);
}

static void on_changed(void *context)
{
	struct world *world = context;
	world->told++;
	if (world->cache)
		look(world);
}

static void on_done(void *context)
{
	struct world *world = context;
	world->feed = NULL;
}

char *path_of(const struct world *world, const char *below)
{
	static char paths[4][512];
	static unsigned turn;
	char *path = paths[turn++ % 4];
	snprintf(path, sizeof paths[0], "%s/%s", world->logdir, below);
	return path;
}

int world_setup(void **state)
{
	struct world *world = xcalloc(1, sizeof *world);
	outside_begin();
	strcpy(world->top, "/tmp/tbtop-feed-XXXXXX");
	assert_non_null(mkdtemp(world->top));
	snprintf(world->logdir, sizeof world->logdir, "%s/runs", world->top);
	assert_int_equal(mkdir(world->logdir, 0700), 0);
	assert_int_equal(uv_loop_init(&world->loop), 0);
	uv_timer_init(&world->loop, &world->tick);
	world->store = store_new();
	*state = world;
	return 0;
}

static int remove_one(const char *path, const struct stat *info, int what, struct FTW *where)
{
	return remove(path);
}

void stop(struct world *world)
{
	feed_stop(world->feed, on_done, world);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_null(world->feed);
}

int world_teardown(void **state)
{
	struct world *world = *state;
	if (world->feed)
		stop(world);
	uv_close((uv_handle_t *)&world->tick, NULL);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&world->loop), 0);
	store_free(world->store);
	nftw(world->top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(world);
	outside_end();
	return 0;
}

void start_with(struct world *world, const char *path, const struct feed_options *options)
{
	struct logdir logdir = {.name = "", .path = (char *)path};
	struct feed_options wanted = *options;
	wanted.threads = 4;
	wanted.changed = on_changed;
	wanted.context = world;
	wanted.cache = world->cache;
	world->feed = feed_start(&world->loop, world->store, &logdir, 1, &wanted);
}

void start_on(struct world *world, const char *path, enum watch_mode mode, double interval)
{
	start_with(world, path, &(struct feed_options){.mode = mode, .reload_interval = interval});
}

void append_scalar(struct str *to, int64_t step)
{
	struct str value = {0}, summary = {0}, event = {0};
	build_text(&value, 1, "loss");
	build_float(&value, 2, (float)step);
	build_message(&summary, 1, &value);
	build_double(&event, 1, 1.7e9 + (double)step);
	build_number(&event, 2, (uint64_t)step);
	build_message(&event, 5, &summary);
	build_record(to, event.data, event.length);
	str_fini(&value);
	str_fini(&summary);
	str_fini(&event);
}

void append_version(struct str *to)
{
	struct str event = {0};
	build_double(&event, 1, 1.7e9);
	build_text(&event, 3, "brain.Event:2");
	build_record(to, event.data, event.length);
	str_fini(&event);
}

void write_bytes(const char *path, int flags, const struct str *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes->data, bytes->length), bytes->length);
	close(fd);
}

void write_steps(const char *path, int64_t from, int64_t to)
{
	struct str bytes = {0};
	if (from == 0)
		append_version(&bytes);
	for (int64_t step = from; step < to; step++)
		append_scalar(&bytes, step);
	write_bytes(path, from == 0 ? O_TRUNC : O_APPEND, &bytes);
	str_fini(&bytes);
}

void make_run(struct world *world, const char *name, int64_t steps)
{
	char file[256];
	assert_int_equal(mkdir(path_of(world, name), 0700), 0);
	snprintf(file, sizeof file, "%s/" FILE_NAME, name);
	write_steps(path_of(world, file), 0, steps);
}

static void on_tick(uv_timer_t *timer)
{
}

/* The timer only lets the loop come round when nothing happens. */
bool comes_true(struct world *world, predicate *holds)
{
	uint64_t limit = clock_mono() + LIMIT_NS;
	uv_timer_start(&world->tick, on_tick, 10, 10);
	bool held = holds(world);
	while (!held && clock_mono() < limit) {
		uv_run(&world->loop, UV_RUN_ONCE);
		held = holds(world);
	}
	uv_timer_stop(&world->tick);
	return held;
}

uint64_t points(const struct world *world)
{
	return store_totals(world->store).points;
}

int64_t last_step(const struct world *world, const char *run)
{
	uint32_t number = store_run_find(world->store, slice_of(run));
	return number == STORE_NONE ? -1 : store_run(world->store, number).last_step;
}

bool at_rest(struct world *world)
{
	const struct progress *progress = feed_progress(world->feed);
	return !progress->scanning && !progress->loading;
}

bool has_5(struct world *world)
{
	return points(world) == 5;
}

bool has_10(struct world *world)
{
	return points(world) == 10;
}

bool has_20(struct world *world)
{
	return points(world) == 20;
}

bool one_gone(struct world *world)
{
	return store_totals(world->store).files_gone == 1;
}

bool all_watched(struct world *world)
{
	return feed_progress(world->feed)->directories_watched == 3;
}

bool is_hanging(struct world *world)
{
	return reads_hanging > 0;
}

bool none_hanging(struct world *world)
{
	return reads_hanging == 0;
}

bool no_rounds_left(struct world *world)
{
	return rounds-- <= 0;
}
