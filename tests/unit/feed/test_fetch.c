/* Wishes become assets on a real loop with real files; stopping in the middle leaves nothing behind. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "disk/tail.h"
#include "feed/fetch.h"
#include "unit/read/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define POINTS 40

struct world {
	uv_loop_t loop;
	struct store *store;
	struct assets *assets;
	struct fetch *fetch;
	char folder[64], path[128];
	uint32_t series;
	unsigned came;
	bool done;
};

static void append_histogram(struct str *to, int64_t step)
{
	struct str histo = {0}, value = {0}, summary = {0}, event = {0};
	build_double(&histo, 2, 1);
	build_double(&histo, 6, 1);
	build_double(&histo, 7, (double)(step + 1));
	build_text(&value, 1, "h");
	build_message(&value, 5, &histo);
	build_message(&summary, 1, &value);
	build_double(&event, 1, 1.7e9 + (double)step);
	build_number(&event, 2, (uint64_t)step);
	build_message(&event, 5, &summary);
	build_record(to, event.data, event.length);
	str_fini(&histo);
	str_fini(&value);
	str_fini(&summary);
	str_fini(&event);
}

static void write_points(const struct world *world, int64_t from)
{
	struct str data = {0};
	for (int64_t step = from; step < from + POINTS; step++)
		append_histogram(&data, step);
	FILE *file = fopen(world->path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(data.data, 1, data.length, file), data.length);
	fclose(file);
	str_fini(&data);
}

static void on_came(void *context)
{
	((struct world *)context)->came++;
}

static void on_done(void *context)
{
	((struct world *)context)->done = true;
}

static int setup(void **state)
{
	struct world *world = xcalloc(1, sizeof *world);
	strcpy(world->folder, "/tmp/tbtop-fetch-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	snprintf(world->path, sizeof world->path, "%s/events.out.tfevents.1", world->folder);
	write_points(world, 0);
	uv_loop_init(&world->loop);
	world->store = store_new();
	uint32_t file = store_add_file(world->store, &(struct store_file_spec){
		.run = slice_of("."), .name = slice_of("e"), .path = slice_of(world->path), .shown = slice_of("e")});
	struct tail *tail = tail_new(world->path, file);
	store_apply(world->store, tail_read(tail, 1 << 20));
	tail_free(tail);
	world->series = store_run_series_at(world->store, store_run_at(world->store, 0), 0);
	assert_int_equal(store_series(world->store, world->series).points, POINTS);
	world->assets = assets_new(ASSETS_KEPT, ASSETS_MOST);
	world->fetch = fetch_start(&world->loop, world->store, world->assets, on_came, world);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	if (!world->done)
		fetch_stop(world->fetch, on_done, world);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_true(world->done);
	assert_int_equal(uv_loop_close(&world->loop), 0);
	assets_free(world->assets);
	store_free(world->store);
	unlink(world->path);
	rmdir(world->folder);
	free(world);
	return 0;
}

static struct asset_place want(struct world *world, uint64_t position)
{
	struct asset_place place;
	assert_true(asset_place(world->store, world->series, position, &place));
	assets_want(world->assets, &place);
	return place;
}

static void test_wishes_become_assets(void **state)
{
	struct world *world = *state;
	struct asset_place places[POINTS];
	for (int i = 0; i < POINTS; i++)
		places[i] = want(world, (uint64_t)i);
	fetch_pump(world->fetch);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	for (int i = 0; i < POINTS; i++) {
		struct asset_answer answer = assets_look(world->assets, &places[i]);
		assert_int_equal(answer.state, ASSET_READY);
		assert_int_equal(answer.asset->kind, KIND_HISTOGRAM);
		assert_true(answer.asset->histogram.buckets[0].count == i + 1);
	}
	assert_int_equal(world->came, POINTS);
}

static void test_a_replaced_file_says_so(void **state)
{
	struct world *world = *state;
	write_points(world, 1000);
	struct asset_place place = want(world, 3);
	fetch_pump(world->fetch);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_int_equal(assets_look(world->assets, &place).state, ASSET_FAILED);
	assert_int_equal(assets_look(world->assets, &place).why, STATUS_STALE);
}

static void test_stopping_in_the_middle_leaves_nothing(void **state)
{
	struct world *world = *state;
	for (int i = 0; i < POINTS; i++)
		want(world, (uint64_t)i);
	fetch_pump(world->fetch);
	fetch_stop(world->fetch, on_done, world);
	uv_run(&world->loop, UV_RUN_DEFAULT);
	assert_true(world->done);
	assert_int_equal(world->came, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_wishes_become_assets, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_replaced_file_says_so, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stopping_in_the_middle_leaves_nothing, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
