/*
 * The bytes of a sketch: any are one or none; one is written as it was read, its ranges can be sketched again,
 * and in a store they make way for what is read.
 */
#include "disk/sketch.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "model/store.h"

static void check_again(const struct ranges *ranges)
{
	struct str bytes = {0}, again = {0};
	struct ranges read;
	ranges_write(ranges, &bytes);
	if (!ranges_read(str_slice(&bytes), 0, &read))
		object("what was written reads back");
	ranges_write(&read, &again);
	if (!slice_equal(str_slice(&bytes), str_slice(&again)))
		object("it reads back as it was");
	ranges_fini(&read);
	str_fini(&bytes);
	str_fini(&again);
}

static void check_sketch(const struct ranges *ranges)
{
	struct sketch *sketch = sketch_new();
	for (size_t i = 0; sketch && i < ranges->count; i++)
		sketch_add(sketch, ranges->items[i]);
	if (sketch && sketch_end(sketch)) {
		const struct ranges *kept = sketch_ranges(sketch);
		if (kept->count > SKETCH_RANGES || kept->items[kept->count - 1]->end != sketch_end(sketch))
			object("a sketch is bounded and covers what it was made of");
		check_again(kept);
	}
	sketch_free(sketch);
}

static void check_store(struct ranges *ranges)
{
	struct store *store = store_new();
	uint32_t file = store_add_file(store, &(struct store_file_spec){.run = slice_of("run"), .name = slice_of("a"),
		.path = slice_of("a"), .shown = slice_of("a")});
	uint64_t end = ranges->items[ranges->count - 1]->end, middle = end / 2;
	for (size_t i = 0; i < ranges->count; i++) {
		store_apply(store, ranges->items[i]);
		ranges->items[i] = NULL;
	}
	if (store_totals(store).bytes_sketched != end)
		object("all of it counts as sketched");
	struct batch *batch = batch_new(file, 0);
	batch->end = middle;
	store_apply(store, batch);
	if (middle && store_totals(store).bytes_sketched > end - middle)
		object("what is read is sketched no more");
	batch = batch_new(file, middle);
	batch->end = end;
	batch->caught_up = true;
	store_apply(store, batch);
	struct store_totals totals = store_totals(store);
	if (totals.bytes_sketched || totals.points || totals.series || store_run(store, 0).restarts)
		object("nothing is left of it when all is read");
	store_free(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct ranges ranges;
	if (!ranges_read(slice_make(bytes, length), 0, &ranges))
		return 0;
	check_again(&ranges);
	check_sketch(&ranges);
	if (ranges.count)
		check_store(&ranges);
	ranges_fini(&ranges);
	return 0;
}
