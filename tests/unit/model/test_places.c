#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/places.h"
#include "unit/model/batches.h"

#define POINTS 3000 /* several chunks */

/* Steps 0, 2, 4 … in two files. */
static struct store *steps(uint32_t *series)
{
	struct store *store = store_new();
	for (int part = 0; part < 2; part++) {
		uint32_t file = add_test_file(store, "run", part ? "events.2" : "events.1");
		struct batch *batch = batch_new(file, 0);
		struct batch_series *own = batch_series_of(batch, "loss");
		batch_add_metadata(own, "scalars");
		for (int i = part * POINTS / 2; i < (part + 1) * POINTS / 2; i++) {
			struct row row = {2 * i, 1000 + i, number_bits_float((float)i)};
			batch_add_rows(own, &row, 1, NUMBER_F32, 0);
		}
		batch->has_event = true;
		batch->end = batch->file_size = 100;
		assert_int_equal(store_apply(store, batch), STATUS_OK);
	}
	*series = store_series_find(store, store_run_find(store, slice_of("run")), store_tag_find(store, slice_of("loss")));
	return store;
}

static void points_by_place(void **state)
{
	uint32_t series;
	struct store *store = steps(&series);
	struct placed out[8];
	assert_int_equal(places_count(store, series), POINTS);
	for (uint64_t from = 0; from < POINTS; from += 7) {
		size_t left = POINTS - from, want = left < 8 ? left : 8;
		assert_int_equal(places_read(store, series, from, out, 8), want);
		for (size_t i = 0; i < want; i++) {
			assert_int_equal(out[i].step, 2 * (int64_t)(from + i));
			assert_true(out[i].value == (double)(from + i));
		}
	}
	assert_int_equal(places_read(store, series, POINTS, out, 8), 0);
	assert_int_equal(places_read(store, series, UINT64_MAX, out, 8), 0);
	store_free(store);
}

static void places_of_points(void **state)
{
	uint32_t series;
	struct store *store = steps(&series);
	for (int i = 0; i < POINTS; i += 99)
		assert_int_equal(places_find(store, series, 2 * i, 1000 + i), i);
	assert_int_equal(places_find(store, series, 3, 1001), POINTS);
	assert_int_equal(places_find(store, series, 2, 9), POINTS);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(points_by_place), cmocka_unit_test(places_of_points)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
