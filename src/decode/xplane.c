#include "decode/xplane.h"

#include "base/alloc.h"
#include "decode/xplane_events.h"
#include "decode/xplane_shapes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPACE_PLANE = 1 };
enum { PLANE_NAME = 2, PLANE_LINE = 3, PLANE_EVENT_METADATA = 4, PLANE_STAT_METADATA = 5 };
enum { ENTRY_KEY = 1, ENTRY_VALUE = 2 };
enum { METADATA_NAME = 2, METADATA_DISPLAY_NAME = 4 };
enum { LINE_ID = 1, LINE_NAME = 2, LINE_TIMESTAMP = 3, LINE_EVENT = 4, LINE_DISPLAY_NAME = 11 };
enum { EVENT_METADATA = 1, EVENT_OFFSET = 2, EVENT_DURATION = 3, EVENT_STAT = 4, EVENT_OCCURRENCES = 5 };

#define POOLS_MOST 16 /* names of allocators of a plane that are known again */

/* What each metadata id is called; the ids of writers are small, but need not be. */
struct id_names {
	struct names ids;       /* 8 bytes each */
	uint32_t *names;        /* in the trace, by the number of the id */
	size_t capacity;
};

struct plane {
	struct far *far;
	struct trace *trace;
	uint32_t name, nameless;
	struct id_names kinds;  /* of events */
	struct id_names texts;  /* of stats, which values refer to; where spans are called by nodes */
	uint64_t last_id;       /* events of one kind often follow another */
	uint32_t last_name, last_number;
	bool any_last;
	struct xplane_stats stats;
	struct xplane_shapes shapes;
	struct far_message whole; /* the plane */
	uint32_t taken, given;  /* names of what takes memory and gives it back; NAMES_NONE */
	struct { uint64_t stat; uint32_t name; } pools[POOLS_MOST];
	size_t pool_count;
	bool host;
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

/* `display_name`, else `name`, which is "node:Type" of a node that ran. */
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
	*out = display == plane->nameless || plane->trace->of_nodes ? name : display;
	return fine;
}

static bool set_name(struct plane *plane, struct id_names *of, uint64_t id, uint32_t name)
{
	uint32_t before = of->ids.count;
	if (!array_reserve(&of->names, &of->capacity, (size_t)before + 1))
		return no_memory(plane->trace);
	uint32_t number = names_intern(&of->ids, slice_make(&id, sizeof id));
	if (number == NAMES_NONE)
		return no_memory(plane->trace);
	of->names[number] = name;
	return number < before || trace_take(plane->trace, 64);
}

static uint32_t name_of(const struct plane *plane, const struct id_names *of, uint64_t id)
{
	uint32_t number = names_find(&of->ids, slice_make(&id, sizeof id));
	return number == NAMES_NONE ? plane->nameless : of->names[number];
}

static struct slice stat_name(struct plane *plane, struct far_message metadata)
{
	struct far_field part;
	struct far_message name = {0};
	while (far_next(plane->far, &metadata, &part))
		if (far_is(&part, METADATA_NAME, WIRE_BYTES))
			name = part.bytes;
	expect_end(plane->trace, &metadata);
	return far_bytes(plane->far, name);
}

/* What stats are called: of all of them few are of interest. */
static bool take_stat_name(struct plane *plane, struct far_message entry)
{
	struct far_field field;
	uint64_t id = 0;
	struct far_message metadata = {0};
	while (far_next(plane->far, &entry, &field)) {
		if (far_is(&field, ENTRY_KEY, WIRE_VARINT))
			id = field.number;
		else if (far_is(&field, ENTRY_VALUE, WIRE_BYTES))
			metadata = field.bytes;
	}
	expect_end(plane->trace, &entry);
	struct slice text = stat_name(plane, metadata);
	uint32_t name = plane->nameless;
	xplane_learn(&plane->stats, id, text, plane->trace->of_nodes);
	return !plane->trace->of_nodes || (trace_name(plane->trace, text, &name) && set_name(plane, &plane->texts, id, name));
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
	return fine && set_name(plane, &plane->kinds, id, name);
}

static uint32_t event_name(struct plane *plane, uint64_t id)
{
	if (plane->any_last && plane->last_id == id)
		return plane->last_name;
	plane->last_id = id;
	plane->last_number = names_find(&plane->kinds.ids, slice_make(&id, sizeof id));
	plane->last_name = plane->last_number == NAMES_NONE ? plane->nameless : plane->kinds.names[plane->last_number];
	plane->any_last = true;
	return plane->last_name;
}

/* ---- Lines ---- */

/* What a stat is called that a value refers to. */
static bool find_stat_name(struct plane *plane, uint64_t id, uint32_t *out)
{
	struct far_message message = plane->whole, entry, metadata;
	struct far_field field;
	*out = plane->nameless;
	while (far_next(plane->far, &message, &field)) {
		uint64_t key = 0;
		if (!far_is(&field, PLANE_STAT_METADATA, WIRE_BYTES))
			continue;
		entry = field.bytes;
		metadata = (struct far_message){0};
		while (far_next(plane->far, &entry, &field))
			if (far_is(&field, ENTRY_KEY, WIRE_VARINT))
				key = field.number;
			else if (far_is(&field, ENTRY_VALUE, WIRE_BYTES))
				metadata = field.bytes;
		if (key == id)
			return trace_name(plane->trace, stat_name(plane, metadata), out);
	}
	return true;
}

/* The name of an allocator. More of them than anybody has are one. */
static bool find_pool(struct plane *plane, const struct xplane_said *said, uint32_t *out)
{
	uint64_t stat = (uint64_t)said->numbers[XPLANE_ALLOCATOR];
	*out = plane->nameless;
	if (said->allocator.end)
		return trace_name(plane->trace, far_bytes(plane->far, said->allocator), out);
	for (size_t i = 0; i < plane->pool_count; i++)
		if (plane->pools[i].stat == stat) {
			*out = plane->pools[i].name;
			return true;
		}
	if (!said->has[XPLANE_ALLOCATOR] || plane->pool_count == POOLS_MOST)
		return true;
	if (!find_stat_name(plane, stat, out))
		return false;
	plane->pools[plane->pool_count].stat = stat;
	plane->pools[plane->pool_count++].name = *out;
	return true;
}

/* The node that a kernel ran for. */
static bool find_node(struct plane *plane, const struct xplane_said *said, uint32_t *out)
{
	if (said->node.end)
		return trace_name(plane->trace, far_bytes(plane->far, said->node), out);
	*out = name_of(plane, &plane->texts, (uint64_t)said->numbers[XPLANE_NODE]);
	return true;
}

/* What an event says beside its span. */
static bool take_said(struct plane *plane, uint32_t line, uint32_t name, const struct xplane_said *said, picoseconds time,
                      uint64_t place)
{
	uint32_t pool;
	struct trace *trace = plane->trace;
	if (said->has[XPLANE_STEP] && said->numbers[XPLANE_STEP] >= 0 &&
	    !trace_add_number(trace, place, said->numbers[XPLANE_STEP]))
		return false;
	if (said->has[XPLANE_BYTES] && (name == plane->taken || name == plane->given) &&
	    (!find_pool(plane, said, &pool) ||
	     !xplane_add_memory(trace, line, name == plane->taken, pool, said, time, place)))
		return false;
	return xplane_add_flows(trace, line, plane->host, said, time, place);
}

static bool take_event(struct plane *plane, uint32_t line, struct far_message event)
{
	struct far_field field;
	uint64_t id = 0, place = event.at;
	int64_t offset = 0, duration = 0;
	struct xplane_said said = {0};
	bool aggregated = false, any = false;
	while (far_next(plane->far, &event, &field)) {
		if (plane->stats.any && far_is(&field, EVENT_STAT, WIRE_BYTES)) {
			xplane_hear(&plane->stats, plane->far, field.bytes, &said);
			any = true;
		}
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
	uint32_t name = event_name(plane, id);
	if (said.has[XPLANE_NODE] && !find_node(plane, &said, &name))
		return false;
	return (!any || take_said(plane, line, name, &said, offset, place)) &&
	       xplane_shapes_add(&plane->shapes, &said, plane->last_number, place) && trace_add(plane->trace, line, name, offset, duration, place);
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
	size_t ends = plane->trace->events.end_count, allocations = plane->trace->events.allocation_count;
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
	trace_events_shift(&plane->trace->events, ends, allocations, (picoseconds)timestamp * PICOSECONDS_A_NANOSECOND);
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
	static const char of_host[] = "/host:";
	struct slice name = names_text(&plane->trace->names, plane->name);
	struct far_field field;
	bool fine = true;
	plane->whole = message;
	plane->host = name.length >= sizeof of_host - 1 && !memcmp(name.data, of_host, sizeof of_host - 1);
	plane->taken = names_find(&plane->trace->names, slice_of("MemoryAllocation"));
	plane->given = names_find(&plane->trace->names, slice_of("MemoryDeallocation"));
	plane->shapes = (struct xplane_shapes){.far = plane->far, .trace = plane->trace, .stats = &plane->stats, .plane = message};
	fine = xplane_shapes_take_kinds(&plane->shapes, &plane->kinds.ids);
	while (fine && far_next(plane->far, &message, &field))
		if (far_is(&field, PLANE_LINE, WIRE_BYTES))
			fine = take_line(plane, field.bytes);
	xplane_shapes_fini(&plane->shapes);
	return fine;
}

static bool take_plane(struct far *far, struct trace *trace, struct far_message message)
{
	struct plane plane = {.far = far, .trace = trace};
	names_init(&plane.kinds.ids);
	names_init(&plane.texts.ids);
	bool fine = trace_name(trace, slice_make(NULL, 0), &plane.nameless);
	plane.name = plane.nameless;
	fine = fine && take_names(&plane, message) && take_lines(&plane, message);
	names_fini(&plane.kinds.ids);
	names_fini(&plane.texts.ids);
	free(plane.kinds.names);
	free(plane.texts.names);
	return fine;
}

void xplane_decode(struct far *far, uint64_t size, struct trace *trace)
{
	struct far_message space = {0, size};
	struct far_field field;
	bool fine = true;
	trace->causes = true;
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
