#include "decode/xplane.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { SPACE_PLANE = 1 };
enum { PLANE_NAME = 2, PLANE_LINE = 3, PLANE_EVENT_METADATA = 4, PLANE_STAT_METADATA = 5 };
enum { ENTRY_KEY = 1, ENTRY_VALUE = 2 };
enum { METADATA_NAME = 2, METADATA_DISPLAY_NAME = 4 };
enum { LINE_ID = 1, LINE_NAME = 2, LINE_TIMESTAMP = 3, LINE_EVENT = 4, LINE_DISPLAY_NAME = 11 };
enum { EVENT_METADATA = 1, EVENT_OFFSET = 2, EVENT_DURATION = 3, EVENT_STAT = 4, EVENT_OCCURRENCES = 5 };
enum { STAT_METADATA = 1, STAT_UNSIGNED = 3, STAT_SIGNED = 4, STAT_TEXT = 5 };

#define STEP_STAT "step_num" /* of the markers of TensorFlow and JAX (event-format 9.5) */

/* What the events of a metadata id are called; the ids of writers are small, but need not be. */
struct kind_name {
	uint64_t id;
	uint32_t name; /* in the trace */
};

struct plane {
	struct far *far;
	struct trace *trace;
	uint32_t name, nameless;
	struct names ids;       /* metadata ids, 8 bytes each */
	uint32_t *event_names;  /* by the number of the id */
	size_t capacity;
	uint64_t last_id;       /* events of one kind often follow another */
	uint32_t last_name;
	bool any_last;
	uint64_t step_stat;     /* the metadata id of STEP_STAT */
	bool has_step_stat;
};

/* A message that did not end where it should. */
static void expect_end(struct trace *trace, const struct far_message *message)
{
	if (message->at != message->end)
		trace->complete = false;
}

static bool take_name(struct far *far, struct trace *trace, const struct far_field *field, uint32_t *out)
{
	struct slice name = far_bytes(far, field->bytes);
	trace->complete &= name.length == field->bytes.end - field->bytes.at;
	return trace_name(trace, name, out);
}

static bool no_memory(struct trace *trace)
{
	trace->status = STATUS_NO_MEMORY;
	trace->complete = false;
	return false;
}

/* ---- What events are called ---- */

/* `display_name`, else `name`. */
static bool take_metadata(struct plane *plane, struct far_message metadata, uint32_t *out)
{
	struct far_field field;
	uint32_t name = plane->nameless, display = plane->nameless;
	bool fine = true;
	while (fine && far_next(plane->far, &metadata, &field)) {
		if (far_is(&field, METADATA_NAME, WIRE_BYTES))
			fine = take_name(plane->far, plane->trace, &field, &name);
		else if (far_is(&field, METADATA_DISPLAY_NAME, WIRE_BYTES))
			fine = take_name(plane->far, plane->trace, &field, &display);
	}
	expect_end(plane->trace, &metadata);
	*out = display == plane->nameless ? name : display;
	return fine;
}

static bool set_event_name(struct plane *plane, uint64_t id, uint32_t name)
{
	uint32_t before = plane->ids.count;
	if (!array_reserve(&plane->event_names, &plane->capacity, (size_t)before + 1))
		return no_memory(plane->trace);
	uint32_t number = names_intern(&plane->ids, slice_make(&id, sizeof id));
	if (number == NAMES_NONE)
		return no_memory(plane->trace);
	plane->event_names[number] = name;
	return number < before || trace_take(plane->trace, 64);
}

/* What stats are called: of all of them one is of interest. */
static bool take_stat_name(struct plane *plane, struct far_message entry)
{
	struct far_field field, part;
	uint64_t id = 0;
	bool is_step = false;
	while (far_next(plane->far, &entry, &field)) {
		if (far_is(&field, ENTRY_KEY, WIRE_VARINT))
			id = field.number;
		if (!far_is(&field, ENTRY_VALUE, WIRE_BYTES))
			continue;
		struct far_message metadata = field.bytes;
		while (far_next(plane->far, &metadata, &part))
			if (far_is(&part, METADATA_NAME, WIRE_BYTES))
				is_step = slice_equal(far_bytes(plane->far, part.bytes), slice_of(STEP_STAT));
		expect_end(plane->trace, &metadata);
	}
	expect_end(plane->trace, &entry);
	if (is_step) {
		plane->step_stat = id;
		plane->has_step_stat = true;
	}
	return true;
}

static bool take_entry(struct plane *plane, struct far_message entry)
{
	struct far_field field;
	uint64_t id = 0;
	uint32_t name = plane->nameless;
	bool fine = true;
	while (fine && far_next(plane->far, &entry, &field)) {
		if (far_is(&field, ENTRY_KEY, WIRE_VARINT))
			id = field.number;
		else if (far_is(&field, ENTRY_VALUE, WIRE_BYTES))
			fine = take_metadata(plane, field.bytes, &name);
	}
	expect_end(plane->trace, &entry);
	return fine && set_event_name(plane, id, name);
}

static uint32_t event_name(struct plane *plane, uint64_t id)
{
	if (plane->any_last && plane->last_id == id)
		return plane->last_name;
	uint32_t number = names_find(&plane->ids, slice_make(&id, sizeof id));
	plane->last_id = id;
	plane->last_name = number == NAMES_NONE ? plane->nameless : plane->event_names[number];
	plane->any_last = true;
	return plane->last_name;
}

/* ---- Lines ---- */

/* The number of a step, where the stat is that; below 0 for none. */
static int64_t step_of(const struct plane *plane, struct far_message stat)
{
	struct far_field field;
	bool is_step = false;
	int64_t number = -1;
	while (far_next(plane->far, &stat, &field)) {
		if (far_is(&field, STAT_METADATA, WIRE_VARINT))
			is_step = field.number == plane->step_stat;
		else if (far_is(&field, STAT_UNSIGNED, WIRE_VARINT) || far_is(&field, STAT_SIGNED, WIRE_VARINT))
			number = (int64_t)field.number;
		else if (far_is(&field, STAT_TEXT, WIRE_BYTES))
			number = trace_parse_number(far_bytes(plane->far, field.bytes));
	}
	return is_step ? number : -1;
}

static bool take_event(struct plane *plane, uint32_t line, struct far_message event)
{
	struct far_field field;
	uint64_t id = 0, place = event.at;
	int64_t offset = 0, duration = 0, step = -1, found;
	bool aggregated = false;
	while (far_next(plane->far, &event, &field)) {
		if (plane->has_step_stat && far_is(&field, EVENT_STAT, WIRE_BYTES) && (found = step_of(plane, field.bytes)) >= 0)
			step = found;
		if (field.type != WIRE_VARINT)
			continue;
		switch (field.id) {
		case EVENT_METADATA: id = field.number; break;
		case EVENT_OFFSET:
			offset = (int64_t)field.number;
			aggregated = false;
			break;
		case EVENT_DURATION: duration = (int64_t)field.number; break;
		case EVENT_OCCURRENCES:
			offset = 0;
			aggregated = true;
			break;
		}
	}
	if (event.at != event.end) {
		plane->trace->complete = false;
		return true;
	}
	if (aggregated)
		return true;
	return (step < 0 || trace_add_number(plane->trace, place, step)) &&
	       trace_add(plane->trace, line, event_name(plane, id), offset, duration, place);
}

static bool name_line(struct plane *plane, uint32_t line, int64_t id, uint32_t name, uint32_t display)
{
	struct trace_line *of = &plane->trace->lines[line];
	char digits[24];
	snprintf(digits, sizeof digits, "%" PRId64, id);
	of->plane = plane->name;
	if (!trace_name(plane->trace, slice_of(digits), &of->id))
		return false;
	of->line = display != plane->nameless ? display : name != plane->nameless ? name : of->id;
	return true;
}

/* Its time may lie behind its events. */
static bool take_line(struct plane *plane, struct far_message line)
{
	struct far_field field;
	int64_t id = 0, timestamp = 0;
	uint32_t name = plane->nameless, display = plane->nameless, number = 0;
	bool fine = trace_add_line(plane->trace, &number);
	while (fine && far_next(plane->far, &line, &field)) {
		if (far_is(&field, LINE_EVENT, WIRE_BYTES))
			fine = take_event(plane, number, field.bytes);
		else if (far_is(&field, LINE_ID, WIRE_VARINT))
			id = (int64_t)field.number;
		else if (far_is(&field, LINE_TIMESTAMP, WIRE_VARINT))
			timestamp = (int64_t)field.number;
		else if (far_is(&field, LINE_NAME, WIRE_BYTES))
			fine = take_name(plane->far, plane->trace, &field, &name);
		else if (far_is(&field, LINE_DISPLAY_NAME, WIRE_BYTES))
			fine = take_name(plane->far, plane->trace, &field, &display);
	}
	expect_end(plane->trace, &line);
	if (!plane->trace->line_count)
		return false;
	trace_shift(plane->trace, number, 0, (picoseconds)timestamp * PICOSECONDS_A_NANOSECOND);
	return name_line(plane, number, id, name, display) && fine;
}

/* ---- Planes: what events are called lies behind them, so there are two walks ---- */

static bool take_names(struct plane *plane, struct far_message message)
{
	struct far_field field;
	bool fine = true;
	while (fine && far_next(plane->far, &message, &field)) {
		if (far_is(&field, PLANE_NAME, WIRE_BYTES))
			fine = take_name(plane->far, plane->trace, &field, &plane->name);
		else if (far_is(&field, PLANE_EVENT_METADATA, WIRE_BYTES))
			fine = take_entry(plane, field.bytes);
		else if (far_is(&field, PLANE_STAT_METADATA, WIRE_BYTES))
			fine = take_stat_name(plane, field.bytes);
	}
	expect_end(plane->trace, &message);
	return fine;
}

static bool take_lines(struct plane *plane, struct far_message message)
{
	struct far_field field;
	bool fine = true;
	while (fine && far_next(plane->far, &message, &field))
		if (far_is(&field, PLANE_LINE, WIRE_BYTES))
			fine = take_line(plane, field.bytes);
	return fine;
}

static bool take_plane(struct far *far, struct trace *trace, struct far_message message)
{
	struct plane plane = {.far = far, .trace = trace};
	names_init(&plane.ids);
	bool fine = trace_name(trace, slice_make(NULL, 0), &plane.nameless);
	plane.name = plane.nameless;
	fine = fine && take_names(&plane, message) && take_lines(&plane, message);
	names_fini(&plane.ids);
	free(plane.event_names);
	return fine;
}

void xplane_decode(struct far *far, uint64_t size, struct trace *trace)
{
	struct far_message space = {0, size};
	struct far_field field;
	bool fine = true;
	while (fine && far_next(far, &space, &field))
		if (far_is(&field, SPACE_PLANE, WIRE_BYTES))
			fine = take_plane(far, trace, field.bytes);
	expect_end(trace, &space);
	if (far->unreadable && trace->status == STATUS_OK) {
		trace->status = STATUS_IO;
		trace->complete = false;
	}
	trace_finish(trace);
}
