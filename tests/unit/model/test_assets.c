/* What views ask for: newest first, never more than the bound, never thrown out while it is asked for. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/assets.h"
#include "unit/model/batches.h"

static struct asset_place place_of(uint64_t offset)
{
	return (struct asset_place){.series = 1, .file = 2, .kind = KIND_HISTOGRAM, .item = {
		.step = 5, .wall_time = 1.5, .offset = offset, .length = 10}};
}

static struct asset *asset_of(size_t memory)
{
	struct asset *asset = xcalloc(1, sizeof *asset);
	asset->kind = KIND_HISTOGRAM;
	asset->memory = memory;
	return asset;
}

static void want(struct assets *assets, uint64_t offset)
{
	struct asset_place place = place_of(offset);
	assets_want(assets, &place);
}

static uint64_t take(struct assets *assets)
{
	struct asset_place place;
	return assets_take(assets, &place) ? place.item.offset : 0;
}

static void put(struct assets *assets, uint64_t offset, struct asset *asset, enum status why)
{
	struct asset_place place = place_of(offset);
	assets_put(assets, &place, asset, why);
}

static struct asset_answer look(const struct assets *assets, uint64_t offset)
{
	struct asset_place place = place_of(offset);
	return assets_look(assets, &place);
}

/* Wanted, loaded. */
static void load(struct assets *assets, uint64_t offset, size_t memory)
{
	want(assets, offset);
	assert_int_equal(take(assets), offset);
	put(assets, offset, asset_of(memory), STATUS_OK);
}

static void test_a_wish_goes_its_way(void **state)
{
	struct assets *assets = assets_new(1000, 1000);
	assert_int_equal(look(assets, 7).state, ASSET_NONE);
	want(assets, 7);
	uint64_t generation = assets_generation(assets);
	want(assets, 7);
	assert_int_equal(assets_generation(assets), generation);
	assert_int_equal(look(assets, 7).state, ASSET_WANTED);
	assert_int_equal(take(assets), 7);
	assert_int_equal(look(assets, 7).state, ASSET_LOADING);
	assert_int_equal(take(assets), 0);
	put(assets, 7, asset_of(10), STATUS_OK);
	assert_int_equal(look(assets, 7).state, ASSET_READY);
	assert_non_null(look(assets, 7).asset);
	assert_int_equal(assets_memory(assets), 10);
	assert_true(assets_generation(assets) > generation);
	assets_free(assets);
}

static void test_the_newest_wish_comes_first(void **state)
{
	struct assets *assets = assets_new(1000, 1000);
	for (uint64_t i = 1; i <= 200; i++) /* who steps on quickly doesn't want the first ones any more */
		want(assets, i);
	want(assets, 150);
	assert_int_equal(take(assets), 150);
	assert_int_equal(take(assets), 200);
	assert_int_equal(take(assets), 199);
	assert_int_equal(look(assets, 1).state, ASSET_NONE);
	int left = 0;
	while (take(assets))
		left++;
	assert_in_range(left, 10, 100);
	assets_free(assets);
}

static void test_what_nobody_asks_for_goes_first(void **state)
{
	struct assets *assets = assets_new(100, 100);
	load(assets, 1, 40);
	load(assets, 2, 40);
	assets_round(assets);
	want(assets, 1);
	load(assets, 3, 40);
	assert_int_equal(look(assets, 1).state, ASSET_READY);
	assert_int_equal(look(assets, 2).state, ASSET_NONE);
	assert_int_equal(look(assets, 3).state, ASSET_READY);
	assert_int_equal(assets_memory(assets), 80);
	assets_free(assets);
}

static void test_a_screen_that_needs_too_much_does_not_load_for_ever(void **state)
{
	struct assets *assets = assets_new(100, 100);
	load(assets, 1, 60);
	load(assets, 2, 60);
	assert_int_equal(look(assets, 1).state, ASSET_READY);
	assert_int_equal(look(assets, 2).state, ASSET_FAILED);
	assert_int_equal(look(assets, 2).why, STATUS_FULL);
	want(assets, 2);
	assert_int_equal(take(assets), 0);
	assets_free(assets);
}

static void test_one_screen_may_take_more_than_is_kept(void **state)
{
	struct assets *assets = assets_new(100, 200);
	load(assets, 1, 90);
	load(assets, 2, 90);
	load(assets, 3, 90);
	assert_int_equal(look(assets, 1).state, ASSET_READY);
	assert_int_equal(look(assets, 2).state, ASSET_READY);
	assert_int_equal(look(assets, 3).why, STATUS_FULL);
	assets_round(assets);
	load(assets, 4, 90);
	assert_int_equal(assets_memory(assets), 90);
	assets_free(assets);
}

static void test_one_alone_may_be_larger_than_the_bound(void **state)
{
	struct assets *assets = assets_new(100, 100);
	load(assets, 1, 30);
	assets_round(assets);
	load(assets, 2, 500);
	assert_int_equal(look(assets, 2).state, ASSET_READY);
	assert_int_equal(look(assets, 1).state, ASSET_NONE);
	assets_free(assets);
}

static void test_failures_are_kept_until_they_are_tried_again(void **state)
{
	struct assets *assets = assets_new(100, 100);
	want(assets, 4);
	take(assets);
	put(assets, 4, NULL, STATUS_STALE);
	assert_int_equal(look(assets, 4).state, ASSET_FAILED);
	assert_int_equal(look(assets, 4).why, STATUS_STALE);
	want(assets, 4);
	assert_int_equal(take(assets), 0);
	assets_retry(assets);
	want(assets, 4);
	assert_int_equal(take(assets), 4);
	assets_free(assets);
}

static void test_another_point_at_the_same_place_is_another(void **state)
{
	struct assets *assets = assets_new(100, 100);
	load(assets, 9, 10);
	struct asset_place place = place_of(9);
	place.item.wall_time = 2.5;
	assert_int_equal(assets_look(assets, &place).state, ASSET_NONE);
	place = place_of(9);
	place.kind = KIND_TENSOR;
	assert_int_equal(assets_look(assets, &place).state, ASSET_NONE);
	assets_free(assets);
}

static void test_what_nobody_waits_for_is_dropped(void **state)
{
	struct assets *assets = assets_new(100, 100);
	put(assets, 3, asset_of(10), STATUS_OK);
	assert_int_equal(assets_memory(assets), 0);
	load(assets, 3, 10);
	put(assets, 3, asset_of(10), STATUS_OK);
	assert_int_equal(assets_memory(assets), 10);
	assets_free(assets);
}

static void test_thousands_stay_within_the_bound(void **state)
{
	struct assets *assets = assets_new(5000, 5000);
	for (int i = 0; i < 20000; i++) {
		assets_round(assets);
		uint64_t offset = 1 + (uint64_t)test_below(500);
		want(assets, offset);
		if (look(assets, offset).state == ASSET_WANTED) {
			assert_int_equal(take(assets), offset);
			put(assets, offset, test_below(8) ? asset_of(1 + (size_t)test_below(200)) : NULL, STATUS_IO);
		}
		assert_true(assets_memory(assets) <= 5000);
	}
	assets_free(assets);
}

/* ---- Places ---- */

static void test_places_are_the_visible_points(void **state)
{
	struct store *store = store_new();
	struct asset_place place;
	for (int f = 0; f < 3; f++) {
		uint32_t file = add_test_file(store, "r", (const char *const[]){"a", "b", "c"}[f]);
		struct batch *batch = batch_new(file, 0);
		struct batch_series *series = batch_series_of(batch, "t");
		batch_add_metadata(series, "histograms");
		for (int i = 0; i < 10; i++)
			batch_add_item(series, (struct item){
				.step = f * 10 + i, .offset = 100, .form = ITEM_TENSOR,
				.fits = f == 1 && i % 2 ? KIND_BIT(KIND_TENSOR) : KIND_BIT(KIND_HISTOGRAM)});
		batch->end = 1000;
		store_apply(store, batch);
	}
	uint32_t series = store_series_find(store, store_run_find(store, slice_of("r")), store_tag_find(store, slice_of("t")));
	static const int steps[] = {0, 9, 10, 12, 18, 20, 29};
	static const uint64_t positions[] = {0, 9, 10, 11, 14, 15, 24};
	assert_int_equal(store_series(store, series).points, 25);
	for (size_t i = 0; i < 7; i++) {
		assert_true(asset_place(store, series, positions[i], &place));
		assert_int_equal(place.item.step, steps[i]);
		assert_int_equal(place.kind, KIND_HISTOGRAM);
	}
	assert_false(asset_place(store, series, 25, &place));
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_wish_goes_its_way),
		cmocka_unit_test(test_the_newest_wish_comes_first),
		cmocka_unit_test(test_what_nobody_asks_for_goes_first),
		cmocka_unit_test(test_a_screen_that_needs_too_much_does_not_load_for_ever),
		cmocka_unit_test(test_one_screen_may_take_more_than_is_kept),
		cmocka_unit_test(test_one_alone_may_be_larger_than_the_bound),
		cmocka_unit_test(test_failures_are_kept_until_they_are_tried_again),
		cmocka_unit_test(test_another_point_at_the_same_place_is_another),
		cmocka_unit_test(test_what_nobody_waits_for_is_dropped),
		cmocka_unit_test(test_thousands_stay_within_the_bound),
		cmocka_unit_test(test_places_are_the_visible_points),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
