#include "model/span.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void span_free(struct span *span)
{
	free(span->marks);
	free(span->problems);
	free(span->first_tags);
	free(span);
}

void file_forget(struct file *file)
{
	for (size_t i = 0; i < file->span_count; i++)
		span_free(file->spans[i]);
	free(file->problems);
	file->problems = NULL;
	file->span_count = file->problem_count = file->problem_capacity = file->stream_problems = 0;
	file->pending = file->lost_bytes = 0;
	file->zeros_pending = file->damaged = false;
	file->status = STATUS_OK;
	file->unreadable = file->short_of_memory = file->caught_up = file->withheld = false;
}

void file_fini(struct file *file)
{
	file_forget(file);
	free(file->spans);
	free(file->name);
	free(file->path);
	free(file->shown);
}

static void tally_span(struct tally *tally, const struct span *span)
{
	tally->memory += sizeof *span + span->mark_capacity * sizeof *span->marks +
	                 span->problem_capacity * sizeof *span->problems;
	if (span->sketch) {
		tally->sketched += span->end - span->begin;
		return;
	}
	tally->bytes_read += span->end - span->begin;
	tally->records += span->records;
	if (!span->has_event)
		return;
	if (!tally->has_event)
		tally->first_wall = span->first_wall;
	tally->has_event = true;
	tally->last_wall = span->last_wall;
	tally->max_wall = fmax(tally->max_wall, span->max_wall);
}

struct tally file_tally(const struct file *file)
{
	struct tally tally = {
		.bytes = file->size,
		.problems = (uint32_t)(file->problem_count + file->unreadable + file->short_of_memory + file->withheld),
		.lost_bytes = file->lost_bytes, .damaged = file->damaged,
		.memory = file->problem_capacity * sizeof *file->problems,
		.withheld = file->withheld,
		.first_wall = NAN, .last_wall = NAN, .max_wall = NAN,
	};
	for (size_t i = 0; i < file->span_count; i++)
		tally_span(&tally, file->spans[i]);
	if (file->marker)
		return tally;
	tally.found = file->size;
	tally.settled = tally.bytes_read + (file->caught_up ? file->pending : 0);
	/* Nothing more will come of these: they must not keep loading from being done. */
	if (file->gone || file->withheld || file->status != STATUS_OK || tally.settled > tally.found)
		tally.settled = tally.found;
	return tally;
}

struct span *file_span(struct file *file, uint32_t number, const struct batch *batch, bool *is_new, bool *overlaps)
{
	*is_new = *overlaps = false;
	size_t at = 0;
	for (; at < file->span_count && file->spans[at]->begin <= batch->begin; at++)
		continue;
	struct span *before = at ? file->spans[at - 1] : NULL;
	*overlaps = (before && before->end > batch->begin) ||
	            (at < file->span_count && file->spans[at]->begin < batch->end);
	if (*overlaps)
		return NULL;
	if (before && before->end == batch->begin && !before->sketch && !batch->sketch)
		return before;
	if (!array_reserve(&file->spans, &file->span_capacity, file->span_count + 1))
		return NULL;
	struct span *span = data_alloc(1, sizeof *span);
	if (!span)
		return NULL;
	*span = (struct span){
		.file = number, .begin = batch->begin, .end = batch->begin, .max_wall = NAN, .sketch = batch->sketch};
	memmove(file->spans + at + 1, file->spans + at, (file->span_count - at) * sizeof *file->spans);
	file->spans[at] = span;
	file->span_count++;
	*is_new = true;
	return span;
}

void file_remove_span(struct file *file, struct span *span)
{
	size_t at = 0;
	while (file->spans[at] != span)
		at++;
	file->span_count--;
	memmove(file->spans + at, file->spans + at + 1, (file->span_count - at) * sizeof *file->spans);
	span_free(span);
}

static size_t first_tag_count(const struct batch *batch)
{
	size_t count = batch->first_summary_series;
	return count < batch->series_count ? count : batch->series_count;
}

static void push_mark(struct span *span, const struct mark *mark, uint32_t epoch, uint32_t tag)
{
	struct span_mark *to = &span->marks[span->mark_count++];
	*to = (struct span_mark){*mark, epoch};
	to->mark.series = tag;
}

/*
 * A batch that begins with a lower step than the one before it ended with, and
 * whose reader began there and did not know. All its points come after its
 * first summary event, so a rewind put before that is before all of them.
 */
static void push_border(struct span *span, const struct batch *batch, const uint32_t *tags, uint32_t epoch)
{
	struct mark mark = {.what = MARK_REWIND, .step = batch->first_summary_step, .wall_time = batch->first_summary_wall};
	for (size_t i = 0; i < first_tag_count(batch); i++) {
		mark.joins = i > 0;
		push_mark(span, &mark, epoch, tags[i]);
	}
}

static bool absorb_marks(struct span *span, const struct batch *batch, const uint32_t *tags, uint32_t *points_epoch)
{
	bool border = span->has_summary && batch->has_summary && !batch->first_summary_told &&
	              batch->first_summary_step < span->last_step;
	uint32_t epoch = span->epochs;
	span->epochs += (uint32_t)batch->mark_count + border;
	*points_epoch = epoch + border;
	size_t room = span->mark_count + batch->mark_count + (border ? first_tag_count(batch) : 0);
	if (!array_reserve(&span->marks, &span->mark_capacity, room))
		return false;
	for (uint32_t i = 0; i <= batch->mark_count; i++) {
		if (border && (i == batch->first_summary_epoch || i == batch->mark_count)) {
			push_border(span, batch, tags, epoch++);
			border = false;
		}
		if (i == batch->mark_count)
			break;
		const struct mark *mark = &batch->marks[i];
		bool of_tag = mark->what == MARK_REWIND && mark->series < batch->series_count;
		push_mark(span, mark, epoch++, of_tag ? tags[mark->series] : UINT32_MAX);
	}
	return true;
}

/* Problems that hang on missing bytes are told again by the batch that starts at them. */
static bool absorb_problems(struct span *span, const struct batch *batch)
{
	while (span->problem_count && span->problems[span->problem_count - 1].provisional)
		span->problem_count--;
	if (!array_reserve(&span->problems, &span->problem_capacity, span->problem_count + batch->problem_count))
		return false;
	for (size_t i = 0; i < batch->problem_count; i++) {
		const struct problem *problem = &batch->problems[i];
		if (problem->what != PROBLEM_UNREADABLE && !problem_join(span->problems, span->problem_count, problem))
			span->problems[span->problem_count++] = *problem;
	}
	return true;
}

/* `epoch`: marks before the batch. */
static bool absorb_summaries(struct span *span, const struct batch *batch, const uint32_t *tags, uint32_t epoch)
{
	if (!batch->has_summary)
		return true;
	span->last_step = batch->last_summary_step;
	if (span->has_summary)
		return true;
	span->has_summary = true;
	span->first_step = batch->first_summary_step;
	span->first_summary_wall = batch->first_summary_wall;
	span->first_told = batch->first_summary_told;
	span->first_epoch = epoch + batch->first_summary_epoch;
	size_t count = first_tag_count(batch);
	span->first_tags = data_alloc(count, sizeof *tags);
	if (!span->first_tags)
		return false;
	if (count)
		memcpy(span->first_tags, tags, count * sizeof *tags);
	span->first_tag_count = count;
	return true;
}

static void absorb_meta_graph(struct span *span, const struct batch *batch, uint32_t epoch)
{
	if (!batch->meta_graph.there)
		return;
	span->has_meta_graph = true;
	span->meta_graph = (struct item){
		.step = batch->meta_graph.step,
		.wall_time = batch->meta_graph.wall_time,
		.offset = batch->meta_graph.offset,
		.length = batch->meta_graph.length,
		.within = batch->meta_graph.within,
		.epoch = epoch + batch->meta_graph.epoch,
		.form = ITEM_GRAPH,
		.fits = KIND_BIT(KIND_GRAPH),
	};
}

bool span_absorb(struct span *span, const struct batch *batch, const uint32_t *tags, uint32_t *epoch)
{
	bool kept = absorb_marks(span, batch, tags, epoch);
	kept &= absorb_problems(span, batch);
	kept &= absorb_summaries(span, batch, tags, *epoch);
	absorb_meta_graph(span, batch, *epoch);
	span->end = batch->end;
	span->records += batch->records;
	if (batch->has_event) {
		if (!span->has_event)
			span->first_wall = batch->first_wall;
		span->has_event = true;
		span->last_wall = batch->last_wall;
		span->max_wall = fmax(span->max_wall, batch->max_wall);
	}
	return kept;
}
