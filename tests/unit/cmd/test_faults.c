/* Want of memory anywhere between the bytes of a file and the store. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "disk/tail.h"
#include "model/store.h"
#include "write/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_CALLS 5000
#define SLICE 4000 /* bytes: a file comes in several batches */

static char folder[] = "/tmp/tbtop-faults-XXXXXX";
static char *path;

static double tick(void *context)
{
	double *now = context;
	return *now += 0.25;
}

/* Scalars of several tags, more than a chunk of one of them, marks, a restart's lower steps. */
static char *write_events(void)
{
	double now = 1700000000;
	struct tbr_writer *writer;
	struct tbr_options options = {.clock = tick, .context = &now, .flush_seconds = 1e18};
	assert_int_equal(tbr_open(&writer, folder, &options), 0);
	for (int session = 0; session < 2; session++) {
		tbr_session(writer, TBR_START, session * 300, NULL);
		for (int step = session * 300; step < session * 300 + 600; step++) {
			tbr_scalar(writer, "loss", step, (float)step / 7);
			if (step % 20 == 0)
				tbr_scalar(writer, step % 40 ? "eval/loss" : "eval/accuracy", step, 0.5f);
		}
	}
	char *name = strdup(tbr_path(writer));
	assert_int_equal(tbr_close(writer), 0);
	return name;
}

static uint32_t add_file(struct store *store)
{
	return store_add_file(store, &(struct store_file_spec){.run = slice_of("."), .name = slice_of("events"),
		.path = slice_of("events"), .shown = slice_of("events")});
}

/* Reads on as the dashboard does: what failed is tried again with the next read. False when there is no batch for it. */
static bool read_into(struct store *store, struct tail *tail)
{
	bool caught_up = false;
	for (int tries = 0; !caught_up && tries < 100; tries++) {
		struct batch *batch = tail_read(tail, SLICE);
		if (!batch)
			return false;
		caught_up = batch->caught_up;
		store_apply(store, batch);
	}
	return true;
}

struct picture {
	uint64_t points, hash;
};

static bool see_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct picture *picture = context;
	picture->points += count;
	for (size_t i = 0; i < count; i++)
		picture->hash = (picture->hash ^ (uint64_t)rows[i].step ^ rows[i].bits << 20) * 0x9E3779B97F4A7C15u;
	return true;
}

static struct picture picture_of(const struct store *store)
{
	struct picture picture = {0};
	for (uint32_t i = 0; store_run_count(store) && i < store_run_series_count(store, 0); i++)
		store_walk_scalars(store, store_run_series_at(store, 0, i), see_rows, &picture);
	return picture;
}

static struct picture read_whole(void)
{
	struct store *store = store_new();
	struct tail *tail = tail_new(path, add_file(store));
	assert_true(read_into(store, tail));
	assert_int_equal(store_problem_count(store), 0);
	struct picture picture = picture_of(store);
	tail_free(tail);
	store_free(store);
	return picture;
}

static bool equal(struct picture a, struct picture b)
{
	return a.points == b.points && a.hash == b.hash;
}

/* One failing allocation after the other, from then on all fail; true when none was reached any more. */
static bool fail_once(long calls, struct picture whole)
{
	struct store *store = store_new();
	alloc_fail_after(calls);
	uint32_t file = add_file(store);
	struct tail *tail = file == STORE_NONE ? NULL : tail_new(path, file);
	bool told = !tail || !read_into(store, tail);
	alloc_fail_after(-1);
	bool done = tail && equal(picture_of(store), whole);
	/* What is missing is told: by the want of a tail or a batch, or as a problem of the file. */
	assert_true(done || told || store_problem_count(store) > 0);
	tail_free(tail);

	file = add_file(store);
	assert_int_not_equal(file, STORE_NONE);
	store_drop_file(store, file);
	tail = tail_new(path, file);
	assert_true(read_into(store, tail));
	assert_true(equal(picture_of(store), whole));
	assert_int_equal(store_problem_count(store), 0);
	tail_free(tail);
	store_free(store);
	return done;
}

static void test_every_allocation_may_fail(void **state)
{
	struct picture whole = read_whole();
	long calls = 0;
	assert_true(whole.points > 900);
	while (calls < MOST_CALLS && !fail_once(calls, whole))
		calls++;
	assert_in_range(calls, 50, MOST_CALLS - 1);
}

static int set_up(void **state)
{
	if (!mkdtemp(folder))
		return -1;
	path = write_events();
	return 0;
}

static int tear_down(void **state)
{
	unlink(path);
	free(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
