/* The feed on a real directory: a state is waited for by running the loop, never by sleeping. */
#define _GNU_SOURCE /* mkdtemp, nftw, syscall */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "disk/tail.h"
#include "feed/state.h"
#include "unit/model/dump.h"
#include "unit/read/build.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define LIMIT_NS UINT64_C(20000000000)
#define FILE_NAME "events.out.tfevents.1700000000.host"

struct world {
	uv_loop_t loop;
	struct store *store;
	struct feed *feed;
	char top[64];     /* a temporary directory */
	char logdir[128]; /* below it */
	uv_timer_t tick;
	unsigned told;    /* how often the feed called */
	struct cache *cache; /* of the test's own; NULL without */
	bool sketched;    /* something of a file was known from the cache at one of these calls; */
	double most;      /* the greatest value that was ever there */
};

/* Ours come before the C library's: so a test can use watches up, or make them deaf, */
static int watches_left = -1;
static unsigned watches_added;
static bool watches_deaf, watches_denied;

int inotify_add_watch(int fd, const char *path, uint32_t mask)
{
	if (watches_denied) {
		errno = EACCES;
		return -1;
	}
	if (watches_left == 0) {
		errno = ENOSPC;
		return -1;
	}
	watches_left -= watches_left > 0;
	watches_added++;
	return (int)syscall(SYS_inotify_add_watch, fd, path, watches_deaf ? IN_MOVE_SELF : mask);
}

/* say that a directory is on NFS, */
static atomic_bool looks_remote;

int fstatfs(int fd, struct statfs *out)
{
	int result = (int)syscall(SYS_fstatfs, fd, out);
	if (result == 0 && looks_remote)
		out->f_type = 0x6969;
	return result;
}

/* that a path may not be looked at now, */
static const char *_Atomic closed_path;

DIR *opendir(const char *path)
{
	const char *closed = closed_path;
	if (closed && strcmp(path, closed) == 0) {
		errno = EACCES;
		return NULL;
	}
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? NULL : fdopendir(fd);
}

/* and let a read fail or hang. */
static atomic_bool reads_fail, reads_hang;
static atomic_uint reads_hanging;

/* Without a stack of its own a crash there could not restore the terminal. */
static pthread_t main_thread;
static atomic_uint reads_without_signal_stack;

static void look_for_signal_stack(void)
{
	stack_t stack;
	if (!pthread_equal(pthread_self(), main_thread) && !sigaltstack(NULL, &stack) && stack.ss_flags & SS_DISABLE)
		reads_without_signal_stack++;
}

ssize_t pread(int fd, void *into, size_t size, off_t from)
{
	look_for_signal_stack();
	if (reads_hang) {
		reads_hanging++;
		while (reads_hang)
			usleep(1000);
		reads_hanging--;
	}
	if (reads_fail) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_pread64, fd, into, size, from);
}

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

static char *path_of(const struct world *world, const char *below)
{
	static char paths[4][512];
	static unsigned turn;
	char *path = paths[turn++ % 4];
	snprintf(path, sizeof paths[0], "%s/%s", world->logdir, below);
	return path;
}

static int setup(void **state)
{
	struct world *world = xcalloc(1, sizeof *world);
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

static void stop(struct world *world)
{
	feed_stop(world->feed, on_done, world);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_null(world->feed);
}

static int teardown(void **state)
{
	struct world *world = *state;
	if (world->feed)
		stop(world);
	uv_close((uv_handle_t *)&world->tick, NULL);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&world->loop), 0);
	assert_int_equal(reads_without_signal_stack, 0);
	store_free(world->store);
	nftw(world->top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	watches_left = -1;
	watches_deaf = watches_denied = false;
	closed_path = NULL;
	reads_fail = false;
	looks_remote = false;
	free(world);
	return 0;
}

static void start_with(struct world *world, const char *path, const struct feed_options *options)
{
	struct logdir logdir = {.name = "", .path = (char *)path};
	struct feed_options wanted = *options;
	wanted.threads = 4;
	wanted.changed = on_changed;
	wanted.context = world;
	wanted.cache = world->cache;
	world->feed = feed_start(&world->loop, world->store, &logdir, 1, &wanted);
}

static void start_on(struct world *world, const char *path, enum watch_mode mode, double interval)
{
	start_with(world, path, &(struct feed_options){.mode = mode, .reload_interval = interval});
}

/* ---- writing ---------------------------------------------------------------- */

static void append_scalar(struct str *to, int64_t step)
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

static void append_version(struct str *to)
{
	struct str event = {0};
	build_double(&event, 1, 1.7e9);
	build_text(&event, 3, "brain.Event:2");
	build_record(to, event.data, event.length);
	str_fini(&event);
}

static void write_bytes(const char *path, int flags, const struct str *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes->data, bytes->length), bytes->length);
	close(fd);
}

/* `from` 0 makes the file anew. */
static void write_steps(const char *path, int64_t from, int64_t to)
{
	struct str bytes = {0};
	if (from == 0)
		append_version(&bytes);
	for (int64_t step = from; step < to; step++)
		append_scalar(&bytes, step);
	write_bytes(path, from == 0 ? O_TRUNC : O_APPEND, &bytes);
	str_fini(&bytes);
}

static void make_run(struct world *world, const char *name, int64_t steps)
{
	char file[256];
	assert_int_equal(mkdir(path_of(world, name), 0700), 0);
	snprintf(file, sizeof file, "%s/" FILE_NAME, name);
	write_steps(path_of(world, file), 0, steps);
}

/* ---- waiting ---------------------------------------------------------------- */

static void on_tick(uv_timer_t *timer)
{
}

typedef bool predicate(struct world *world);

/* Runs the loop until it holds. The timer only lets the loop come round when nothing happens. */
static bool comes_true(struct world *world, predicate *holds)
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

static uint64_t points(const struct world *world)
{
	return store_totals(world->store).points;
}

static int64_t last_step(const struct world *world, const char *run)
{
	uint32_t number = store_run_find(world->store, slice_of(run));
	return number == STORE_NONE ? -1 : store_run(world->store, number).last_step;
}

static bool at_rest(struct world *world)
{
	const struct progress *progress = feed_progress(world->feed);
	return !progress->scanning && !progress->loading;
}

static bool has_10(struct world *world)
{
	return points(world) == 10;
}

static bool has_20(struct world *world)
{
	return points(world) == 20;
}

static bool has_22(struct world *world)
{
	return points(world) == 22;
}

static bool has_5(struct world *world)
{
	return points(world) == 5;
}

static bool is_waiting(struct world *world)
{
	return feed_progress(world->feed)->waiting;
}

static bool one_gone(struct world *world)
{
	return store_totals(world->store).files_gone == 1;
}

static bool none_gone(struct world *world)
{
	return store_totals(world->store).files_gone == 0;
}

static bool all_watched(struct world *world)
{
	return feed_progress(world->feed)->directories_watched == 3;
}

static bool is_hanging(struct world *world)
{
	return reads_hanging > 0;
}

static bool none_hanging(struct world *world)
{
	return reads_hanging == 0;
}

static bool one_file(struct world *world)
{
	return store_totals(world->store).files == 1;
}

/* Each look at it appends to every run, so that there is always something to be listed. */
#define BUSY_RUNS 20
static int64_t busy_step;

static void append_to_busy_runs(struct world *world)
{
	struct str bytes = {0};
	append_scalar(&bytes, busy_step++);
	for (int i = 0; i < BUSY_RUNS; i++) {
		char file[64];
		snprintf(file, sizeof file, "run%d/" FILE_NAME, i);
		write_bytes(path_of(world, file), O_APPEND, &bytes);
	}
	str_fini(&bytes);
}

static void make_busy_runs(struct world *world)
{
	for (int i = 0; i < BUSY_RUNS; i++) {
		char name[16];
		snprintf(name, sizeof name, "run%d", i);
		make_run(world, name, 1);
	}
	busy_step = 1;
}

static bool at_rest_though_busy(struct world *world)
{
	append_to_busy_runs(world);
	return at_rest(world);
}

/* Lets the loop come round so often. */
static int rounds;

static bool no_rounds_left(struct world *world)
{
	return rounds-- <= 0;
}

/* ---- tests ------------------------------------------------------------------ */

static void test_what_is_there_at_start(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 4);
	make_run(world, "b", 5);
	write_steps(path_of(world, FILE_NAME), 0, 1);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(feed_progress(world->feed)->scanning);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	const struct progress *progress = feed_progress(world->feed);
	assert_int_equal(progress->directories, 3);
	assert_int_equal(progress->directories_watched, 3);
	assert_int_equal(progress->mode, WATCH_AUTO);
	assert_int_equal(progress->bytes_done, progress->bytes_total);
	assert_true(progress->bytes_total > 0);
	assert_int_equal(last_step(world, "."), 0);
	assert_int_equal(last_step(world, "b"), 4);
	assert_true(world->told > 0);
}

static void test_append_arrives_by_event(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	uint64_t began = clock_mono();
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
	/* Far below the safety rescan, so an event brought it. */
	assert_true(clock_mono() - began < UINT64_C(5000000000));
}

static void test_half_a_record_then_the_rest(void **state)
{
	struct world *world = *state;
	struct str bytes = {0}, half = {0};
	make_run(world, "a", 9);
	append_scalar(&bytes, 9);
	str_append(&half, bytes.data, bytes.length / 2);
	write_bytes(path_of(world, "a/" FILE_NAME), O_APPEND, &half);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 9);
	str_clear(&half);
	str_append(&half, bytes.data + bytes.length / 2, bytes.length - bytes.length / 2);
	write_bytes(path_of(world, "a/" FILE_NAME), O_APPEND, &half);
	assert_true(comes_true(world, has_10));
	str_fini(&half);
	str_fini(&bytes);
}

static void test_new_run_appears(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_int_equal(mkdir(path_of(world, "deep"), 0700), 0);
	assert_int_equal(mkdir(path_of(world, "deep/er"), 0700), 0);
	make_run(world, "deep/er/b", 5);
	assert_true(comes_true(world, has_10));
	assert_int_equal(last_step(world, "deep/er/b"), 4);
}

static void test_directory_removed_and_made_again(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_int_equal(nftw(path_of(world, "a"), remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	assert_true(comes_true(world, one_gone));
	assert_int_equal(points(world), 5);
	make_run(world, "a", 10);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, none_gone));
	/* The new directory is watched, too. */
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
}

/* The new one may have the number of the old one: nothing tells them apart but that the watch went. */
static void test_directory_made_again_at_once(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(nftw(path_of(world, "a"), remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	make_run(world, "a", 10);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(mkdir(path_of(world, "a/below"), 0700), 0);
	write_steps(path_of(world, "a/below/" FILE_NAME), 0, 10);
	assert_true(comes_true(world, has_20));
}

static void test_directory_swapped_at_once(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	make_run(world, "a.new", 10);
	assert_int_equal(rename(path_of(world, "a.new"), path_of(world, "../new")), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_int_equal(rename(path_of(world, "a"), path_of(world, "../old")), 0);
	assert_int_equal(rename(path_of(world, "../new"), path_of(world, "a")), 0);
	assert_true(comes_true(world, has_10));
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
}

static void test_file_truncated(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 20);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_20));
	write_steps(path_of(world, "a/" FILE_NAME), 0, 5);
	assert_true(comes_true(world, has_5));
	assert_int_equal(last_step(world, "a"), 4);
}

static bool ends_at_59(struct world *world)
{
	return points(world) == 10 && last_step(world, "a") == 59;
}

/* As a writer does that takes its old file's name: larger than before when it is looked at next, the inode the same. */
static void test_file_cut_and_grown_between_looks(void **state)
{
	struct world *world = *state;
	struct str bytes = {0};
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	for (int64_t step = 50; step < 60; step++)
		append_scalar(&bytes, step);
	write_bytes(path_of(world, "a/" FILE_NAME), O_TRUNC, &bytes);
	assert_true(comes_true(world, ends_at_59));
	str_fini(&bytes);
}

/* As by rsync --inplace --times: neither its size nor its time tells. */
static void test_file_written_anew_with_the_same_size_and_time(void **state)
{
	struct world *world = *state;
	struct str bytes = {0};
	struct stat before;
	const char *path = path_of(world, "a/" FILE_NAME);
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(stat(path, &before), 0);
	append_version(&bytes);
	for (int64_t step = 50; step < 60; step++)
		append_scalar(&bytes, step);
	bytes.length = bytes.length < (size_t)before.st_size ? bytes.length : (size_t)before.st_size;
	write_bytes(path, 0, &bytes);
	assert_int_equal(utimensat(AT_FDCWD, path, (struct timespec[2]){before.st_atim, before.st_mtim}, 0), 0);
	assert_true(comes_true(world, ends_at_59));
	str_fini(&bytes);
}

static void test_file_replaced_by_rename(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	write_steps(path_of(world, "a/tmp"), 0, 10);
	assert_int_equal(rename(path_of(world, "a/tmp"), path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, has_10));
}

static void test_deleted_file_keeps_its_points(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(unlink(path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, one_gone));
	assert_int_equal(points(world), 10);
	assert_int_equal(feed_progress(world->feed)->bytes_total, 0);
	assert_int_equal(store_problem_count(world->store), 0);
}

/* As rsync names what it copies, until it is whole. */
#define COPY_NAME "." FILE_NAME ".Ab3xYz"

static bool has_10_in_one_file(struct world *world)
{
	struct store_totals totals = store_totals(world->store);
	return totals.points == 10 && totals.files == 1 && !totals.files_gone && at_rest(world);
}

static bool has_15(struct world *world)
{
	return points(world) == 15;
}

static bool has_30_one_gone(struct world *world)
{
	return points(world) == 30 && one_gone(world) && at_rest(world);
}

static void test_a_copy_takes_its_place(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	write_steps(path_of(world, "a/" COPY_NAME), 0, 10);
	assert_true(comes_true(world, has_15));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(rename(path_of(world, "a/" COPY_NAME), path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, has_10_in_one_file));
	/* And once more, what was forgotten by that name. */
	write_steps(path_of(world, "a/" COPY_NAME), 0, 5);
	assert_true(comes_true(world, has_15));
	assert_int_equal(unlink(path_of(world, "a/" COPY_NAME)), 0);
	assert_true(comes_true(world, one_gone)); /* what stands in another file, too, but nobody looked */
	assert_int_equal(points(world), 15);
}

static void test_a_copy_takes_its_place_while_it_is_read(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	write_steps(path_of(world, "a/" COPY_NAME), 0, 5);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	reads_hang = true;
	write_steps(path_of(world, "a/" COPY_NAME), 5, 10);
	assert_true(comes_true(world, is_hanging));
	assert_int_equal(rename(path_of(world, "a/" COPY_NAME), path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, one_gone));
	reads_hang = false;
	assert_true(comes_true(world, has_10_in_one_file));
}

static void test_a_renamed_file_is_no_second_one(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10_in_one_file));
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME), path_of(world, "a/" FILE_NAME ".1")), 0);
	write_steps(path_of(world, "a/" FILE_NAME), 0, 5); /* the writer goes on */
	assert_true(comes_true(world, has_15));
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME ".1"), path_of(world, "a/" FILE_NAME)), 0);
	assert_true(comes_true(world, has_10_in_one_file));
}

static bool two_gone(struct world *world)
{
	return store_totals(world->store).files_gone == 2;
}

/* Whose next name is gone before it was read. */
static void test_a_file_renamed_twice_is_no_second_one(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10_in_one_file));
	reads_hang = true;
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME), path_of(world, "a/" FILE_NAME ".1")), 0);
	assert_true(comes_true(world, is_hanging));
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME ".1"), path_of(world, "a/" FILE_NAME ".2")), 0);
	assert_true(comes_true(world, two_gone));
	reads_hang = false;
	assert_true(comes_true(world, has_10_in_one_file));
}

/* The number of a file that was removed may be given to the next: what is in it tells. */
static void test_another_file_of_that_number(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10_in_one_file));
	assert_int_equal(rename(path_of(world, "a/" FILE_NAME), path_of(world, "a/away")), 0);
	assert_int_equal(truncate(path_of(world, "a/away"), 0), 0);
	write_steps(path_of(world, "a/away"), 100, 120);
	assert_int_equal(rename(path_of(world, "a/away"), path_of(world, "a/" FILE_NAME ".2")), 0);
	assert_true(comes_true(world, has_30_one_gone));
	rounds = 20;
	assert_true(comes_true(world, no_rounds_left));
	assert_true(has_30_one_gone(world));
}

static void test_forgotten_file_that_comes_back(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	assert_int_equal(rename(path_of(world, "a"), path_of(world, "../away")), 0);
	assert_true(comes_true(world, one_gone));
	store_drop_gone(world->store);
	assert_int_equal(points(world), 0);
	assert_int_equal(rename(path_of(world, "../away"), path_of(world, "a")), 0);
	assert_true(comes_true(world, has_10));
}

static void test_logdir_appears_later(void **state)
{
	struct world *world = *state;
	assert_int_equal(rmdir(world->logdir), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, is_waiting));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(store_problem_count(world->store), 0);
	assert_int_equal(mkdir(world->logdir, 0700), 0);
	make_run(world, "a", 10);
	assert_true(comes_true(world, has_10));
	assert_false(is_waiting(world));
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
	assert_int_equal(nftw(world->logdir, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	assert_true(comes_true(world, is_waiting));
	assert_int_equal(points(world), 20);
}

static void test_logdir_that_is_one_file(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	write_steps(path_of(world, "a/other.tfevents"), 0, 5);
	start_on(world, path_of(world, "a/" FILE_NAME), WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 5);
	assert_int_equal(last_step(world, "."), 4);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
}

static void test_poll_mode(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_POLL, 0.05);
	assert_true(comes_true(world, has_5));
	assert_int_equal(feed_progress(world->feed)->directories_watched, 0);
	assert_int_equal(feed_progress(world->feed)->mode, WATCH_POLL);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
	make_run(world, "b", 10);
	assert_true(comes_true(world, has_20));
}

static void test_watches_used_up(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 3);
	make_run(world, "b", 2);
	watches_left = 2;
	start_on(world, world->logdir, WATCH_AUTO, 0.05);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	const struct progress *progress = feed_progress(world->feed);
	assert_true(progress->events_lost);
	assert_int_equal(progress->mode, WATCH_POLL);
	assert_int_equal(progress->directories_watched, 2);
	write_steps(path_of(world, "a/" FILE_NAME), 3, 6);
	write_steps(path_of(world, "b/" FILE_NAME), 2, 4);
	assert_true(comes_true(world, has_10));
	watches_left = -1; /* the next sweep tries again */
	assert_true(comes_true(world, all_watched));
	assert_false(progress->events_lost);
	assert_int_equal(progress->mode, WATCH_AUTO);
}

static void test_lost_event_is_made_up_for(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	watches_deaf = true;
	start_with(world, world->logdir,
	           &(struct feed_options){.mode = WATCH_AUTO, .reload_interval = 5, .safety_interval = 0.05});
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(feed_progress(world->feed)->directories_watched, 2);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
	make_run(world, "b", 10);
	assert_true(comes_true(world, has_20));
}

static void test_remote_file_system_is_polled(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	looks_remote = true;
	watches_added = 0;
	start_on(world, world->logdir, WATCH_AUTO, 0.05);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	const struct progress *progress = feed_progress(world->feed);
	assert_int_equal(progress->mode, WATCH_POLL);
	assert_true(progress->interval < 1);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_10));
	make_run(world, "b", 10);
	assert_true(comes_true(world, has_20));
	/* None was tried: adding one asks the server, and the loop would wait for it. */
	assert_int_equal(watches_added, 0);
}

/* A tenth of the time at most, but no look that hung puts off the next one for hours. */
static void test_slow_looks_come_less_often(void **state)
{
	assert_true(feed_sweep_interval(5, 0.01) == 5);
	assert_true(feed_sweep_interval(5, 2) == 20);
	assert_true(feed_sweep_interval(30, 2) == 30);
	assert_true(feed_sweep_interval(5, 3600) == 600);
	assert_true(feed_sweep_interval(1200, 3600) == 1200);
}

static void test_busy_directories_do_not_put_off_the_end_of_a_scan(void **state)
{
	struct world *world = *state;
	make_busy_runs(world);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	uint64_t began = clock_mono();
	assert_true(comes_true(world, at_rest_though_busy));
	assert_true(clock_mono() - began < UINT64_C(5000000000));
}

static void test_forgotten_while_it_was_being_read(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	reads_hang = true;
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, is_hanging));
	assert_int_equal(rename(path_of(world, "a"), path_of(world, "../away")), 0);
	assert_true(comes_true(world, one_gone));
	store_drop_gone(world->store);
	assert_int_equal(rename(path_of(world, "../away"), path_of(world, "a")), 0);
	assert_true(comes_true(world, one_file));
	reads_hang = false;
	assert_true(comes_true(world, has_10));
	assert_int_equal(last_step(world, "a"), 9);
}

static void test_read_of_a_forgotten_file_brings_nothing(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	reads_hang = true;
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, is_hanging));
	assert_int_equal(rename(path_of(world, "a"), path_of(world, "../away")), 0);
	assert_true(comes_true(world, one_gone));
	store_drop_gone(world->store);
	reads_hang = false;
	assert_true(comes_true(world, none_hanging));
	rounds = 10; /* what it brought is handed over */
	assert_true(comes_true(world, no_rounds_left));
	assert_int_equal(points(world), 0);
	assert_int_equal(store_run_count(world->store), 0);
}

static bool waits_15(struct world *world)
{
	return feed_waiting(world->feed) == 15;
}

/* The store stays; what is read waits, even of files that are no more when it goes on. */
static void test_reading_goes_on_while_held(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_POLL, 0.01);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	feed_hold(world->feed);
	uint64_t generation = store_generation(world->store);
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	make_run(world, "b", 10);
	assert_true(comes_true(world, waits_15));
	assert_int_equal(unlink(path_of(world, "b/" FILE_NAME)), 0);
	feed_rescan(world->feed);
	rounds = 20;
	assert_true(comes_true(world, no_rounds_left));
	assert_int_equal(store_generation(world->store), generation);
	assert_int_equal(store_run_count(world->store), 1);
	assert_int_equal(points(world), 5);
	feed_go_on(world->feed);
	assert_int_equal(points(world), 20); /* at once */
	assert_int_equal(feed_waiting(world->feed), 0);
	assert_int_equal(store_totals(world->store).files_gone, 1);
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "a/" FILE_NAME), 10, 12);
	assert_true(comes_true(world, has_22));
}

/* A read is under way when it is held, and comes back. */
static void hold_with_a_read_back(struct world *world)
{
	reads_hang = true;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, is_hanging));
	feed_hold(world->feed);
	reads_hang = false;
	assert_true(comes_true(world, none_hanging));
	rounds = 10;
	assert_true(comes_true(world, no_rounds_left));
}

static void test_held_while_loading(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	hold_with_a_read_back(world);
	assert_int_equal(points(world), 0);
	feed_go_on(world->feed);
	assert_int_equal(points(world), 10);
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
}

static void test_stop_while_held(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	hold_with_a_read_back(world);
	stop(world);
}

static void test_off_mode_waits_for_a_rescan(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_OFF, 5);
	assert_true(comes_true(world, has_5));
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "a/" FILE_NAME), 5, 10);
	/* Nothing is set to bring it: neither a watch nor a timer. */
	assert_int_equal(feed_progress(world->feed)->directories_watched, 0);
	assert_false(uv_loop_alive(&world->loop));
	assert_int_equal(points(world), 5);
	feed_rescan(world->feed);
	assert_true(comes_true(world, has_10));
}

static void test_link_back_is_not_followed(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	assert_int_equal(symlink("..", path_of(world, "a/up")), 0);
	assert_int_equal(symlink(".", path_of(world, "a/here")), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 10);
	assert_int_equal(store_run_count(world->store), 1);
	assert_int_equal(feed_progress(world->feed)->directories, 2);
}

static void test_a_link_elsewhere_is_a_run(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	assert_int_equal(symlink("a", path_of(world, "b")), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	write_steps(path_of(world, "b/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_20));
}

/* No event of a watched directory tells of what a link leads to: a sweep would, much later. */
static void test_what_a_link_leads_to_appears(void **state)
{
	struct world *world = *state;
	assert_int_equal(symlink("../elsewhere/deeper/run", path_of(world, "b")), 0);
	assert_int_equal(symlink("b", path_of(world, "c")), 0);
	assert_int_equal(symlink("lost", path_of(world, "d")), 0);
	assert_int_equal(symlink("d", path_of(world, "lost")), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 0);
	assert_int_equal(world->feed->lookouts, 1); /* the same for both */
	/* One part of the path after the other. */
	assert_int_equal(mkdir(path_of(world, "../elsewhere"), 0777), 0);
	assert_int_equal(mkdir(path_of(world, "../elsewhere/deeper"), 0777), 0);
	make_run(world, "../elsewhere/deeper/run", 5);
	assert_true(comes_true(world, has_10));
	assert_int_equal(world->feed->lookouts, 0);
}

static void test_two_hundred_runs(void **state)
{
	struct world *world = *state;
	for (int i = 0; i < 200; i++) {
		char name[16];
		snprintf(name, sizeof name, "run%03d", i);
		make_run(world, name, 7);
	}
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 1400);
	assert_int_equal(store_run_count(world->store), 200);
	assert_int_equal(last_step(world, "run199"), 6);
}

static void test_stop_while_loading(void **state)
{
	struct world *world = *state;
	for (int i = 0; i < 40; i++) {
		char name[16];
		snprintf(name, sizeof name, "run%03d", i);
		make_run(world, name, 2000);
	}
	start_on(world, world->logdir, WATCH_AUTO, 5);
	for (int i = 0; i < 6; i++) /* far enough for jobs to be in flight */
		uv_run(&world->loop, UV_RUN_ONCE);
	assert_false(at_rest(world));
	stop(world);
}

static void test_stop_at_once(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	stop(world);
}

static void test_temporary_directories_leave_nothing(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	start_on(world, world->logdir, WATCH_POLL, 0.01);
	assert_true(comes_true(world, has_10));
	for (int i = 0; i < 20; i++) {
		char name[16];
		snprintf(name, sizeof name, "tmp%d", i);
		assert_int_equal(mkdir(path_of(world, name), 0700), 0);
		uv_run(&world->loop, UV_RUN_ONCE);
		assert_int_equal(rmdir(path_of(world, name)), 0);
	}
	feed_rescan(world->feed);
	write_steps(path_of(world, "a/" FILE_NAME), 10, 20);
	assert_true(comes_true(world, has_20));
	assert_int_equal(store_problem_count(world->store), 0);
	assert_int_equal(store_run_count(world->store), 1);
}

static void test_same_logdir_twice_is_read_once(void **state)
{
	struct world *world = *state;
	char slashed[160];
	make_run(world, "a", 10);
	snprintf(slashed, sizeof slashed, "%s/", world->logdir);
	struct logdir both[] = {{"", world->logdir}, {"", slashed}};
	world->feed = feed_start(&world->loop, world->store, both, 2,
	                         &(struct feed_options){.mode = WATCH_AUTO, .reload_interval = 5});
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 10);
}

static void test_named_logdirs(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 4);
	make_run(world, "b", 6);
	struct logdir both[] = {{"one", path_of(world, "a")}, {"two", path_of(world, "b")}};
	world->feed = feed_start(&world->loop, world->store, both, 2,
	                         &(struct feed_options){.mode = WATCH_AUTO, .reload_interval = 5});
	assert_true(comes_true(world, has_10));
	assert_int_equal(last_step(world, "one"), 3);
	assert_int_equal(last_step(world, "two"), 5);
}

static void test_unreadable_directory_is_told(void **state)
{
	struct world *world = *state;
	if (geteuid() == 0)
		skip();
	make_run(world, "a", 10);
	make_run(world, "closed", 5);
	assert_int_equal(chmod(path_of(world, "closed"), 0), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 10);
	assert_int_equal(store_problem_count(world->store), 1);
	assert_int_equal(chmod(path_of(world, "closed"), 0700), 0);
	feed_rescan(world->feed);
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "closed/" FILE_NAME), 5, 10);
	assert_true(comes_true(world, has_20));
	assert_int_equal(store_problem_count(world->store), 0);
}

static bool has_10_problems(struct world *world)
{
	return points(world) == 10 && store_problem_count(world->store) > 0;
}

/* By the event alone: files that were met closed, and what lies below a directory that was closed for a while. */
static void test_what_is_opened_is_read(void **state)
{
	struct world *world = *state;
	if (geteuid() == 0)
		skip();
	make_run(world, "a", 5);
	assert_int_equal(mkdir(path_of(world, "a/below"), 0700), 0);
	make_run(world, "closed", 5);
	write_steps(path_of(world, "a/below/" FILE_NAME), 0, 5);
	assert_int_equal(chmod(path_of(world, "closed/" FILE_NAME), 0), 0);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10_problems));
	assert_true(comes_true(world, at_rest));
	write_steps(path_of(world, "a/below/" FILE_NAME), 5, 10);
	assert_int_equal(chmod(path_of(world, "a"), 0), 0);
	feed_rescan(world->feed);
	assert_true(comes_true(world, at_rest));
	assert_int_equal(chmod(path_of(world, "a"), 0700), 0);
	assert_int_equal(chmod(path_of(world, "closed/" FILE_NAME), 0600), 0);
	assert_true(comes_true(world, has_20));
	assert_int_equal(store_problem_count(world->store), 0);
}

/* Closed when it was to be watched, and not when it was listed: nobody would tell of what happens there. */
static void test_a_watch_that_was_denied_is_tried_again(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	make_run(world, "b", 5);
	watches_denied = true;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(feed_progress(world->feed)->directories_watched, 0);
	watches_denied = false;
	assert_true(comes_true(world, all_watched));
	write_steps(path_of(world, "a/" FILE_NAME), 5, 15);
	assert_true(comes_true(world, has_20));
}

static uint64_t denied_until;

static bool no_longer_denied(struct world *world)
{
	return clock_mono() >= denied_until;
}

static bool none_watched(struct world *world)
{
	return feed_progress(world->feed)->directories_watched == 0 && at_rest(world);
}

/* For longer than it takes until tries are rare: still a second later, for nobody would tell of a logdir. */
static void test_a_watch_that_was_denied_for_long(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 5);
	make_run(world, "b", 5);
	watches_denied = true;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, none_watched));
	denied_until = clock_mono() + UINT64_C(4500000000);
	assert_true(comes_true(world, no_longer_denied));
	watches_denied = false;
	uint64_t began = clock_mono();
	assert_true(comes_true(world, all_watched));
	assert_true(clock_mono() - began < UINT64_C(2500000000));
}

static bool one_problem(struct world *world)
{
	return store_problem_count(world->store) == 1;
}

static bool no_problem(struct world *world)
{
	return store_problem_count(world->store) == 0;
}

/* As when a directory above was closed for a moment: no event comes where the listing failed. */
static void test_a_listing_that_failed_is_tried_again(void **state)
{
	struct world *world = *state;
	char below[256];
	make_run(world, "a", 5);
	make_run(world, "a/below", 5);
	strcpy(below, path_of(world, "a/below"));
	closed_path = below;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, one_problem));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 5);
	closed_path = NULL;
	assert_true(comes_true(world, has_10));
	assert_int_equal(store_problem_count(world->store), 0);
}

static void test_a_read_that_failed_is_tried_again(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	reads_fail = true;
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, one_problem));
	assert_true(comes_true(world, at_rest));
	reads_fail = false;
	assert_true(comes_true(world, has_10));
	assert_true(comes_true(world, no_problem));
}

#define LONG_STEPS 400000

static bool has_any(struct world *world)
{
	return points(world) > 0;
}

static bool has_all_of_the_long_one(struct world *world)
{
	return points(world) == LONG_STEPS + 10 && at_rest(world);
}

static void dump_cold_read(struct world *world, struct str *out)
{
	struct store *store = store_new();
	const char *path = path_of(world, "a/" FILE_NAME);
	uint32_t file = store_add_file(store, &(struct store_file_spec){.run = slice_of("a"), .name = slice_of(FILE_NAME),
		.path = slice_of(path), .shown = slice_of("a/" FILE_NAME)});
	struct tail *tail = tail_new(path, file);
	store_apply(store, tail_read(tail, UINT64_MAX));
	tail_free(tail);
	dump_store(store, out);
	store_free(store);
}

/* 20 MiB and more: the last step is there with the first points, and in the end all is as read in order. */
static void test_a_long_file_shows_its_end_first(void **state)
{
	struct world *world = *state;
	struct str dumped = {0}, expected = {0};
	make_run(world, "a", LONG_STEPS);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, has_any));
	assert_int_equal(last_step(world, "a"), LONG_STEPS - 1);
	assert_true(points(world) < LONG_STEPS / 4);
	assert_true(feed_progress(world->feed)->loading);
	write_steps(path_of(world, "a/" FILE_NAME), LONG_STEPS, LONG_STEPS + 10);
	assert_true(comes_true(world, has_all_of_the_long_one));
	dump_store(world->store, &dumped);
	dump_cold_read(world, &expected);
	assert_true(slice_equal(str_slice(&dumped), str_slice(&expected)));
	assert_int_equal(store_totals(world->store).replacements, 0);
	str_fini(&dumped);
	str_fini(&expected);
}

/* ---- the index ---------------------------------------------------------------- */

#define INDEXED_STEPS 2000

static void start_again(struct world *world)
{
	if (world->feed)
		stop(world);
	store_free(world->store);
	world->store = store_new();
	world->sketched = false;
	world->most = 0;
	start_with(world, world->logdir, &(struct feed_options){.mode = WATCH_AUTO, .reload_interval = 5, .long_file = 8192});
}

static bool has_all_indexed(struct world *world)
{
	return points(world) >= INDEXED_STEPS && !store_totals(world->store).bytes_sketched && at_rest(world);
}

static void check_as_read_cold(struct world *world)
{
	struct str dumped = {0}, expected = {0};
	dump_store(world->store, &dumped);
	dump_cold_read(world, &expected);
	assert_true(slice_equal(str_slice(&dumped), str_slice(&expected)));
	assert_int_equal(store_totals(world->store).bytes_read, store_totals(world->store).bytes_found);
	str_fini(&dumped);
	str_fini(&expected);
}

static void begin_index(struct world *world)
{
	char place[128];
	snprintf(place, sizeof place, "%s/cache", world->top);
	world->cache = cache_new(place, CACHE_MOST);
	make_run(world, "a", INDEXED_STEPS);
	start_again(world);
	assert_true(comes_true(world, has_all_indexed));
	assert_false(world->sketched);
	check_as_read_cold(world);
}

static void end_index(struct world *world)
{
	stop(world);
	cache_free(world->cache);
	world->cache = NULL;
}

static void test_a_second_start_knows_a_long_file(void **state)
{
	struct world *world = *state;
	begin_index(world);
	start_again(world);
	assert_true(comes_true(world, has_all_indexed));
	assert_true(world->sketched);
	check_as_read_cold(world);
	/* Also when it has grown meanwhile. */
	stop(world);
	write_steps(path_of(world, "a/" FILE_NAME), INDEXED_STEPS, INDEXED_STEPS + 500);
	start_again(world);
	assert_true(comes_true(world, has_all_indexed));
	assert_true(world->sketched);
	assert_int_equal(last_step(world, "a"), INDEXED_STEPS + 499);
	check_as_read_cold(world);
	end_index(world);
}

/* In place and of the same size, or another file of that name: nothing of the old one is ever there. */
static void test_a_replaced_file_is_not_known(void **state)
{
	struct world *world = *state;
	struct str bytes = {0};
	begin_index(world);
	assert_true(world->most == INDEXED_STEPS - 1);
	append_version(&bytes);
	for (int64_t step = 0; step < INDEXED_STEPS; step++)
		append_scalar(&bytes, step % 1000);
	for (int way = 0; way < 2; way++) {
		stop(world);
		if (way)
			assert_int_equal(unlink(path_of(world, "a/" FILE_NAME)), 0);
		write_bytes(path_of(world, "a/" FILE_NAME), O_TRUNC, &bytes);
		start_again(world);
		assert_true(comes_true(world, has_all_indexed));
		assert_int_equal(world->sketched, false);
		assert_true(world->most <= 999);
		check_as_read_cold(world);
		stop(world);
		write_steps(path_of(world, "a/" FILE_NAME), 0, INDEXED_STEPS);
		start_again(world);
		assert_true(comes_true(world, has_all_indexed));
	}
	end_index(world);
	str_fini(&bytes);
}

static bool is_damaged(struct world *world)
{
	return store_damaged(world->store);
}

/* What a marker says is left out; its damage is told, as commands tell it. */
static void test_a_damaged_marker_is_told(void **state)
{
	struct world *world = *state;
	struct str bytes = {0};
	make_run(world, "a", 10);
	append_scalar(&bytes, 77);
	bytes.data[20] ^= 1;
	append_scalar(&bytes, 78);
	write_bytes(path_of(world, "a/" FILE_NAME ".profile-empty"), O_TRUNC, &bytes);
	start_on(world, world->logdir, WATCH_AUTO, 5);
	assert_true(comes_true(world, is_damaged));
	assert_true(comes_true(world, at_rest));
	assert_int_equal(points(world), 10);
	assert_int_equal(store_problem_count(world->store), 1);
	str_fini(&bytes);
}

static bool told_or_whole(struct world *world)
{
	return at_rest(world) && (points(world) == 10 || store_problem_count(world->store) > 0);
}

/* Memory fails from the n-th allocation on, for every n: what is missing is told, and is there once memory is. */
static void test_want_of_memory_is_told(void **state)
{
	struct world *world = *state;
	make_run(world, "a", 10);
	uint32_t told = 0;
	for (long calls = 0; calls < 90; calls++) {
		alloc_fail_after(calls);
		start_on(world, world->logdir, WATCH_AUTO, 5);
		assert_true(comes_true(world, told_or_whole));
		alloc_fail_after(-1);
		told += store_problem_count(world->store) > 0;
		feed_rescan(world->feed);
		assert_true(comes_true(world, told_or_whole));
		stop(world);
		store_free(world->store);
		world->store = store_new();
	}
	assert_in_range(told, 5, 89);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	main_thread = pthread_self();
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_there_at_start),
		TEST(test_a_long_file_shows_its_end_first),
		TEST(test_a_second_start_knows_a_long_file),
		TEST(test_a_replaced_file_is_not_known),
		TEST(test_a_damaged_marker_is_told),
		TEST(test_want_of_memory_is_told),
		TEST(test_append_arrives_by_event),
		TEST(test_half_a_record_then_the_rest),
		TEST(test_new_run_appears),
		TEST(test_directory_removed_and_made_again),
		TEST(test_directory_made_again_at_once),
		TEST(test_directory_swapped_at_once),
		TEST(test_file_truncated),
		TEST(test_file_cut_and_grown_between_looks),
		TEST(test_file_written_anew_with_the_same_size_and_time),
		TEST(test_file_replaced_by_rename),
		TEST(test_deleted_file_keeps_its_points),
		TEST(test_a_copy_takes_its_place),
		TEST(test_a_copy_takes_its_place_while_it_is_read),
		TEST(test_a_renamed_file_is_no_second_one),
		TEST(test_a_file_renamed_twice_is_no_second_one),
		TEST(test_another_file_of_that_number),
		TEST(test_forgotten_file_that_comes_back),
		TEST(test_logdir_appears_later),
		TEST(test_logdir_that_is_one_file),
		TEST(test_poll_mode),
		TEST(test_watches_used_up),
		TEST(test_lost_event_is_made_up_for),
		TEST(test_remote_file_system_is_polled),
		TEST(test_busy_directories_do_not_put_off_the_end_of_a_scan),
		TEST(test_forgotten_while_it_was_being_read),
		TEST(test_read_of_a_forgotten_file_brings_nothing),
		TEST(test_reading_goes_on_while_held),
		TEST(test_held_while_loading),
		TEST(test_stop_while_held),
		TEST(test_off_mode_waits_for_a_rescan),
		TEST(test_link_back_is_not_followed),
		TEST(test_a_link_elsewhere_is_a_run),
		TEST(test_what_a_link_leads_to_appears),
		TEST(test_two_hundred_runs),
		TEST(test_stop_while_loading),
		TEST(test_stop_at_once),
		TEST(test_temporary_directories_leave_nothing),
		TEST(test_same_logdir_twice_is_read_once),
		TEST(test_named_logdirs),
		TEST(test_unreadable_directory_is_told),
		TEST(test_slow_looks_come_less_often),
		TEST(test_what_is_opened_is_read),
		TEST(test_a_watch_that_was_denied_is_tried_again),
		TEST(test_a_watch_that_was_denied_for_long),
		TEST(test_a_listing_that_failed_is_tried_again),
		TEST(test_a_read_that_failed_is_tried_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
