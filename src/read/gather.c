#include "read/gather.h"

#include "base/alloc.h"
#include "base/text.h"
#include "read/target.h"
#include "read/template.h"

#include <stdlib.h>
#include <string.h>

void gather_init(struct gather *gather)
{
	*gather = (struct gather){.last_tag = NAMES_NONE};
	names_init(&gather->names);
}

static void tag_fini(struct gather_tag *tag)
{
	free(tag->rows);
	free(tag->template);
}

void gather_fini(struct gather *gather)
{
	for (uint32_t tag = 0; tag < gather->names.count && tag < gather->tag_capacity; tag++)
		tag_fini(&gather->tags[tag]);
	free(gather->tags);
	free(gather->touched);
	slab_unref(gather->slab);
	names_fini(&gather->names);
}

#define ALIKE_TAGS 256              /* files that have more are no sweep's */
#define ALIKE_TEXT ((size_t)1 << 20)

void gather_another(struct gather *gather)
{
	struct slab **lent = gather->lent;
	if (gather->names.count > ALIKE_TAGS || gather->text > ALIKE_TEXT) {
		gather_fini(gather);
		gather_init(gather);
		gather->lent = lent;
		return;
	}
	for (uint32_t tag = 0; tag < gather->names.count; tag++) {
		struct gather_tag *state = &gather->tags[tag];
		*state = (struct gather_tag){
			.rows = state->rows, .row_capacity = state->row_capacity, .successor = state->successor, .template = state->template};
	}
	slab_unref(gather->slab);
	gather->slab = NULL;
	gather->full_chunks = 0;
	gather->batch = NULL;
	gather->touched_count = 0;
	gather->last_tag = NAMES_NONE;
	gather->last_rewind = 0;
	gather->text_before = gather->text;
	gather->tags_before = gather->names.count;
}

void gather_lend(struct gather *gather, struct slab **slab)
{
	gather->lent = slab;
}

/* ---- Tags ---- */

/* Takes `bytes` of text off what the file may have. */
static bool take_text(struct gather *gather, size_t bytes)
{
	if (bytes > GATHER_MOST_TEXT - (gather->text - gather->text_before)) {
		gather->over_limit = true;
		return false;
	}
	gather->text += bytes;
	return true;
}

static bool take_tag(struct gather *gather, size_t length)
{
	gather->over_limit = gather->names.count - gather->tags_before >= GATHER_MOST_TAGS;
	return !gather->over_limit && take_text(gather, length);
}

static uint32_t intern(struct gather *gather, struct slice text)
{
	/* Room first, so that each name has its state. */
	if (!array_reserve(&gather->tags, &gather->tag_capacity, (size_t)gather->names.count + 1))
		return NAMES_NONE;
	uint32_t before = gather->names.count;
	uint32_t tag = names_find(&gather->names, text);
	if (tag != NAMES_NONE || !take_tag(gather, text.length))
		return tag;
	struct str mended = {0};
	text_repair(&mended, text);
	tag = names_intern(&gather->names, str_slice(&mended));
	str_fini(&mended);
	if (gather->names.count > before)
		gather->tags[tag] = (struct gather_tag){.successor = NAMES_NONE};
	return tag;
}

uint32_t gather_tag(struct gather *gather, struct slice text)
{
	uint32_t last = gather->last_tag;
	if (last != NAMES_NONE) {
		uint32_t guess = gather->tags[last].successor;
		if (guess != NAMES_NONE && slice_equal(names_text(&gather->names, guess), text))
			return gather->last_tag = guess;
	}
	uint32_t tag = intern(gather, text);
	if (tag == NAMES_NONE)
		return tag;
	if (last != NAMES_NONE)
		gather->tags[last].successor = tag;
	return gather->last_tag = tag;
}

bool gather_is_scalar(const struct gather *gather, uint32_t tag)
{
	return gather->tags[tag].is_scalar;
}

bool gather_learn(struct gather *gather, const struct gather *from)
{
	if (!array_reserve(&gather->tags, &gather->tag_capacity, from->names.count))
		return false;
	for (uint32_t tag = 0; tag < from->names.count; tag++) {
		const struct gather_tag *known = &from->tags[tag];
		if (names_intern(&gather->names, names_text(&from->names, tag)) != tag)
			return false;
		gather->tags[tag] = (struct gather_tag){
			.successor = known->successor,
			.has_metadata = known->has_metadata, .is_scalar = known->is_scalar,
			.has_value = known->has_value, .takes_clips = known->takes_clips,
			.nothing_fits = known->nothing_fits,
		};
	}
	gather->text = from->text;
	gather->text_before = from->text_before;
	gather->tags_before = from->tags_before;
	return true;
}

/* ---- Series ---- */

static enum status new_series(struct gather *gather, uint32_t tag)
{
	struct batch *batch = gather->batch;
	struct slice text = names_text(&gather->names, tag);
	if (!array_reserve(&gather->touched, &gather->touched_capacity, gather->touched_count + 1) ||
	    !array_reserve(&batch->series, &batch->series_capacity, batch->series_count + 1))
		return STATUS_NO_MEMORY;
	char *copy = data_alloc(text.length + 1, 1);
	if (!copy)
		return STATUS_NO_MEMORY;
	memcpy(copy, text.data, text.length + 1); /* names end in NUL */
	batch->series[batch->series_count] = (struct batch_series){.tag = copy, .tag_length = text.length};
	gather->touched[gather->touched_count++] = tag;
	gather->tags[tag].series = (uint32_t)batch->series_count++;
	gather->tags[tag].generation = gather->generation;
	gather->tags[tag].sealed_rows = 0;
	return STATUS_OK;
}

/* The tag's series in the batch, made when it isn't there; NULL when out of memory. */
static struct batch_series *series_of(struct gather *gather, uint32_t tag)
{
	struct gather_tag *state = &gather->tags[tag];
	if (state->generation != gather->generation && new_series(gather, tag))
		return NULL;
	return &gather->batch->series[state->series];
}

enum status gather_touch(struct gather *gather, uint32_t tag)
{
	return series_of(gather, tag) ? STATUS_OK : STATUS_NO_MEMORY;
}

void gather_into(struct gather *gather, struct batch *batch)
{
	/* By its series, too: a batch may lie where one lay that was never flushed. */
	if (gather->batch == batch && batch->series_count >= gather->touched_count)
		return;
	size_t left = gather->touched_count;
	gather->batch = batch;
	gather->generation++;
	gather->stamp++;
	gather->touched_count = 0; /* what is added below stays behind what is still to be read */
	for (size_t i = 0; i < left; i++) {
		struct gather_tag *state = &gather->tags[gather->touched[i]];
		state->row_epoch = 0;
		if (state->row_count && !series_of(gather, gather->touched[i]))
			state->row_count = 0;
	}
}

/* ---- Metadata ---- */

static bool copy_slice(struct slice slice, char **out, size_t *length)
{
	*out = data_alloc(slice.length + 1, 1);
	if (!*out)
		return false;
	if (slice.length)
		memcpy(*out, slice.data, slice.length);
	(*out)[slice.length] = '\0';
	*length = slice.length;
	return true;
}

static struct metadata *copy_metadata(const struct value_metadata *from)
{
	struct metadata *copy = data_alloc(1, sizeof *copy);
	if (!copy)
		return NULL;
	*copy = (struct metadata){0};
	if (kind_of_plugin(from->plugin) == KIND_HPARAMS)
		copy->target_step = target_read(from->content);
	if (copy_slice(from->plugin, &copy->plugin, &copy->plugin_length) &&
	    copy_slice(from->display_name, &copy->display_name, &copy->display_name_length) &&
	    copy_slice(from->description, &copy->description, &copy->description_length) &&
	    copy_slice(from->content, &copy->content, &copy->content_length))
		return copy;
	metadata_free(copy);
	return NULL;
}

enum status gather_metadata(struct gather *gather, uint32_t tag, const struct value_metadata *metadata)
{
	struct gather_tag *state = &gather->tags[tag];
	if (state->has_metadata)
		return STATUS_OK;
	if (!take_text(gather, metadata->plugin.length + metadata->display_name.length +
	                       metadata->description.length + metadata->content.length))
		return STATUS_LIMIT;
	struct batch_series *series = series_of(gather, tag);
	if (!series || !(series->metadata = copy_metadata(metadata)))
		return STATUS_NO_MEMORY;
	state->has_metadata = true;
	state->is_scalar = kind_of_plugin(metadata->plugin) == KIND_SCALAR;
	return STATUS_OK;
}

/* Of a made-up tensor: that of hparams is no number at all, that of a graph doesn't decode. */
static kind_set fits_of_nothing(const struct value_metadata *first)
{
	if (!first || first->classified)
		return 0;
	switch (kind_of_plugin(first->plugin)) {
	case KIND_HPARAMS: return KINDS_OF_ANY_TENSOR | KIND_BIT(KIND_MESH);
	case KIND_GRAPH: return slice_equal(first->plugin, slice_of("graphs")) ? 0 : KINDS_OF_ANY_TENSOR;
	default: return 0;
	}
}

enum status gather_value(struct gather *gather, uint32_t tag, const struct value_metadata *metadata)
{
	struct gather_tag *state = &gather->tags[tag];
	if (!state->has_value) {
		state->has_value = true;
		state->nothing_fits = fits_of_nothing(metadata);
		state->takes_clips = metadata && !metadata->classified && kind_of_plugin(metadata->plugin) == KIND_AUDIO;
	}
	return metadata ? gather_metadata(gather, tag, metadata) : STATUS_OK;
}

kind_set gather_nothing_fits(const struct gather *gather, uint32_t tag)
{
	return gather->tags[tag].nothing_fits;
}

bool gather_takes_clips(const struct gather *gather, uint32_t tag)
{
	return gather->tags[tag].takes_clips;
}

/* ---- Rows and items ---- */

#define FEW_CHUNKS 16

/*
 * Full chunks stay as they are until their file is forgotten; others are joined
 * with those that follow. A short file isn't worth a slab.
 */
static struct slab **slab_for(struct gather *gather, size_t rows)
{
	if (rows < CHUNK_ROWS)
		return NULL;
	if (gather->lent)
		return gather->lent;
	return ++gather->full_chunks > FEW_CHUNKS ? &gather->slab : NULL;
}

static enum status seal(struct gather *gather, uint32_t tag)
{
	struct gather_tag *state = &gather->tags[tag];
	struct batch_series *series = series_of(gather, tag);
	if (!series || !array_reserve(&series->chunks, &series->chunk_capacity, series->chunk_count + 1))
		return STATUS_NO_MEMORY;
	struct chunk *chunk = chunk_seal_in(slab_for(gather, state->row_count), state->rows, state->row_count, state->row_type);
	if (!chunk)
		return STATUS_NO_MEMORY;
	series->chunks[series->chunk_count++] = (struct batch_chunk){chunk, state->row_epoch};
	state->sealed_rows += state->row_count;
	state->row_count = 0;
	return STATUS_OK;
}

/* 8, 64, 512 rows: most tags of a batch have few. */
static bool grow_rows(struct gather_tag *state)
{
	uint32_t capacity = state->row_capacity ? state->row_capacity * 8 : 8;
	struct row *rows = data_realloc(state->rows, capacity, sizeof *rows);
	if (!rows)
		return false;
	state->rows = rows;
	state->row_capacity = capacity;
	return true;
}

bool gather_make_room(struct gather *gather, uint32_t tag)
{
	struct gather_tag *state = &gather->tags[tag];
	return state->row_count == CHUNK_ROWS ? !seal(gather, tag) : state->row_count < state->row_capacity || grow_rows(state);
}

enum status gather_row(struct gather *gather, uint32_t tag, enum number_type type, const struct row *row)
{
	struct gather_tag *state = &gather->tags[tag];
	uint32_t epoch = (uint32_t)gather->batch->mark_count;
	bool other = state->row_type != type || state->row_epoch != epoch;
	if (state->row_count && (other || state->row_count == CHUNK_ROWS) && seal(gather, tag))
		return STATUS_NO_MEMORY;
	if (!series_of(gather, tag) || (state->row_count == state->row_capacity && !grow_rows(state)))
		return STATUS_NO_MEMORY;
	state->row_type = type;
	state->row_epoch = epoch;
	state->open = state->template && type == NUMBER_F32 ? gather->stamp : 0;
	state->rows[state->row_count++] = *row;
	return STATUS_OK;
}

/* True when the tag's last row is of floats and has these bytes. */
static bool ends_in(const struct gather_tag *state, const uint8_t *value)
{
	return state->is_scalar && state->row_count && state->row_type == NUMBER_F32 &&
	       state->rows[state->row_count - 1].bits == little32(value);
}

void gather_expect(struct gather *gather, const uint8_t *payload, size_t length)
{
	struct template template;
	struct slice text;
	uint32_t tag = gather->last_tag;
	struct gather_tag *state = &gather->tags[tag];
	const struct template *known = state->template;
	if (known && length == known->length && template_fits(known, payload))
		return;
	if (!template_cut(&template, payload, length, &text) || !slice_equal(names_text(&gather->names, tag), text) ||
	    !ends_in(state, payload + template.value_at))
		return;
	if (!known && !(state->template = data_alloc(1, sizeof template)))
		return;
	*state->template = template;
	state->open = gather->stamp;
}

enum status gather_item(struct gather *gather, uint32_t tag, const struct item *item)
{
	struct batch_series *series = series_of(gather, tag);
	if (!series || !array_reserve(&series->items, &series->item_capacity, series->item_count + 1))
		return STATUS_NO_MEMORY;
	struct item *kept = &series->items[series->item_count++];
	*kept = *item;
	kept->epoch = (uint32_t)gather->batch->mark_count;
	kept->rows_before = gather->tags[tag].sealed_rows + gather->tags[tag].row_count;
	return STATUS_OK;
}

/* ---- Marks ---- */

enum status gather_mark(struct gather *gather, const struct mark *mark)
{
	struct batch *batch = gather->batch;
	if (!array_reserve(&batch->marks, &batch->mark_capacity, batch->mark_count + 1))
		return STATUS_NO_MEMORY;
	batch->marks[batch->mark_count++] = *mark;
	gather->stamp++;
	return STATUS_OK;
}

enum status gather_rewind(struct gather *gather, uint32_t tag, uint64_t event, int64_t step, double wall_time)
{
	struct gather_tag *state = &gather->tags[tag];
	if (state->rewound_by == event)
		return STATUS_OK;
	if (!series_of(gather, tag))
		return STATUS_NO_MEMORY;
	state->rewound_by = event;
	struct mark mark = {.what = MARK_REWIND, .step = step, .wall_time = wall_time, .series = state->series,
	                    .joins = gather->last_rewind == event};
	enum status status = gather_mark(gather, &mark);
	if (status == STATUS_OK)
		gather->last_rewind = event;
	return status;
}

/* Rows are in one batch for long, but tags are in many files, and they may be many. */
static bool keeps_rows(const struct gather *gather)
{
	return gather->lent && gather->touched_count <= ALIKE_TAGS;
}

static void free_rows(struct gather_tag *state)
{
	free(state->rows);
	state->rows = NULL;
	state->row_capacity = 0;
}

enum status gather_flush(struct gather *gather)
{
	if (!gather->batch)
		return STATUS_OK;
	for (size_t i = 0; i < gather->touched_count; i++) {
		struct gather_tag *state = &gather->tags[gather->touched[i]];
		if (state->row_count && seal(gather, gather->touched[i]))
			return STATUS_NO_MEMORY;
		if (!keeps_rows(gather))
			free_rows(state);
	}
	gather->touched_count = 0;
	gather->batch = NULL;
	return STATUS_OK;
}
