#include "data/batch.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

const char *problem_text(enum problem_what what)
{
	switch (what) {
	case PROBLEM_LENGTH: return "damaged length";
	case PROBLEM_HUGE: return "length above 2^31-1";
	case PROBLEM_PAYLOAD: return "damaged payload";
	case PROBLEM_STREAM: return "damaged compression";
	case PROBLEM_EVENT: return "not an event";
	case PROBLEM_UNREADABLE: return "unreadable";
	case PROBLEM_LIMIT: return "over a limit";
	}
	return "unknown problem";
}

struct batch *batch_new(uint32_t file, uint64_t begin)
{
	struct batch *batch = data_alloc(1, sizeof *batch);
	if (batch)
		*batch = (struct batch){.file = file, .begin = begin, .end = begin, .max_wall = NAN, .file_written = NAN};
	return batch;
}

void metadata_free(struct metadata *metadata)
{
	if (!metadata)
		return;
	free(metadata->plugin);
	free(metadata->display_name);
	free(metadata->description);
	free(metadata->content);
	free(metadata);
}

static void series_fini(struct batch_series *series)
{
	for (size_t i = 0; i < series->chunk_count; i++)
		chunk_unref(series->chunks[i].chunk);
	free(series->chunks);
	free(series->items);
	metadata_free(series->metadata);
	free(series->tag);
}

static void drop_content(struct batch *batch)
{
	for (size_t i = 0; i < batch->series_count; i++)
		series_fini(&batch->series[i]);
	free(batch->series);
	free(batch->marks);
}

void batch_keep_problems(struct batch *batch)
{
	drop_content(batch);
	*batch = (struct batch){
		.file = batch->file, .begin = batch->begin, .end = batch->end, .restart = batch->restart,
		.reread = batch->reread, .caught_up = batch->caught_up, .problems = batch->problems,
		.problem_count = batch->problem_count, .problem_capacity = batch->problem_capacity, .max_wall = NAN,
		.file_size = batch->file_size, .file_written = batch->file_written,
		.pending = batch->pending, .zeros_pending = batch->zeros_pending, .status = batch->status};
}

void batch_free(struct batch *batch)
{
	if (!batch)
		return;
	drop_content(batch);
	free(batch->problems);
	free(batch);
}

static bool same_offsets(const struct problem *a, const struct problem *b)
{
	return (a->what == PROBLEM_STREAM) == (b->what == PROBLEM_STREAM);
}

bool problem_goes_on(const struct problem *last, const struct problem *next)
{
	return !last->provisional && !next->provisional && last->status == next->status && same_offsets(last, next) &&
	       last->offset + last->bytes_lost == next->offset;
}

bool problem_join(struct problem *problems, size_t count, const struct problem *next)
{
	while (count && !same_offsets(&problems[count - 1], next))
		count--;
	if (!count || !problem_goes_on(&problems[count - 1], next))
		return false;
	problems[count - 1].bytes_lost += next->bytes_lost;
	return true;
}
