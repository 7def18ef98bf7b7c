#include "decode/xplane_shapes.h"

#include "base/alloc.h"

#include <stdlib.h>

enum { PLANE_EVENT_METADATA = 4, PLANE_STAT_METADATA = 5 };
enum { ENTRY_KEY = 1, ENTRY_VALUE = 2, METADATA_NAME = 2, KIND_STAT = 5 };

struct shape_ref {
	uint64_t id;
	struct far_message metadata;
	uint32_t name; /* NAMES_NONE before it was looked at, and without one */
};

static bool no_memory(struct trace *trace)
{
	trace->status = STATUS_NO_MEMORY;
	trace->complete = false;
	return false;
}

/* ---- Values that refer to the name of a stat ---- */

static uint64_t split_entry(struct far *far, struct far_message entry, struct far_message *value)
{
	struct far_field field;
	uint64_t key = 0;
	*value = (struct far_message){0};
	while (far_next(far, &entry, &field)) {
		if (far_is(&field, ENTRY_KEY, WIRE_VARINT))
			key = field.number;
		else if (far_is(&field, ENTRY_VALUE, WIRE_BYTES))
			*value = field.bytes;
	}
	return key;
}

static int by_id(const void *left, const void *right)
{
	const struct shape_ref *a = left, *b = right;
	return (a->id > b->id) - (a->id < b->id);
}

static bool list_refs(struct xplane_shapes *shapes)
{
	struct far_message plane = shapes->plane;
	struct far_field field;
	shapes->listed = true;
	while (far_next(shapes->far, &plane, &field)) {
		struct shape_ref ref = {.name = NAMES_NONE};
		if (!far_is(&field, PLANE_STAT_METADATA, WIRE_BYTES))
			continue;
		ref.id = split_entry(shapes->far, field.bytes, &ref.metadata);
		if (!trace_take(shapes->trace, sizeof ref))
			return false;
		if (!array_reserve(&shapes->refs, &shapes->ref_capacity, shapes->ref_count + 1))
			return no_memory(shapes->trace);
		shapes->refs[shapes->ref_count++] = ref;
	}
	if (shapes->ref_count)
		qsort(shapes->refs, shapes->ref_count, sizeof *shapes->refs, by_id);
	return true;
}

static bool name_of_text(struct xplane_shapes *shapes, struct far_message bytes, uint32_t *out)
{
	struct slice text = far_bytes(shapes->far, bytes);
	if (text.length > SHAPE_LONGEST)
		text.length = SHAPE_LONGEST;
	return !text.length || trace_name(shapes->trace, text, out);
}

static bool name_of_ref(struct xplane_shapes *shapes, uint64_t id, uint32_t *out)
{
	struct shape_ref key = {.id = id};
	struct far_field field;
	if (!shapes->listed && !list_refs(shapes))
		return false;
	struct shape_ref *ref = shapes->ref_count ? bsearch(&key, shapes->refs, shapes->ref_count, sizeof key, by_id) : NULL;
	if (!ref)
		return true;
	struct far_message metadata = ref->metadata;
	while (ref->name == NAMES_NONE && far_next(shapes->far, &metadata, &field))
		if (far_is(&field, METADATA_NAME, WIRE_BYTES) && !name_of_text(shapes, field.bytes, &ref->name))
			return false;
	ref->metadata = (struct far_message){0}; /* looked at once, also where it has no name */
	*out = ref->name;
	return true;
}

/* NAMES_NONE when it says nothing. */
static bool name_of(struct xplane_shapes *shapes, const struct xplane_said *said, uint32_t *out)
{
	*out = NAMES_NONE;
	if (!said->has[XPLANE_SHAPE])
		return true;
	if (said->shape.end)
		return name_of_text(shapes, said->shape, out);
	return name_of_ref(shapes, (uint64_t)said->numbers[XPLANE_SHAPE], out);
}

/* ---- Kinds ---- */

static bool take_kind(struct xplane_shapes *shapes, struct far_message metadata, uint32_t *out)
{
	struct xplane_said said = {0};
	struct far_field field;
	while (far_next(shapes->far, &metadata, &field))
		if (far_is(&field, KIND_STAT, WIRE_BYTES))
			xplane_hear(shapes->stats, shapes->far, field.bytes, &said);
	return name_of(shapes, &said, out);
}

bool xplane_shapes_take_kinds(struct xplane_shapes *shapes, const struct names *ids)
{
	struct far_message plane = shapes->plane, metadata;
	struct far_field field;
	if (!shapes->stats->of[XPLANE_SHAPE].known && !shapes->stats->of[XPLANE_LAYOUT].known)
		return true;
	shapes->kinds = data_alloc(ids->count, sizeof *shapes->kinds);
	if (!shapes->kinds)
		return no_memory(shapes->trace);
	shapes->kind_count = ids->count;
	for (uint32_t i = 0; i < ids->count; i++)
		shapes->kinds[i] = NAMES_NONE;
	while (far_next(shapes->far, &plane, &field)) {
		if (!far_is(&field, PLANE_EVENT_METADATA, WIRE_BYTES))
			continue;
		uint64_t id = split_entry(shapes->far, field.bytes, &metadata);
		uint32_t number = names_find(ids, slice_make(&id, sizeof id));
		if (number < shapes->kind_count && !take_kind(shapes, metadata, &shapes->kinds[number]))
			return false;
	}
	return true;
}

bool xplane_shapes_add(struct xplane_shapes *shapes, const struct xplane_said *said, uint32_t kind, uint64_t place)
{
	uint32_t name;
	if (!shapes->kinds)
		return true;
	if (!name_of(shapes, said, &name))
		return false;
	if (name == NAMES_NONE && kind < shapes->kind_count)
		name = shapes->kinds[kind];
	return name == NAMES_NONE || trace_add_shape(shapes->trace, place, name);
}

void xplane_shapes_fini(struct xplane_shapes *shapes)
{
	free(shapes->refs);
	free(shapes->kinds);
}
