#include "decode/plugin.h"

#include "base/alloc.h"
#include "base/number.h"
#include "base/text.h"
#include "plugins.pb-c.h"
#include "read/wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HPARAMS_LIMITS ((struct wire_limits){.depth = 100, .fields = 1u << 20})

/* Fields of HParamsPluginData and what is in it, and of google.protobuf.Value (event-format 3.8). */
enum { DATA_VERSION = 1, DATA_EXPERIMENT = 2, DATA_START = 3, DATA_END = 4 };
enum { EXPERIMENT_DESCRIPTION = 1, EXPERIMENT_HPARAM = 4, EXPERIMENT_METRIC = 5, HPARAM_NAME = 1,
       HPARAM_DISPLAY_NAME = 2, HPARAM_DESCRIPTION = 3, METRIC_NAME = 1, METRIC_DISPLAY_NAME = 3,
       METRIC_DESCRIPTION = 4, NAME_GROUP = 1, NAME_TAG = 2 };
enum { START_HPARAM = 1, START_MODEL_URI = 2, START_MONITOR_URL = 3, START_GROUP = 4, START_TIME = 5,
       ENTRY_KEY = 1, ENTRY_VALUE = 2, END_STATUS = 1, END_TIME = 2 };
enum { VALUE_NULL = 1, VALUE_NUMBER = 2, VALUE_STRING = 3, VALUE_BOOL = 4, VALUE_STRUCT = 5, VALUE_LIST = 6,
       STRUCT_FIELD = 1, LIST_VALUE = 1 };

static const struct wire_member data_members[] = {
	{DATA_EXPERIMENT, WIRE_BYTES}, {DATA_START, WIRE_BYTES}, {DATA_END, WIRE_BYTES},
};
static const struct wire_member value_members[] = {
	{VALUE_NULL, WIRE_VARINT}, {VALUE_NUMBER, WIRE_FIXED64}, {VALUE_STRING, WIRE_BYTES},
	{VALUE_BOOL, WIRE_VARINT}, {VALUE_STRUCT, WIRE_BYTES},   {VALUE_LIST, WIRE_BYTES},
};

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

static void set_text(struct str *out, const struct wire_field *field)
{
	str_clear(out);
	str_append(out, field->bytes, field->length);
}

static double double_of(uint64_t bits)
{
	double value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

/* ---- Values ---- */

static void json_text(struct str *out, const struct wire_field *field)
{
	str_append_char(out, '"');
	text_json(out, slice_make(field->bytes, field->length));
	str_append_char(out, '"');
}

static void json_number(struct str *out, double value)
{
	char text[NUMBER_SIZE];
	size_t length = number_shortest_double(text, value);
	if (!isfinite(value))
		str_append_char(out, '"');
	str_append(out, text, length);
	if (!isfinite(value))
		str_append_char(out, '"');
}

static void json_value(struct str *out, struct wire value);

static void json_entry(struct str *out, struct wire entry)
{
	struct wire_field field, key = {0}, value = {0};
	while (wire_next(&entry, &field)) {
		if (wire_is(&field, ENTRY_KEY, WIRE_BYTES))
			key = field;
		else if (wire_is(&field, ENTRY_VALUE, WIRE_BYTES))
			value = field;
	}
	json_text(out, &key);
	str_append_char(out, ':');
	json_value(out, inside(&value));
}

/* Lists and structs nest no deeper than the pre-check lets them. */
static void json_items(struct str *out, struct wire message, uint32_t member)
{
	struct wire_field field, part;
	bool more = false;
	str_append_char(out, member == VALUE_LIST ? '[' : '{');
	while (wire_next(&message, &field)) {
		if (!wire_is(&field, member, WIRE_BYTES))
			continue;
		struct wire items = inside(&field);
		while (wire_next(&items, &part)) {
			if (part.type != WIRE_BYTES || part.id != 1)
				continue;
			if (more)
				str_append_char(out, ',');
			more = true;
			if (member == VALUE_LIST)
				json_value(out, inside(&part));
			else
				json_entry(out, inside(&part));
		}
	}
	str_append_char(out, member == VALUE_LIST ? ']' : '}');
}

static struct wire_field last_of(struct wire from, uint32_t member)
{
	struct wire_field field, last = {0};
	while (wire_next(&from, &field))
		for (size_t i = 0; i < sizeof value_members / sizeof *value_members; i++)
			if (value_members[i].id == member && wire_is(&field, member, value_members[i].type))
				last = field;
	return last;
}

static void json_value(struct str *out, struct wire value)
{
	struct wire from = {0};
	uint32_t member = wire_oneof(value, value_members, sizeof value_members / sizeof *value_members, &from);
	struct wire_field last = last_of(from, member);
	switch (member) {
	case VALUE_NUMBER: json_number(out, double_of(last.number)); break;
	case VALUE_STRING: json_text(out, &last); break;
	case VALUE_BOOL: str_append_text(out, last.number ? "true" : "false"); break;
	case VALUE_STRUCT:
	case VALUE_LIST: json_items(out, from, member); break;
	default: str_append_text(out, "null"); break;
	}
}

/* Where none is set, what was read before stays: of a field that comes twice both are merged. */
static void read_value(struct wire value, struct hparam *out)
{
	struct wire from = {0};
	uint32_t member = wire_oneof(value, value_members, sizeof value_members / sizeof *value_members, &from);
	struct wire_field last = last_of(from, member);
	if (!member)
		return;
	out->type = HPARAM_NULL;
	str_clear(&out->text);
	switch (member) {
	case VALUE_NUMBER:
		out->type = HPARAM_NUMBER;
		out->number = double_of(last.number);
		break;
	case VALUE_STRING:
		out->type = HPARAM_TEXT;
		set_text(&out->text, &last);
		break;
	case VALUE_BOOL:
		out->type = HPARAM_BOOL;
		out->truth = last.number != 0;
		break;
	case VALUE_STRUCT:
	case VALUE_LIST:
		out->type = HPARAM_JSON;
		json_items(&out->text, from, member);
		break;
	}
}

/* ---- Sessions ---- */

static bool add_hparam(struct session_start *start, struct wire entry)
{
	if (!array_reserve(&start->hparams, &start->capacity, start->count + 1))
		return false;
	struct hparam *hparam = &start->hparams[start->count++];
	struct wire_field field;
	*hparam = (struct hparam){0};
	while (wire_next(&entry, &field)) {
		if (wire_is(&field, ENTRY_KEY, WIRE_BYTES))
			set_text(&hparam->name, &field);
		else if (wire_is(&field, ENTRY_VALUE, WIRE_BYTES))
			read_value(inside(&field), hparam);
	}
	return true;
}

/* By name; equal ones in the order in which they came: of an unstable sort the places tell. */
struct placed {
	struct hparam hparam;
	size_t place;
};

static int by_name(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	int order = slice_compare(str_slice(&a->hparam.name), str_slice(&b->hparam.name));
	return order ? order : (a->place > b->place) - (a->place < b->place);
}

/* Of a map's entries with one key the last counts. */
static bool sort_hparams(struct session_start *start)
{
	struct placed *placed = data_alloc(start->count, sizeof *placed);
	if (!placed)
		return false;
	for (size_t i = 0; i < start->count; i++)
		placed[i] = (struct placed){start->hparams[i], i};
	if (start->count)
		qsort(placed, start->count, sizeof *placed, by_name);
	size_t kept = 0;
	for (size_t i = 0; i < start->count; i++) {
		if (kept && slice_equal(str_slice(&start->hparams[kept - 1].name), str_slice(&placed[i].hparam.name)))
			hparam_fini(&start->hparams[--kept]);
		start->hparams[kept++] = placed[i].hparam;
	}
	start->count = kept;
	free(placed);
	return true;
}

static bool read_start(struct wire message, struct session_start *out)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, START_HPARAM, WIRE_BYTES) && !add_hparam(out, inside(&field)))
			return false;
		if (wire_is(&field, START_MODEL_URI, WIRE_BYTES))
			set_text(&out->model_uri, &field);
		else if (wire_is(&field, START_MONITOR_URL, WIRE_BYTES))
			set_text(&out->monitor_url, &field);
		else if (wire_is(&field, START_GROUP, WIRE_BYTES))
			set_text(&out->group, &field);
		else if (wire_is(&field, START_TIME, WIRE_FIXED64))
			out->time = double_of(field.number);
	}
	return true;
}

static void read_end(struct wire message, struct session_end *out)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, END_STATUS, WIRE_VARINT))
			out->status = (uint32_t)field.number <= SESSION_RUNNING ? (enum session_status)(uint32_t)field.number
			                                                       : SESSION_UNKNOWN;
		else if (wire_is(&field, END_TIME, WIRE_FIXED64))
			out->time = double_of(field.number);
	}
}

/* ---- Experiment ---- */

static bool add_hparam_info(struct experiment *out, struct wire message)
{
	if (!array_reserve(&out->hparams, &out->hparam_capacity, out->hparam_count + 1))
		return false;
	struct hparam_info *info = &out->hparams[out->hparam_count++];
	struct wire_field field;
	*info = (struct hparam_info){0};
	while (wire_next(&message, &field)) {
		if (wire_is(&field, HPARAM_NAME, WIRE_BYTES))
			set_text(&info->name, &field);
		else if (wire_is(&field, HPARAM_DISPLAY_NAME, WIRE_BYTES))
			set_text(&info->display_name, &field);
		else if (wire_is(&field, HPARAM_DESCRIPTION, WIRE_BYTES))
			set_text(&info->description, &field);
	}
	return true;
}

static void read_metric_name(struct wire message, struct metric_info *out)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, NAME_GROUP, WIRE_BYTES))
			set_text(&out->group, &field);
		else if (wire_is(&field, NAME_TAG, WIRE_BYTES))
			set_text(&out->tag, &field);
	}
}

static bool add_metric_info(struct experiment *out, struct wire message)
{
	if (!array_reserve(&out->metrics, &out->metric_capacity, out->metric_count + 1))
		return false;
	struct metric_info *info = &out->metrics[out->metric_count++];
	struct wire_field field;
	*info = (struct metric_info){0};
	while (wire_next(&message, &field)) {
		if (wire_is(&field, METRIC_NAME, WIRE_BYTES))
			read_metric_name(inside(&field), info);
		else if (wire_is(&field, METRIC_DISPLAY_NAME, WIRE_BYTES))
			set_text(&info->display_name, &field);
		else if (wire_is(&field, METRIC_DESCRIPTION, WIRE_BYTES))
			set_text(&info->description, &field);
	}
	return true;
}

static bool read_experiment(struct wire message, struct experiment *out)
{
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (wire_is(&field, EXPERIMENT_HPARAM, WIRE_BYTES) && !add_hparam_info(out, inside(&field)))
			return false;
		if (wire_is(&field, EXPERIMENT_METRIC, WIRE_BYTES) && !add_metric_info(out, inside(&field)))
			return false;
		if (wire_is(&field, EXPERIMENT_DESCRIPTION, WIRE_BYTES))
			set_text(&out->description, &field);
	}
	return true;
}

static bool read_member(uint32_t member, struct wire message, struct hparams_content *out)
{
	switch (member) {
	case DATA_EXPERIMENT: return read_experiment(message, &out->experiment);
	case DATA_START: return read_start(message, &out->start);
	default: read_end(message, &out->end); return true;
	}
}

enum status plugin_hparams(struct slice content, struct hparams_content *out)
{
	static const enum hparams_what whats[] = {
		[DATA_EXPERIMENT] = HPARAMS_EXPERIMENT, [DATA_START] = HPARAMS_START, [DATA_END] = HPARAMS_END,
	};
	struct wire message = wire_of(content.data, content.length), from = {0};
	struct wire_field field;
	*out = (struct hparams_content){0};
	enum status status = wire_check(&tb__hparams_plugin_data__descriptor, content.data, content.length, HPARAMS_LIMITS);
	if (status)
		return status;
	uint32_t member = wire_oneof(message, data_members, sizeof data_members / sizeof *data_members, &from);
	while (wire_next(&message, &field))
		if (wire_is(&field, DATA_VERSION, WIRE_VARINT))
			out->version = (int32_t)field.number;
	out->what = member ? whats[member] : HPARAMS_NONE;
	bool kept = true;
	while (member && wire_next(&from, &field))
		if (wire_is(&field, member, WIRE_BYTES))
			kept &= read_member(member, inside(&field), out);
	return kept && sort_hparams(&out->start) ? STATUS_OK : STATUS_NO_MEMORY;
}
