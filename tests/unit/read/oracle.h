/*
 * A second opinion on an event: what protobuf-c makes of it, where it takes
 * the bytes (it refuses some that conforming parsers take).
 */
#ifndef TBTOP_TESTS_READ_ORACLE_H
#define TBTOP_TESTS_READ_ORACLE_H

#include "base/text.h"
#include "event.pb-c.h"
#include "read/wire.h"
#include "unit/read/compare.h"

#include <protobuf-c/protobuf-c.h>

/* A batch's tags are UTF-8; what isn't was mended on the way. */
static inline const struct batch_series *oracle_series(const struct batch *batch, ProtobufCBinaryData tag)
{
	struct str mended = {0};
	text_repair(&mended, (struct slice){(char *)tag.data, tag.len});
	const struct batch_series *found = NULL;
	for (size_t i = 0; i < batch->series_count && !found; i++)
		if (same_bytes(batch->series[i].tag, batch->series[i].tag_length, mended.data, mended.length))
			found = &batch->series[i];
	str_fini(&mended);
	return found;
}

static inline size_t oracle_rows(const struct batch_series *series)
{
	size_t rows = 0;
	for (size_t i = 0; i < series->chunk_count; i++)
		rows += chunk_summary(series->chunks[i].chunk)->count;
	return rows;
}

/* The one number of a series: a row, or an item where a value without a point gave the tag other metadata before. */
static inline bool oracle_number(const struct batch_series *series, struct row *out)
{
	struct row rows[CHUNK_ROWS];
	if (series->chunk_count == 1 && chunk_read(series->chunks[0].chunk, rows) == 1) {
		*out = rows[0];
		return true;
	}
	if (series->chunk_count || !(series->items[0].fits & KIND_BIT(KIND_SCALAR)))
		return false;
	*out = (struct row){series->items[0].step, series->items[0].wall_time, series->items[0].bits};
	return true;
}

/* Of values of one tag the first tells what the tag is, if it is no point itself, too. */
static inline bool oracle_first_of_tag(const Tb__Summary *summary, size_t number)
{
	ProtobufCBinaryData tag = summary->value[number]->tag;
	for (size_t i = 0; i < number; i++)
		if (same_bytes((char *)summary->value[i]->tag.data, summary->value[i]->tag.len, (char *)tag.data, tag.len))
			return false;
	return true;
}

/* A value that is its tag's only one in the batch. */
static inline const char *oracle_value(const Tb__Event *event, size_t number, const struct batch_series *series)
{
	const Tb__Summary__Value *value = event->summary->value[number];
	if (value->metadata && value->metadata->plugin_data && value->value_case == TB__SUMMARY__VALUE__VALUE_TENSOR &&
	    oracle_first_of_tag(event->summary, number)) {
		ProtobufCBinaryData plugin = value->metadata->plugin_data->plugin_name;
		if (!series->metadata ||
		    !same_bytes(series->metadata->plugin, series->metadata->plugin_length, (char *)plugin.data, plugin.len))
			return "plugin";
	}
	if (value->value_case != TB__SUMMARY__VALUE__VALUE_SIMPLE_VALUE)
		return NULL;
	struct row row = {0};
	if (!oracle_number(series, &row))
		return "number of rows";
	if (row.step != event->step || !same_double(row.wall_time, event->wall_time))
		return "step or wall time";
	return row.bits == number_bits_float(value->simple_value) ? NULL : "simple_value";
}

static inline const char *oracle_summary(const Tb__Event *event, const struct batch *batch)
{
	uint64_t points = 0, histograms = 0;
	for (size_t i = 0; i < event->summary->n_value; i++) {
		const Tb__Summary__Value *value = event->summary->value[i];
		if (value->value_case == TB__SUMMARY__VALUE__VALUE_OBSOLETE_OLD_STYLE_HISTOGRAM)
			continue;
		bool histogram = value->value_case == TB__SUMMARY__VALUE__VALUE_HISTO; /* it may be dropped */
		histograms += histogram;
		points += value->value_case != TB__SUMMARY__VALUE__VALUE__NOT_SET;
		bool by_node = value->value_case == TB__SUMMARY__VALUE__VALUE_TENSOR && !value->tag.len;
		const struct batch_series *series = oracle_series(batch, by_node ? value->node_name : value->tag);
		if (!series && !histogram)
			return "a tag is missing";
		if (series && !by_node && series->item_count + oracle_rows(series) == 1) {
			const char *difference = oracle_value(event, i, series);
			if (difference)
				return difference;
		}
	}
	if (batch->points > points || batch->points + histograms < points)
		return "number of points";
	return batch->has_summary && batch->first_summary_step == event->step ? NULL : "summary step";
}

/* False: protobuf-c (1.4.1) would forget the first of two messages of a oneof instead of merging them. */
static inline bool oracle_has_no_merge(const uint8_t *payload, size_t length)
{
	struct wire wire = wire_of(payload, length);
	struct wire_field field;
	size_t members = 0;
	while (wire_next(&wire, &field))
		members += field.id >= 3 && field.id <= 9;
	return members <= 1;
}

/* `batch` was made of this event alone. NULL when there is nothing to object to. */
static inline const char *oracle_difference(const uint8_t *payload, size_t length, const struct batch *batch)
{
	if (!oracle_has_no_merge(payload, length))
		return NULL;
	Tb__Event *event = tb__event__unpack(NULL, length, payload);
	if (!event)
		return NULL;
	const char *difference = NULL;
	if (batch->records != 1 || !same_double(batch->first_wall, event->wall_time))
		difference = "wall time";
	else if (event->what_case == TB__EVENT__WHAT_SUMMARY)
		difference = oracle_summary(event, batch);
	else if (event->what_case == TB__EVENT__WHAT_FILE_VERSION && batch->mark_count != 1)
		difference = "file_version";
	else if (event->what_case == TB__EVENT__WHAT_GRAPH_DEF && batch->points != 1)
		difference = "graph_def";
	tb__event__free_unpacked(event, NULL);
	return difference;
}

#endif
