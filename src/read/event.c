#include "read/event.h"

#include "base/alloc.h"
#include "event.pb-c.h"
#include "read/cursor.h"
#include "read/gather.h"
#include "read/repeat.h"
#include "read/tensor.h"
#include "read/value.h"
#include "read/version.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RUN_GRAPH_TAG "__run_graph__"
#define GRAPH_PLUGIN "graphs"
#define RUN_METADATA_PLUGIN "graph_tagged_run_metadata"
#define PURGE_BY_START 2.0 /* the file_version from which on a step that goes back means nothing (event-format 5.1) */

/* Field numbers of Event, Summary, SessionLog and TaggedRunMetadata (event-format 3.1). */
enum { EVENT_WALL_TIME = 1, EVENT_STEP = 2, EVENT_FILE_VERSION = 3, EVENT_GRAPH_DEF = 4, EVENT_SUMMARY = 5,
       EVENT_LOG_MESSAGE = 6, EVENT_SESSION_LOG = 7, EVENT_RUN_METADATA = 8, EVENT_META_GRAPH_DEF = 9 };
enum { SUMMARY_VALUE = 1, SESSION_LOG_STATUS = 1, RUN_METADATA_TAG = 1, RUN_METADATA_BYTES = 2 };
enum { SESSION_START = 1, SESSION_STOP = 2, SESSION_CHECKPOINT = 3 };

static const struct wire_member members[] = {
	{EVENT_FILE_VERSION, WIRE_BYTES}, {EVENT_GRAPH_DEF, WIRE_BYTES},    {EVENT_SUMMARY, WIRE_BYTES},
	{EVENT_LOG_MESSAGE, WIRE_BYTES},  {EVENT_SESSION_LOG, WIRE_BYTES},  {EVENT_RUN_METADATA, WIRE_BYTES},
	{EVENT_META_GRAPH_DEF, WIRE_BYTES},
};

struct event_decoder {
	struct gather gather;
	enum event_way way;
	struct event_place place; /* version_known: of at least PURGE_BY_START */
	uint64_t events;
};

/* An event on its way into a batch. */
struct event {
	double wall_time;
	int64_t step;
	struct wire fields; /* from where the member of its oneof that won begins */
	const uint8_t *payload;
	uint64_t offset; /* in the file, of the payload */
	struct batch *batch;
	bool opens; /* the batch's first summary event */
};

struct event_decoder *event_decoder_new(bool version_known)
{
	struct event_decoder *decoder = data_alloc(1, sizeof *decoder);
	if (!decoder)
		return NULL;
	*decoder = (struct event_decoder){.place.version_known = version_known};
	gather_init(&decoder->gather);
	return decoder;
}

struct event_decoder *event_decoder_fork(const struct event_decoder *decoder)
{
	struct event_decoder *fork = event_decoder_new(decoder->place.version_known);
	if (fork && gather_learn(&fork->gather, &decoder->gather))
		return fork;
	event_decoder_free(fork);
	return NULL;
}

void event_decoder_free(struct event_decoder *decoder)
{
	if (!decoder)
		return;
	gather_fini(&decoder->gather);
	free(decoder);
}

void event_decoder_another(struct event_decoder *decoder)
{
	gather_another(&decoder->gather);
	decoder->place = (struct event_place){0};
	decoder->events = 0;
}

void event_decoder_lend(struct event_decoder *decoder, struct slab **slab)
{
	gather_lend(&decoder->gather, slab);
}

void event_decoder_set_way(struct event_decoder *decoder, enum event_way way)
{
	decoder->way = way;
}

enum status event_flush(struct event_decoder *decoder, struct batch *batch)
{
	gather_into(&decoder->gather, batch);
	return gather_flush(&decoder->gather);
}

struct event_place event_decoder_place(const struct event_decoder *decoder)
{
	return decoder->place;
}

void event_decoder_pass(struct event_decoder *decoder, const struct event_place *place)
{
	struct event_place *mine = &decoder->place;
	if (place->has_version) {
		mine->has_version = true;
		mine->version_known = place->version_known;
	}
	if (place->has_summary) {
		mine->has_summary = true;
		mine->summary_step = place->summary_step;
	}
}

/* ---- Counting ---- */

static void count_event(struct event_decoder *decoder, struct batch *batch, double wall_time)
{
	decoder->events++;
	batch->records++;
	if (!batch->has_event)
		batch->first_wall = wall_time;
	batch->has_event = true;
	batch->last_wall = wall_time;
	if (isfinite(wall_time) && !(batch->max_wall >= wall_time))
		batch->max_wall = wall_time;
}

/* Before file_version 2 a step that goes back tells of a restart, for the tags of the event that has it. */
static bool goes_back(const struct event_decoder *decoder, int64_t step)
{
	const struct event_place *place = &decoder->place;
	return !place->version_known && place->has_summary && step < place->summary_step;
}

static void count_summary(struct event_decoder *decoder, struct batch *batch, int64_t step, double wall_time)
{
	if (!batch->has_summary) {
		batch->first_summary_step = step;
		batch->first_summary_wall = wall_time;
		batch->first_summary_epoch = (uint32_t)batch->mark_count;
		batch->first_summary_told = goes_back(decoder, step);
	}
	decoder->place.has_summary = true;
	decoder->place.summary_step = step;
	batch->has_summary = true;
	batch->last_summary_step = step;
}

/* ---- Points ---- */

static enum status rewind_tag(struct event_decoder *decoder, struct slice text, double wall_time, int64_t step)
{
	uint32_t tag = gather_tag(&decoder->gather, text);
	if (tag == NAMES_NONE)
		return STATUS_NO_MEMORY;
	return gather_rewind(&decoder->gather, tag, decoder->events, step, wall_time);
}

/* Where in the record's payload: 0 for no bytes. */
static uint32_t place_of(const struct event *event, struct slice bytes)
{
	return bytes.data ? (uint32_t)((const uint8_t *)bytes.data - event->payload) : 0;
}

/* A number in a tag of scalars is a row, anything else an item. */
static enum status take_point(struct event_decoder *decoder, const struct event *event, const struct value *value,
                              uint32_t tag, kind_set fits)
{
	if (value->form != ITEM_NOTHING)
		event->batch->points++;
	if (fits & KIND_BIT(KIND_SCALAR) && gather_is_scalar(&decoder->gather, tag)) {
		struct row row = {.step = event->step, .wall_time = event->wall_time, .bits = value->bits};
		return gather_row(&decoder->gather, tag, value->number_type, &row);
	}
	uint32_t within = place_of(event, value->bytes);
	struct item item = {
		.step = event->step, .wall_time = event->wall_time, .offset = event->offset + within, .within = within,
		.length = (uint32_t)value->bytes.length, .bits = value->bits, .form = value->form,
		.number_type = value->number_type, .fits = fits, .clips = gather_takes_clips(&decoder->gather, tag),
	};
	return gather_item(&decoder->gather, tag, &item);
}

/* Where the value is a point depends on what the file says of its tag. */
static kind_set fits_of(const struct gather *gather, uint32_t tag, const struct value *value)
{
	if (value->form == ITEM_NOTHING)
		return gather_nothing_fits(gather, tag);
	return gather_takes_clips(gather, tag) ? value->fits_as_clips : value->fits;
}

static enum status take_value(struct event_decoder *decoder, const struct event *event, const struct value *value)
{
	struct gather *gather = &decoder->gather;
	if (value->dropped)
		return STATUS_OK;
	uint32_t tag = gather_tag(gather, value->tag);
	if (tag == NAMES_NONE || gather_value(gather, tag, value->has_metadata ? &value->metadata : NULL))
		return STATUS_NO_MEMORY;
	if (event->opens && gather_touch(gather, tag))
		return STATUS_NO_MEMORY;
	kind_set fits = fits_of(gather, tag, value);
	if (!fits)
		return STATUS_OK;
	if (!slice_equal(value->point_tag, value->tag))
		tag = gather_tag(gather, value->point_tag);
	return tag == NAMES_NONE ? STATUS_NO_MEMORY : take_point(decoder, event, value, tag, fits);
}

/* ---- The short way ---- */

static enum status rewind_scalars(struct event_decoder *decoder, struct cursor cursor)
{
	enum status status = STATUS_OK;
	struct cursor_scalar scalar;
	while (!status && cursor_next(&cursor, &scalar))
		status = rewind_tag(decoder, scalar.tag, cursor.wall_time, cursor.step);
	return status;
}

static enum status take_scalar(struct event_decoder *decoder, const struct cursor *cursor,
                               const struct cursor_scalar *scalar)
{
	uint32_t tag = gather_tag(&decoder->gather, scalar->tag);
	if (tag == NAMES_NONE)
		return STATUS_NO_MEMORY;
	static const struct value_metadata metadata = {.plugin = {"scalars", sizeof "scalars" - 1}};
	enum status status = gather_value(&decoder->gather, tag, &metadata);
	if (status)
		return status;
	decoder->gather.batch->points++;
	if (gather_is_scalar(&decoder->gather, tag)) {
		struct row row = {.step = cursor->step, .wall_time = cursor->wall_time, .bits = scalar->bits};
		return gather_row(&decoder->gather, tag, NUMBER_F32, &row);
	}
	struct item item = {
		.step = cursor->step, .wall_time = cursor->wall_time, .bits = scalar->bits, .form = ITEM_SIMPLE,
		.number_type = NUMBER_F32, .fits = KINDS_OF_ONE_NUMBER,
	};
	return gather_item(&decoder->gather, tag, &item);
}

static enum status take_scalars(struct event_decoder *decoder, struct cursor *cursor, struct batch *batch)
{
	count_event(decoder, batch, cursor->wall_time);
	enum status status = STATUS_OK;
	if (goes_back(decoder, cursor->step))
		status = rewind_scalars(decoder, *cursor);
	count_summary(decoder, batch, cursor->step, cursor->wall_time);
	struct cursor_scalar scalar;
	while (!status && cursor_next(cursor, &scalar))
		status = take_scalar(decoder, cursor, &scalar);
	return status;
}

/* ---- The long way: each member of the oneof ---- */

static enum status take_version(struct event_decoder *decoder, const struct event *event)
{
	struct mark mark = {.what = MARK_VERSION, .step = event->step, .wall_time = event->wall_time};
	mark.version = version_parse(wire_last_bytes(event->fields, EVENT_FILE_VERSION));
	decoder->place.has_version = true;
	decoder->place.version_known = mark.version >= PURGE_BY_START;
	return gather_mark(&decoder->gather, &mark);
}

static uint64_t session_status(struct wire fields)
{
	uint64_t status = 0;
	struct wire_field field, part;
	while (wire_next(&fields, &field)) {
		if (!wire_is(&field, EVENT_SESSION_LOG, WIRE_BYTES))
			continue;
		struct wire log = wire_of(field.bytes, field.length);
		while (wire_next(&log, &part))
			if (wire_is(&part, SESSION_LOG_STATUS, WIRE_VARINT))
				status = (uint32_t)part.number;
	}
	return status;
}

static enum status take_session_log(struct event_decoder *decoder, const struct event *event)
{
	struct mark mark = {.step = event->step, .wall_time = event->wall_time};
	switch (session_status(event->fields)) {
	case SESSION_START: mark.what = MARK_START; break;
	case SESSION_STOP: mark.what = MARK_STOP; break;
	case SESSION_CHECKPOINT: mark.what = MARK_CHECKPOINT; break;
	default: return STATUS_OK;
	}
	return gather_mark(&decoder->gather, &mark);
}

/* The next value of the summary, which may come in pieces: `summary` is the rest of the piece. */
static bool next_value(struct wire *fields, struct wire *summary, struct wire *out)
{
	struct wire_field field;
	for (;;) {
		while (wire_next(summary, &field))
			if (wire_is(&field, SUMMARY_VALUE, WIRE_BYTES)) {
				*out = wire_of(field.bytes, field.length);
				return true;
			}
		do {
			if (!wire_next(fields, &field))
				return false;
		} while (!wire_is(&field, EVENT_SUMMARY, WIRE_BYTES));
		*summary = wire_of(field.bytes, field.length);
	}
}

static enum status rewind_values(struct event_decoder *decoder, const struct event *event)
{
	struct wire fields = event->fields, summary = {0}, message;
	enum status status = STATUS_OK;
	struct value value;
	while (!status && next_value(&fields, &summary, &message)) {
		status = value_read(message, &value);
		if (!status && !value.dropped)
			status = rewind_tag(decoder, value.tag, event->wall_time, event->step);
	}
	return status;
}

static enum status take_summary(struct event_decoder *decoder, const struct event *event)
{
	enum status status = STATUS_OK;
	if (goes_back(decoder, event->step))
		status = rewind_values(decoder, event);
	count_summary(decoder, event->batch, event->step, event->wall_time);
	struct wire fields = event->fields, summary = {0}, message;
	struct value value;
	while (!status && next_value(&fields, &summary, &message)) {
		status = value_read(message, &value);
		if (!status)
			status = take_value(decoder, event, &value);
	}
	return status;
}

/* Graphs and run metadata become a summary with one value of their own plugin: a list of one string. */
static enum status take_as_summary(struct event_decoder *decoder, const struct event *event, struct value value)
{
	enum status status = STATUS_OK;
	if (goes_back(decoder, event->step))
		status = rewind_tag(decoder, value.tag, event->wall_time, event->step);
	count_summary(decoder, event->batch, event->step, event->wall_time);
	uint32_t tag = status ? NAMES_NONE : gather_tag(&decoder->gather, value.tag);
	if (tag == NAMES_NONE || gather_metadata(&decoder->gather, tag, &value.metadata))
		return STATUS_NO_MEMORY;
	kind_set fits = tensor_fits(&(struct tensor_facts){
		.decodable = true, .text = true, .rank = 1, .dims = {1}, .elements = 1});
	return take_point(decoder, event, &value, tag, fits);
}

static enum status take_graph(struct event_decoder *decoder, const struct event *event)
{
	return take_as_summary(decoder, event, (struct value){
		.tag = slice_of(RUN_GRAPH_TAG), .metadata.plugin = slice_of(GRAPH_PLUGIN), .form = ITEM_GRAPH,
		.bytes = wire_last_bytes(event->fields, EVENT_GRAPH_DEF),
	});
}

static enum status take_run_metadata(struct event_decoder *decoder, const struct event *event)
{
	struct value value = {.metadata.plugin = slice_of(RUN_METADATA_PLUGIN), .form = ITEM_RUN_METADATA};
	struct wire fields = event->fields;
	struct wire_field field, part;
	while (wire_next(&fields, &field)) {
		if (!wire_is(&field, EVENT_RUN_METADATA, WIRE_BYTES))
			continue;
		struct wire tagged = wire_of(field.bytes, field.length);
		while (wire_next(&tagged, &part)) {
			if (wire_is(&part, RUN_METADATA_TAG, WIRE_BYTES))
				value.tag = slice_make(part.bytes, part.length);
			else if (wire_is(&part, RUN_METADATA_BYTES, WIRE_BYTES))
				value.bytes = slice_make(part.bytes, part.length);
		}
	}
	return take_as_summary(decoder, event, value);
}

/* Only kept where it is the newest, and when it is a message at all. */
static enum status take_meta_graph(struct event_decoder *decoder, const struct event *event)
{
	struct slice bytes = wire_last_bytes(event->fields, EVENT_META_GRAPH_DEF);
	struct wire message = wire_of(bytes.data, bytes.length);
	struct wire_field field;
	while (wire_next(&message, &field))
		continue;
	if (!wire_fine(&message))
		return STATUS_OK;
	struct batch *batch = event->batch;
	batch->meta_graph.there = true;
	batch->meta_graph.within = place_of(event, bytes);
	batch->meta_graph.offset = event->offset + batch->meta_graph.within;
	batch->meta_graph.length = (uint32_t)bytes.length;
	batch->meta_graph.step = event->step;
	batch->meta_graph.wall_time = event->wall_time;
	batch->meta_graph.epoch = (uint32_t)batch->mark_count;
	return STATUS_OK;
}

static void read_head(struct event *event, struct wire message)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, EVENT_WALL_TIME, WIRE_FIXED64))
			memcpy(&event->wall_time, &field.number, sizeof event->wall_time);
		else if (wire_is(&field, EVENT_STEP, WIRE_VARINT))
			event->step = (int64_t)field.number;
	}
}

static enum status decode_message(struct event_decoder *decoder, struct event *event, struct wire message)
{
	read_head(event, message);
	count_event(decoder, event->batch, event->wall_time);
	switch (wire_oneof(message, members, sizeof members / sizeof *members, &event->fields)) {
	case EVENT_FILE_VERSION: return take_version(decoder, event);
	case EVENT_GRAPH_DEF: return take_graph(decoder, event);
	case EVENT_SUMMARY: return take_summary(decoder, event);
	case EVENT_SESSION_LOG: return take_session_log(decoder, event);
	case EVENT_RUN_METADATA: return take_run_metadata(decoder, event);
	case EVENT_META_GRAPH_DEF: return take_meta_graph(decoder, event);
	}
	return STATUS_OK;
}

static enum status decode_record(struct event_decoder *decoder, const uint8_t *payload, size_t length,
                                 uint64_t offset, struct batch *batch)
{
	struct cursor cursor;
	if (decoder->way == EVENT_AUTO && cursor_open(&cursor, payload, length))
		return take_scalars(decoder, &cursor, batch);
	enum status status = wire_check(&tb__event__descriptor, payload, length, WIRE_LIMITS);
	if (status)
		return status;
	struct event event = {.payload = payload, .offset = offset, .batch = batch, .opens = !batch->has_summary};
	return decode_message(decoder, &event, wire_of(payload, length));
}

enum status event_decode(struct event_decoder *decoder, const uint8_t *payload, size_t length, uint64_t offset,
                         struct batch *batch)
{
	gather_into(&decoder->gather, batch);
	bool had_summary = batch->has_summary;
	uint64_t points = batch->points;
	decoder->gather.over_limit = false;
	enum status status = decode_record(decoder, payload, length, offset, batch);
	if (batch->has_summary && !had_summary)
		batch->first_summary_series = (uint32_t)batch->series_count;
	if (!status && decoder->way == EVENT_AUTO && batch->points == points + 1)
		gather_expect(&decoder->gather, payload, length);
	return status == STATUS_NO_MEMORY && decoder->gather.over_limit ? STATUS_LIMIT : status;
}

size_t event_decode_run(struct event_decoder *decoder, const uint8_t *bytes, size_t length, size_t end,
                        struct batch *batch)
{
	/* The first of a batch does more than those that repeat it. */
	if (decoder->way != EVENT_AUTO || decoder->gather.batch != batch || !batch->has_summary || !decoder->place.has_summary)
		return 0;
	struct run run = {.step = decoder->place.summary_step, .may_fall = decoder->place.version_known, .max_wall = -INFINITY};
	size_t taken = repeat_take(&decoder->gather, bytes, length, end, &run);
	if (!taken)
		return 0;
	decoder->events += run.records;
	decoder->place.summary_step = run.step;
	batch->records += run.records;
	batch->points += run.records;
	batch->last_summary_step = run.step;
	batch->last_wall = run.last_wall;
	if (!(batch->max_wall >= run.max_wall))
		batch->max_wall = run.max_wall;
	return taken;
}
