/*
 * A sketch as bytes, little-endian: how many ranges; of each where it lies, the
 * ends of its events, its marks, then each series: tag, metadata, rows in
 * chunks. Numbers of floating point are their bits.
 */
#include "disk/sketch.h"

#include "base/alloc.h"
#include "base/little.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define ROW_SIZE 24
#define MARK_SIZE 33   /* the least that a mark takes, */
#define SERIES_SIZE 13 /* a series, */
#define CHUNK_SIZE 9   /* a chunk */

enum { HAS_EVENT = 1, HAS_SUMMARY = 2, FIRST_TOLD = 4 };

/* ---- Writing ----------------------------------------------------------------- */

static void put(struct str *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		str_append_char(out, (char)(uint8_t)(number >> 8 * i));
}

static void put_double(struct str *out, double value)
{
	put(out, number_bits_double(value), 8);
}

static void put_text(struct str *out, const char *text, size_t length)
{
	put(out, length, 4);
	str_append(out, text, length);
}

static void put_metadata(struct str *out, const struct metadata *metadata)
{
	put(out, metadata != NULL, 1);
	if (!metadata)
		return;
	put_text(out, metadata->plugin, metadata->plugin_length);
	put_text(out, metadata->display_name, metadata->display_name_length);
	put_text(out, metadata->description, metadata->description_length);
	put_text(out, metadata->content, metadata->content_length);
	put_double(out, metadata->target_step);
}

static void put_chunk(struct str *out, const struct batch_chunk *from)
{
	struct row rows[CHUNK_ROWS];
	size_t count = chunk_read(from->chunk, rows);
	put(out, from->epoch, 4);
	put(out, chunk_type(from->chunk), 1);
	put(out, count, 4);
	for (size_t i = 0; i < count; i++) {
		put(out, (uint64_t)rows[i].step, 8);
		put_double(out, rows[i].wall_time);
		put(out, rows[i].bits, 8);
	}
}

static void put_series(struct str *out, const struct batch_series *series)
{
	put_text(out, series->tag, series->tag_length);
	put_metadata(out, series->metadata);
	put(out, series->chunk_count, 8);
	for (size_t i = 0; i < series->chunk_count; i++)
		put_chunk(out, &series->chunks[i]);
}

static void put_mark(struct str *out, const struct mark *mark)
{
	put(out, mark->what, 4);
	put(out, (uint64_t)mark->step, 8);
	put_double(out, mark->wall_time);
	put_double(out, mark->version);
	put(out, mark->series, 4);
	put(out, mark->joins, 1);
}

static void put_range(struct str *out, const struct batch *range)
{
	put(out, range->begin, 8);
	put(out, range->end, 8);
	put(out, (range->has_event ? HAS_EVENT : 0) | (range->has_summary ? HAS_SUMMARY : 0) |
	         (range->first_summary_told ? FIRST_TOLD : 0), 1);
	put_double(out, range->first_wall);
	put_double(out, range->last_wall);
	put_double(out, range->max_wall);
	put(out, (uint64_t)range->first_summary_step, 8);
	put(out, (uint64_t)range->last_summary_step, 8);
	put_double(out, range->first_summary_wall);
	put(out, range->first_summary_epoch, 4);
	put(out, range->first_summary_series, 4);
	put(out, range->mark_count, 4);
	for (size_t i = 0; i < range->mark_count; i++)
		put_mark(out, &range->marks[i]);
	put(out, range->series_count, 4);
	for (size_t i = 0; i < range->series_count; i++)
		put_series(out, &range->series[i]);
}

void ranges_write(const struct ranges *ranges, struct str *out)
{
	put(out, ranges->count, 4);
	for (size_t i = 0; i < ranges->count; i++)
		put_range(out, ranges->items[i]);
}

/* ---- Reading ----------------------------------------------------------------- */

/* What is left of the bytes. Behind a first mistake all numbers are 0 and all texts empty. */
struct reader {
	const uint8_t *at;
	size_t left;
	bool wrong;
	struct slab *slab; /* that chunks share */
};

static uint64_t take(struct reader *reader, size_t size)
{
	uint8_t bytes[8] = {0};
	reader->wrong |= size > reader->left;
	if (reader->wrong)
		return 0;
	memcpy(bytes, reader->at, size);
	reader->at += size;
	reader->left -= size;
	return little64(bytes);
}

static double take_double(struct reader *reader)
{
	uint64_t bits = take(reader, 8);
	double value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

/* How many follow, of which each takes so many bytes or more. */
static size_t take_count(struct reader *reader, size_t size, size_t each)
{
	uint64_t count = take(reader, size);
	reader->wrong |= count > reader->left / each;
	return reader->wrong ? 0 : (size_t)count;
}

static void take_text(struct reader *reader, char **text, size_t *length)
{
	*length = take_count(reader, 4, 1);
	*text = data_alloc(*length + 1, 1);
	if (!*text) {
		*length = 0;
		reader->wrong = true;
		return;
	}
	if (*length)
		memcpy(*text, reader->at, *length);
	(*text)[*length] = '\0';
	reader->at += *length;
	reader->left -= *length;
}

/* Tags are known by their mended form. */
static void take_tag(struct reader *reader, struct batch_series *series)
{
	struct str mended = {0};
	take_text(reader, &series->tag, &series->tag_length);
	if (!series->tag)
		return;
	text_repair(&mended, slice_make(series->tag, series->tag_length));
	reader->wrong |= !slice_equal(str_slice(&mended), slice_make(series->tag, series->tag_length));
	str_fini(&mended);
}

static struct metadata *take_metadata(struct reader *reader)
{
	if (!take(reader, 1))
		return NULL;
	struct metadata *metadata = data_alloc(1, sizeof *metadata);
	if (!metadata) {
		reader->wrong = true;
		return NULL;
	}
	take_text(reader, &metadata->plugin, &metadata->plugin_length);
	take_text(reader, &metadata->display_name, &metadata->display_name_length);
	take_text(reader, &metadata->description, &metadata->description_length);
	take_text(reader, &metadata->content, &metadata->content_length);
	metadata->target_step = take_double(reader);
	return metadata;
}

static void take_chunk(struct reader *reader, const struct batch *batch, struct batch_series *series)
{
	struct row rows[CHUNK_ROWS];
	uint64_t epoch = take(reader, 4), type = take(reader, 1);
	size_t count = take_count(reader, 4, ROW_SIZE);
	reader->wrong |= epoch > batch->mark_count || type > NUMBER_U64 || !count || count > CHUNK_ROWS;
	if (reader->wrong)
		return;
	for (size_t i = 0; i < count; i++) {
		rows[i].step = (int64_t)take(reader, 8);
		rows[i].wall_time = take_double(reader);
		rows[i].bits = take(reader, 8);
		if (type == NUMBER_F32)
			rows[i].bits &= UINT32_MAX;
	}
	struct chunk *chunk = chunk_seal_in(&reader->slab, rows, count, (enum number_type)type);
	reader->wrong |= !chunk;
	if (chunk)
		series->chunks[series->chunk_count++] = (struct batch_chunk){chunk, (uint32_t)epoch};
}

static void take_series(struct reader *reader, struct batch *batch)
{
	struct batch_series *series = &batch->series[batch->series_count++];
	*series = (struct batch_series){0};
	take_tag(reader, series);
	series->metadata = take_metadata(reader);
	size_t count = take_count(reader, 8, CHUNK_SIZE);
	reader->wrong |= !array_reserve(&series->chunks, &series->chunk_capacity, count);
	for (size_t i = 0; i < count && !reader->wrong; i++)
		take_chunk(reader, batch, series);
}

static void take_mark(struct reader *reader, struct batch *batch)
{
	uint64_t what = take(reader, 4);
	struct mark mark = {.step = (int64_t)take(reader, 8)};
	mark.wall_time = take_double(reader);
	mark.version = take_double(reader);
	mark.series = (uint32_t)take(reader, 4);
	mark.joins = take(reader, 1);
	reader->wrong |= what > MARK_REWIND;
	if (reader->wrong)
		return;
	mark.what = (enum mark_what)what;
	batch->marks[batch->mark_count++] = mark;
}

static void take_lists(struct reader *reader, struct batch *batch)
{
	size_t marks = take_count(reader, 4, MARK_SIZE);
	reader->wrong |= marks > SKETCH_MARKS || !array_reserve(&batch->marks, &batch->mark_capacity, marks);
	for (size_t i = 0; i < marks && !reader->wrong; i++)
		take_mark(reader, batch);
	size_t series = take_count(reader, 4, SERIES_SIZE);
	reader->wrong |= !array_reserve(&batch->series, &batch->series_capacity, series);
	for (size_t i = 0; i < series && !reader->wrong; i++)
		take_series(reader, batch);
	reader->wrong |= batch->first_summary_epoch > batch->mark_count ||
	                 batch->first_summary_series > batch->series_count;
	for (size_t i = 0; i < batch->mark_count; i++)
		reader->wrong |= batch->marks[i].series != UINT32_MAX && batch->marks[i].series >= batch->series_count;
}

static void take_range(struct reader *reader, struct batch *batch)
{
	batch->begin = take(reader, 8);
	batch->end = take(reader, 8);
	batch->sketch = true;
	uint64_t has = take(reader, 1);
	batch->has_event = has & HAS_EVENT;
	batch->has_summary = has & HAS_SUMMARY;
	batch->first_summary_told = has & FIRST_TOLD;
	batch->first_wall = take_double(reader);
	batch->last_wall = take_double(reader);
	batch->max_wall = take_double(reader);
	batch->first_summary_step = (int64_t)take(reader, 8);
	batch->last_summary_step = (int64_t)take(reader, 8);
	batch->first_summary_wall = take_double(reader);
	batch->first_summary_epoch = (uint32_t)take(reader, 4);
	batch->first_summary_series = (uint32_t)take(reader, 4);
	take_lists(reader, batch);
}

bool ranges_read(struct slice bytes, uint32_t file, struct ranges *out)
{
	struct reader reader = {.at = (const uint8_t *)bytes.data, .left = bytes.length};
	*out = (struct ranges){0};
	size_t count = take_count(&reader, 4, 1);
	reader.wrong |= count > SKETCH_RANGES || !array_reserve(&out->items, &out->capacity, count);
	for (uint64_t at = 0; out->count < count && !reader.wrong;) {
		struct batch *batch = batch_new(file, 0);
		reader.wrong |= !batch;
		if (!batch)
			break;
		out->items[out->count++] = batch;
		take_range(&reader, batch);
		reader.wrong |= batch->begin != at || batch->end <= at;
		at = batch->end;
	}
	slab_unref(reader.slab);
	if (!reader.wrong && !reader.left)
		return true;
	ranges_fini(out);
	return false;
}
