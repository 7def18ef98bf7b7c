/* Long files: their ends first, and what the next start knows of them. */
#include "unit/feed/world.h"

#include "base/alloc.h"
#include "disk/tail.h"
#include "unit/model/dump.h"

#include <fcntl.h>
#include <unistd.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_long_file_shows_its_end_first),
		TEST(test_a_second_start_knows_a_long_file),
		TEST(test_a_replaced_file_is_not_known),
		TEST(test_a_damaged_marker_is_told),
		TEST(test_want_of_memory_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
