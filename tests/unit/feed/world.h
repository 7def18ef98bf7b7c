/*
 * A feed on a directory of a test's own, on a loop of its own: what writes runs there, and what waits for a state
 * by running the loop, never by sleeping.
 */
#ifndef TBTOP_TESTS_UNIT_FEED_WORLD_H
#define TBTOP_TESTS_UNIT_FEED_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "feed/state.h"
#include "unit/feed/outside.h"
#include "unit/read/build.h"

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

/* Before and after each test: the test's state is a world without a feed. */
int world_setup(void **state);
int world_teardown(void **state);
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

/* A path below the logdir; good until three others were asked for. */
char *path_of(const struct world *world, const char *below);

/* The feed begins, on the logdir or another path; ends, and its loop has nothing left to do for it. */
void start_with(struct world *world, const char *path, const struct feed_options *options);
void start_on(struct world *world, const char *path, enum watch_mode mode, double interval);
void stop(struct world *world);

/* ---- writing ---------------------------------------------------------------- */

/* One record each: the scalar "loss" at a step, which is its value, too. */
void append_scalar(struct str *to, int64_t step);
void append_version(struct str *to);

void write_bytes(const char *path, int flags, const struct str *bytes);

/* `from` 0 makes the file anew. */
void write_steps(const char *path, int64_t from, int64_t to);
void make_run(struct world *world, const char *name, int64_t steps);

/* ---- waiting ---------------------------------------------------------------- */

typedef bool predicate(struct world *world);

/* Runs the loop until it holds; false: it did not for long. */
bool comes_true(struct world *world, predicate *holds);

uint64_t points(const struct world *world);
int64_t last_step(const struct world *world, const char *run);

/* Predicates: nothing is being listed or read; so many points; … */
bool at_rest(struct world *world);
bool has_5(struct world *world);
bool has_10(struct world *world);
bool has_20(struct world *world);
bool one_gone(struct world *world);
bool all_watched(struct world *world);
bool is_hanging(struct world *world);
bool none_hanging(struct world *world);

/* Lets the loop come round so often. */
extern int rounds;
bool no_rounds_left(struct world *world);

#endif
