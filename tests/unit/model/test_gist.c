/* A run at a glance: which tags speak for it, and by which names. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/gist.h"
#include "unit/model/batches.h"

#include <math.h>

#define START 1700000000.0

static struct store *store_with(const char *const *tags)
{
	struct store *store = store_new();
	struct batch *batch = batch_new(add_test_file(store, "run", "events.1"), 0);
	for (; *tags; tags++) {
		struct batch_series *series = batch_series_of(batch, *tags);
		batch_add_metadata(series, "scalars");
		for (int step = 0; step < 3; step++)
			batch_add_rows(series, &(struct row){step, START + step, number_bits_float((float)step)}, 1, NUMBER_F32,
			               (uint64_t)step);
	}
	batch->end = 1000;
	batch->has_event = true;
	batch->first_wall = START;
	batch->last_wall = batch->max_wall = START + 2;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
	return store;
}

static void names_that_say_most(void **state)
{
	static const struct {
		const char *tags[4], *first, *second; /* second: NULL for none */
	} cases[] = {
		{{"train/loss", "val/loss"}, "loss", "val"},
		{{"train/loss", "lr", "val/accuracy"}, "loss", "accuracy"},
		{{"a/b/loss"}, "loss", NULL},
		{{""}, "\"\"", NULL},                 /* that can't be seen */
		{{"  "}, "\"\"", NULL},
		{{"a/"}, "a/", NULL},                 /* a part that can't be */
		{{"loss", "val/ "}, "loss", "val/ "},
		{{"x\033[31m/y\033[0m"}, "y␛[0m", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct store *store = store_with(cases[i].tags);
		struct steptime steptime = steptime_of(store, 0, START + 5);
		struct gist gist = gist_of(store, 0, &steptime, STORE_NONE, target_of(store, NULL, 0, NAN, START + 5), START + 5);
		assert_true(gist_is_sound(&gist));
		assert_int_equal(gist.tag_count, cases[i].second ? 2 : 1);
		assert_string_equal(gist.tags[0].name, cases[i].first);
		if (cases[i].second)
			assert_string_equal(gist.tags[1].name, cases[i].second);
		store_free(store);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(names_that_say_most)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
