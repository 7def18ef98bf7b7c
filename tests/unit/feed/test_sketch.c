/* Sketches: what they keep, what a store shows of them, and that nothing is left of them once all is read. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "disk/sketch.h"
#include "model/snapshot.h"
#include "unit/model/batches.h"
#include "unit/model/dump.h"

#include <math.h>

#define STRETCH 100000 /* bytes of a batch */

/* One file in `count` stretches; the same ones for the same seed. Steps grow, but for the restarts. */
struct plot {
	uint64_t seed;
	size_t count, rows;
	int restart; /* the stretch before which training begins anew; -1 for none */
};

static void add_rows(struct batch *batch, const char *tag, int64_t step, size_t count, uint32_t epoch)
{
	struct batch_series *series = batch_series_of(batch, tag);
	struct row *rows = xmalloc((count + 1) * sizeof *rows);
	if (batch->begin == 0)
		batch_add_metadata(series, "scalars");
	for (size_t i = 0; i < count; i++) {
		float value = test_below(50) ? (float)test_below(100000) / 7 : NAN;
		rows[i] = (struct row){step + (int64_t)i, 1.7e9 + (double)step + (double)i, number_bits_float(value)};
	}
	batch_add_rows(series, rows, count, NUMBER_F32, epoch);
	free(rows);
}

/* The stretch `at`: from one call to the next the same. */
static struct batch *stretch(const struct plot *plot, uint32_t file, size_t at)
{
	struct batch *batch = batch_new(file, at * STRETCH);
	test_seed = plot->seed + at * 7919 + 1;
	size_t before = plot->restart >= 0 && at >= (size_t)plot->restart ? at - (size_t)plot->restart / 2 : at;
	int64_t step = (int64_t)(before * plot->rows);
	uint32_t epoch = 0;
	if (at == 0) {
		batch_add_mark(batch, (struct mark){.what = MARK_VERSION, .version = 2, .series = UINT32_MAX});
		epoch = batch_add_mark(batch, (struct mark){.what = MARK_START, .series = UINT32_MAX});
	} else if ((int)at == plot->restart) {
		epoch = batch_add_mark(batch, (struct mark){.what = MARK_START, .step = step, .series = UINT32_MAX});
	}
	add_rows(batch, "loss", step, plot->rows, epoch);
	if (at % 3 == 0)
		add_rows(batch, "accuracy", step, plot->rows / 10, epoch);
	batch->end = (at + 1) * STRETCH;
	batch->file_size = plot->count * STRETCH;
	batch->has_event = batch->has_summary = true;
	batch->first_wall = batch->first_summary_wall = 1.7e9 + (double)step;
	batch->last_wall = batch->max_wall = batch->first_wall + (double)plot->rows - 1;
	batch->first_summary_step = step;
	batch->last_summary_step = step + (int64_t)plot->rows - 1;
	batch->first_summary_epoch = epoch;
	batch->first_summary_series = 1;
	batch->records = plot->rows;
	batch->caught_up = at + 1 == plot->count;
	return batch;
}

static struct ranges sketch_of(const struct plot *plot, struct str *bytes)
{
	struct sketch *sketch = sketch_new();
	struct ranges ranges;
	struct str again = {0};
	/* As a tail does: its start, its end, then what is between. */
	for (size_t i = 0; i < plot->count; i++) {
		struct batch *batch = stretch(plot, 0, i == 1 ? plot->count - 1 : i > 1 ? i - 1 : i);
		sketch_add(sketch, batch);
		batch_free(batch);
		if (i + 1 < plot->count && i > 0)
			assert_int_equal(sketch_end(sketch), 0);
	}
	assert_int_equal(sketch_end(sketch), plot->count * STRETCH);
	ranges_write(sketch_ranges(sketch), bytes);
	sketch_free(sketch);
	assert_true(ranges_read(str_slice(bytes), 0, &ranges));
	ranges_write(&ranges, &again);
	assert_true(slice_equal(str_slice(&again), str_slice(bytes)));
	str_fini(&again);
	return ranges;
}

static void cold(const struct plot *plot, struct store *store)
{
	uint32_t file = add_test_file(store, "run", "file");
	for (size_t i = 0; i < plot->count; i++)
		store_apply(store, stretch(plot, file, i));
}

/* The start and the end as they were read, and the sketch. */
static void begin(const struct plot *plot, struct store *store)
{
	struct str bytes = {0};
	struct ranges ranges = sketch_of(plot, &bytes);
	struct batch *end = stretch(plot, 0, plot->count - 1);
	add_test_file(store, "run", "file");
	end->caught_up = false;
	store_apply(store, stretch(plot, 0, 0));
	store_apply(store, end);
	for (size_t i = 0; i < ranges.count; i++) {
		store_apply(store, ranges.items[i]);
		ranges.items[i] = NULL;
	}
	ranges_fini(&ranges);
	str_fini(&bytes);
}

struct seen {
	struct row *rows; /* those of the truth, in order */
	size_t count, capacity, at;
	double least, greatest;
	size_t shown;
};

static bool learn(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct seen *seen = context;
	assert_true(array_reserve(&seen->rows, &seen->capacity, seen->count + count));
	memcpy(seen->rows + seen->count, rows, count * sizeof *rows);
	seen->count += count;
	for (size_t i = 0; i < count; i++) {
		seen->least = fmin(seen->least, number_value(type, rows[i].bits));
		seen->greatest = fmax(seen->greatest, number_value(type, rows[i].bits));
	}
	return true;
}

/* Each is a row of the truth, in the same order. */
static bool compare(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct seen *seen = context;
	for (size_t i = 0; i < count; i++) {
		while (seen->at < seen->count && memcmp(&seen->rows[seen->at], &rows[i], sizeof *rows))
			seen->at++;
		assert_true(seen->at < seen->count);
		seen->least = fmin(seen->least, number_value(type, rows[i].bits));
		seen->greatest = fmax(seen->greatest, number_value(type, rows[i].bits));
	}
	seen->shown += count;
	return true;
}

static uint32_t loss_of(const struct store *store)
{
	return store_series_find(store, store_run_at(store, 0), store_tag_find(store, slice_of("loss")));
}

/* What is seen at first is some of what will be, with all that stands out, and the same is hidden. */
static void check_begin(const struct plot *plot)
{
	struct store *whole = store_new(), *store = store_new();
	struct seen seen = {.least = INFINITY, .greatest = -INFINITY};
	cold(plot, whole);
	begin(plot, store);
	store_walk_scalars(whole, loss_of(whole), learn, &seen);
	double least = seen.least, greatest = seen.greatest;
	seen.least = INFINITY;
	seen.greatest = -INFINITY;
	store_walk_scalars(store, loss_of(store), compare, &seen);
	assert_true(seen.shown > 500 && seen.shown < seen.count);
	assert_true(seen.greatest == greatest && seen.least == least);
	assert_int_equal(store_run(store, 0).restarts, plot->restart >= 0);
	struct store_totals totals = store_totals(store);
	assert_int_equal(totals.bytes_read, 2 * STRETCH);
	assert_int_equal(totals.bytes_sketched, (plot->count - 2) * STRETCH);
	assert_int_equal(store_run(store, 0).records, 2 * plot->rows);
	struct snapshot snapshot;
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t exported = 0;
	assert_true(snapshot_take(store, loss_of(store), &snapshot));
	for (size_t i = 0; i < snapshot.count; i++)
		exported += snapshot_read(&snapshot, i, rows, &type);
	assert_true(exported <= 2 * plot->rows && exported >= plot->rows);
	snapshot_release(&snapshot);
	struct hole hole;
	assert_int_equal(store_holes(store, 0, &hole, 1), 1);
	free(seen.rows);
	store_free(whole);
	store_free(store);
}

static void shows_the_whole_in_few_rows(void **state)
{
	check_begin(&(struct plot){.seed = 1, .count = 10, .rows = 3000, .restart = -1});
	check_begin(&(struct plot){.seed = 3, .count = 400, .rows = 100, .restart = -1});
}

static void hides_what_a_restart_does(void **state)
{
	check_begin(&(struct plot){.seed = 2, .count = 10, .rows = 3000, .restart = 6});
}

/* However far the reading is, and whatever it overlaps: in the end nothing tells that there was a sketch. */
static void gives_way_to_what_is_read(void **state)
{
	const struct plot plots[] = {
		{.seed = 4, .count = 10, .rows = 700, .restart = -1}, {.seed = 5, .count = 10, .rows = 700, .restart = 4},
		{.seed = 6, .count = 300, .rows = 60, .restart = 150},
	};
	for (size_t p = 0; p < sizeof plots / sizeof *plots; p++) {
		struct store *whole = store_new(), *store = store_new();
		struct str dumped = {0}, expected = {0};
		uint64_t sketched = UINT64_MAX;
		cold(&plots[p], whole);
		begin(&plots[p], store);
		for (size_t i = 1; i + 1 < plots[p].count; i++) {
			assert_int_equal(store_apply(store, stretch(&plots[p], 0, i)), STATUS_OK);
			uint64_t now = store_totals(store).bytes_sketched;
			assert_true(now <= sketched);
			sketched = now;
		}
		assert_int_equal(sketched, 0);
		dump_store(whole, &expected);
		dump_store(store, &dumped);
		assert_string_equal(str_text(&dumped), str_text(&expected));
		str_fini(&dumped);
		str_fini(&expected);
		store_free(whole);
		store_free(store);
	}
}

/* Nothing will come that could take its place. */
static void goes_with_its_file(void **state)
{
	const struct plot plot = {.seed = 7, .count = 10, .rows = 700, .restart = 5};
	for (int how = 0; how < 5; how++) {
		struct store *store = store_new();
		begin(&plot, store);
		assert_int_equal(store_run(store, 0).restarts, 1);
		struct batch *batch = batch_new(0, STRETCH);
		batch->caught_up = how == 2;
		batch->status = how == 3 ? STATUS_NO_MEMORY : STATUS_OK;
		batch->restart = how == 4;
		if (how == 0)
			store_file_gone(store, 0);
		if (how == 1)
			store_withhold(store, 0, true);
		if (how < 2)
			batch_free(batch);
		else
			store_apply(store, batch);
		assert_int_equal(store_totals(store).bytes_sketched, 0);
		assert_int_equal(store_totals(store).points, how == 4 ? 0 : 1400 + 2 * 70);
		store_free(store);
	}
}

static void takes_bounded_room(void **state)
{
	const struct plot plot = {.seed = 8, .count = 3000, .rows = 40, .restart = -1};
	struct str bytes = {0};
	struct ranges ranges = sketch_of(&plot, &bytes);
	uint64_t most = 0;
	assert_in_range(ranges.count, SKETCH_RANGES / 2, SKETCH_RANGES);
	for (size_t i = 0; i < ranges.count; i++)
		most = ranges.items[i]->end - ranges.items[i]->begin > most ? ranges.items[i]->end - ranges.items[i]->begin : most;
	/* Even ones; the first and the last are as they were. */
	assert_true(most <= 4 * plot.count * STRETCH / SKETCH_RANGES);
	assert_int_equal(ranges.items[0]->end, STRETCH);
	assert_int_equal(ranges.items[ranges.count - 1]->begin, (plot.count - 1) * STRETCH);
	assert_true(bytes.length < 24 * 5 * 2 * 2 * SKETCH_PARTS);
	ranges_fini(&ranges);
	str_fini(&bytes);
}

static void keeps_nothing_of_what_does_not_fit(void **state)
{
	const struct plot plot = {.seed = 9, .count = 4, .rows = 10, .restart = -1};
	struct sketch *sketch = sketch_new();
	struct batch *batch = stretch(&plot, 0, 0);
	sketch_add(sketch, batch);
	sketch_add(sketch, batch);
	assert_int_equal(sketch_end(sketch), 0);
	batch->restart = true;
	sketch_add(sketch, batch);
	assert_int_equal(sketch_end(sketch), STRETCH);
	batch_free(batch);
	batch = batch_new(0, STRETCH);
	batch->end = 2 * STRETCH;
	for (int i = 0; i <= SKETCH_MARKS; i++)
		batch_add_mark(batch, (struct mark){.what = MARK_CHECKPOINT, .series = UINT32_MAX});
	sketch_add(sketch, batch);
	assert_int_equal(sketch_end(sketch), 0);
	batch_free(batch);
	sketch_free(sketch);
}

/* Cut anywhere, or with any byte changed, it is one that can be applied, or none. */
static void reads_anything(void **state)
{
	const struct plot plot = {.seed = 10, .count = 3, .rows = 4, .restart = 1};
	struct str bytes = {0};
	struct ranges ranges = sketch_of(&plot, &bytes);
	ranges_fini(&ranges);
	for (size_t i = 0; i < bytes.length; i++) {
		assert_false(ranges_read(slice_make(bytes.data, i), 0, &ranges));
		bytes.data[i] = (char)~bytes.data[i];
		struct store *store = store_new();
		add_test_file(store, "run", "file");
		if (ranges_read(str_slice(&bytes), 0, &ranges))
			for (size_t k = 0; k < ranges.count; k++) {
				store_apply(store, ranges.items[k]);
				ranges.items[k] = NULL;
			}
		ranges_fini(&ranges);
		store_free(store);
		bytes.data[i] = (char)~bytes.data[i];
	}
	str_fini(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_the_whole_in_few_rows),
		cmocka_unit_test(hides_what_a_restart_does),
		cmocka_unit_test(gives_way_to_what_is_read),
		cmocka_unit_test(goes_with_its_file),
		cmocka_unit_test(takes_bounded_room),
		cmocka_unit_test(keeps_nothing_of_what_does_not_fit),
		cmocka_unit_test(reads_anything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
