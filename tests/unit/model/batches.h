/* Batches as the reader would make them, for tests of the store. */
#ifndef TBTOP_TEST_BATCHES_H
#define TBTOP_TEST_BATCHES_H

#include "base/alloc.h"
#include "data/batch.h"
#include "model/store.h"

#include <stdlib.h>
#include <string.h>

static uint64_t test_seed = 88172645463325252u;

static inline uint64_t test_random(void)
{
	test_seed ^= test_seed << 13;
	test_seed ^= test_seed >> 7;
	test_seed ^= test_seed << 17;
	return test_seed;
}

static inline int test_below(int limit)
{
	return (int)(test_random() % (uint64_t)limit);
}

static inline uint32_t add_test_file(struct store *store, const char *run, const char *name)
{
	struct store_file_spec spec = {slice_of(run), slice_of(name), slice_of(name), slice_of(name), 0, false};
	return store_add_file(store, &spec);
}

static inline struct batch_series *batch_series_of(struct batch *batch, const char *tag)
{
	for (size_t i = 0; i < batch->series_count; i++)
		if (!strcmp(batch->series[i].tag, tag))
			return &batch->series[i];
	if (!array_reserve(&batch->series, &batch->series_capacity, batch->series_count + 1))
		abort();
	struct batch_series *series = &batch->series[batch->series_count++];
	*series = (struct batch_series){.tag = xstrdup(tag), .tag_length = strlen(tag)};
	return series;
}

static inline void batch_add_metadata(struct batch_series *series, const char *plugin)
{
	if (series->metadata)
		return;
	series->metadata = xcalloc(1, sizeof *series->metadata);
	*series->metadata = (struct metadata){
		.plugin = xstrdup(plugin), .plugin_length = strlen(plugin),
		.display_name = xstrdup(""), .description = xstrdup(""), .content = xstrdup(""),
	};
}

static inline void batch_add_item(struct batch_series *series, struct item item)
{
	if (!array_reserve(&series->items, &series->item_capacity, series->item_count + 1))
		abort();
	series->items[series->item_count++] = item;
}

static inline void batch_add_rows(struct batch_series *series, const struct row *rows, size_t count,
                                  enum number_type type, uint32_t epoch)
{
	for (size_t at = 0; at < count; at += CHUNK_ROWS) {
		size_t part = count - at < CHUNK_ROWS ? count - at : CHUNK_ROWS;
		if (!array_reserve(&series->chunks, &series->chunk_capacity, series->chunk_count + 1))
			abort();
		series->chunks[series->chunk_count++] = (struct batch_chunk){chunk_seal(rows + at, part, type), epoch};
	}
}

/* Rows of a tag of scalars. */
static inline struct batch_series *batch_add_scalars(struct batch *batch, const char *tag, const struct row *rows,
                                                     size_t count, enum number_type type, uint32_t epoch)
{
	struct batch_series *series = batch_series_of(batch, tag);
	batch_add_metadata(series, "scalars");
	batch_add_rows(series, rows, count, type, epoch);
	return series;
}

static inline uint32_t batch_add_mark(struct batch *batch, struct mark mark)
{
	if (!array_reserve(&batch->marks, &batch->mark_capacity, batch->mark_count + 1))
		abort();
	batch->marks[batch->mark_count++] = mark;
	return (uint32_t)batch->mark_count;
}

/* A store of one series of doubles, number 0. */
static inline struct store *store_of_rows(const struct row *rows, size_t count)
{
	struct store *store = store_new();
	struct batch *batch = batch_new(add_test_file(store, ".", "a"), 0);
	batch->end = count + 1;
	batch_add_scalars(batch, "t", rows, count, NUMBER_F64, 0);
	store_apply(store, batch);
	return store;
}

static inline void batch_add_problem(struct batch *batch, struct problem problem)
{
	if (!array_reserve(&batch->problems, &batch->problem_capacity, batch->problem_count + 1))
		abort();
	batch->problems[batch->problem_count++] = problem;
}

#endif
