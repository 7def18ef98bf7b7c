#include "decode/trace_args.h"

#include "decode/json_scan.h"

#include <inttypes.h>
#include <string.h>

/* ---- JSON ---- */

static bool is_shown_already(struct slice name)
{
	static const char *const shown[] = {"ph", "name", "pid", "tid", "ts", "dur"};
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		if (slice_equal(name, slice_of(shown[i])))
			return true;
	return false;
}

/* Texts as they are meant; what holds others stays JSON. */
static void add_member(struct slice name, struct slice value, struct args *out)
{
	struct str key = {0}, text = {0};
	json_scan_append(&key, name);
	if (json_scan_is_string(value))
		json_scan_append(&text, value);
	else
		str_append_slice(&text, value);
	args_add(out, str_slice(&key), str_slice(&text));
	str_fini(&key);
	str_fini(&text);
}

static void add_members(struct slice object, struct args *out)
{
	struct json_scan scan;
	struct slice name, value;
	if (!json_scan_open(&scan, object, '{'))
		return;
	while (json_scan_member(&scan, &name, &value))
		add_member(name, value, out);
}

void trace_args_json(struct slice bytes, struct args *out)
{
	struct json_scan scan;
	struct slice name, value;
	if (!json_scan_open(&scan, bytes, '{'))
		return;
	while (json_scan_member(&scan, &name, &value)) {
		if (slice_equal(name, slice_of("args")))
			add_members(value, out);
		else if (!is_shown_already(name))
			add_member(name, value, out);
	}
}

/* ---- An XSpace ---- */

enum { SPACE_PLANE = 1 };
enum { PLANE_LINE = 3, PLANE_EVENT_METADATA = 4, PLANE_STAT_METADATA = 5 };
enum { LINE_EVENT = 4, EVENT_METADATA = 1, EVENT_STAT = 4, KIND_STAT = 5 };
enum { ENTRY_KEY = 1, ENTRY_VALUE = 2, METADATA_NAME = 2 };
enum { STAT_METADATA = 1, STAT_DOUBLE = 2, STAT_UNSIGNED = 3, STAT_SIGNED = 4, STAT_TEXT = 5, STAT_BYTES = 6, STAT_REF = 7 };

struct looking {
	struct far *far;
	struct far_message plane;
	struct args *out;
};

/* The field of that kind within which a place lies; of an event, the one that begins there. */
static bool find_around(struct far *far, struct far_message in, uint32_t id, uint64_t place, struct far_message *out)
{
	struct far_field field;
	while (far_next(far, &in, &field))
		if (far_is(&field, id, WIRE_BYTES) && place >= field.bytes.at && place <= field.bytes.end) {
			*out = field.bytes;
			return true;
		}
	return false;
}

/* The value of a map's entry: of the plane's metadata, by id. */
static bool find_entry(const struct looking *looking, uint32_t map, uint64_t id, struct far_message *out)
{
	struct far_message plane = looking->plane;
	struct far_field field, part;
	while (far_next(looking->far, &plane, &field)) {
		if (!far_is(&field, map, WIRE_BYTES))
			continue;
		uint64_t key = 0;
		struct far_message entry = field.bytes, value = {0, 0};
		while (far_next(looking->far, &entry, &part)) {
			if (far_is(&part, ENTRY_KEY, WIRE_VARINT))
				key = part.number;
			else if (far_is(&part, ENTRY_VALUE, WIRE_BYTES))
				value = part.bytes;
		}
		*out = value;
		if (key == id && value.end > value.at)
			return true;
	}
	return false;
}

static void append_stat_name(const struct looking *looking, uint64_t id, struct str *out)
{
	struct far_message metadata;
	struct far_field field;
	if (!find_entry(looking, PLANE_STAT_METADATA, id, &metadata))
		return;
	while (far_next(looking->far, &metadata, &field))
		if (far_is(&field, METADATA_NAME, WIRE_BYTES))
			str_append_slice(out, far_bytes(looking->far, field.bytes));
}

static void append_value(const struct looking *looking, const struct far_field *field, struct str *out)
{
	double number;
	switch (field->id) {
	case STAT_DOUBLE:
		memcpy(&number, &field->number, sizeof number);
		str_printf(out, "%g", number);
		break;
	case STAT_UNSIGNED: str_printf(out, "%" PRIu64, field->number); break;
	case STAT_SIGNED: str_printf(out, "%" PRId64, (int64_t)field->number); break;
	case STAT_TEXT: str_append_slice(out, far_bytes(looking->far, field->bytes)); break;
	case STAT_BYTES: str_printf(out, "%" PRIu64 " bytes", field->bytes.end - field->bytes.at); break;
	case STAT_REF: append_stat_name(looking, field->number, out); break;
	default: break;
	}
}

static void add_stat(const struct looking *looking, struct far_message stat)
{
	struct str name = {0}, value = {0};
	struct far_field field;
	while (far_next(looking->far, &stat, &field)) {
		if (far_is(&field, STAT_METADATA, WIRE_VARINT))
			append_stat_name(looking, field.number, &name);
		else
			append_value(looking, &field, &value);
	}
	if (name.length)
		args_add(looking->out, str_slice(&name), str_slice(&value));
	str_fini(&name);
	str_fini(&value);
}

/* The stats of a message; returns the last number of a field `kind`. */
static uint64_t add_stats(const struct looking *looking, struct far_message message, uint32_t stat, uint32_t kind)
{
	struct far_field field;
	uint64_t number = 0;
	while (looking->out->count < ARGS_MOST && far_next(looking->far, &message, &field)) {
		if (far_is(&field, stat, WIRE_BYTES))
			add_stat(looking, field.bytes);
		else if (far_is(&field, kind, WIRE_VARINT))
			number = field.number;
	}
	return number;
}

void trace_args_xplane(struct far *far, uint64_t size, uint64_t place, struct args *out)
{
	struct looking looking = {.far = far, .out = out};
	struct far_message line, event, kind;
	if (!find_around(far, (struct far_message){0, size}, SPACE_PLANE, place, &looking.plane) ||
	    !find_around(far, looking.plane, PLANE_LINE, place, &line) ||
	    !find_around(far, line, LINE_EVENT, place, &event) || event.at != place)
		return;
	uint64_t id = add_stats(&looking, event, EVENT_STAT, EVENT_METADATA);
	if (find_entry(&looking, PLANE_EVENT_METADATA, id, &kind))
		add_stats(&looking, kind, KIND_STAT, 0);
}
