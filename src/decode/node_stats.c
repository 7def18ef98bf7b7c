#include "decode/kinds.h"
#include "decode/values.h"
#include "read/wire.h"

enum { RUN_STEP_STATS = 1, STEP_DEVICE = 1, DEVICE_NODE = 2 };
enum { NODE_NAME = 1, NODE_START = 2, NODE_END = 5, NODE_MEMORY = 6, NODE_START_NANOS = 13, NODE_END_NANOS = 16 };
enum { MEMORY_TOTAL = 2 };
enum { NANOS = 1000 };

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

/* What is negative, or not of this era, counts for nothing. */
static uint64_t time_of(uint64_t number, uint64_t unit)
{
	return number <= INT64_MAX / 4 / unit ? number * unit : 0;
}

static uint64_t bytes_of(struct wire memory)
{
	struct wire_field field;
	uint64_t bytes = 0;
	while (wire_next(&memory, &field))
		if (wire_is(&field, MEMORY_TOTAL, WIRE_VARINT))
			bytes = field.number <= NODE_BYTES_MOST ? field.number : 0; /* a negative number is beyond it */
	return bytes;
}

/* Nanoseconds where they are told, as they are by newer writers. */
static bool add_node(struct node_stats *out, struct wire node)
{
	struct wire_field field;
	struct slice name = {0};
	uint64_t start = 0, length = 0, start_nanos = 0, length_nanos = 0, bytes = 0;
	while (wire_next(&node, &field)) {
		if (wire_is(&field, NODE_NAME, WIRE_BYTES))
			name = slice_make(field.bytes, field.length);
		else if (wire_is(&field, NODE_MEMORY, WIRE_BYTES))
			bytes = node_bytes_sum(bytes, bytes_of(inside(&field)));
		else if (wire_is(&field, NODE_START, WIRE_VARINT))
			start = time_of(field.number, NANOS);
		else if (wire_is(&field, NODE_END, WIRE_VARINT))
			length = time_of(field.number, NANOS);
		else if (wire_is(&field, NODE_START_NANOS, WIRE_VARINT))
			start_nanos = time_of(field.number, 1);
		else if (wire_is(&field, NODE_END_NANOS, WIRE_VARINT))
			length_nanos = time_of(field.number, 1);
	}
	start = start_nanos ? start_nanos : start;
	length = length_nanos ? length_nanos : length;
	return node_stats_add(out, name, (struct node_stat){start, start + length, bytes});
}

static bool add_device(struct node_stats *out, struct wire device)
{
	struct wire_field field;
	while (wire_next(&device, &field))
		if (wire_is(&field, DEVICE_NODE, WIRE_BYTES) && !add_node(out, inside(&field)))
			return false;
	return true;
}

static bool add_step(struct node_stats *out, struct wire step)
{
	struct wire_field field;
	while (wire_next(&step, &field))
		if (wire_is(&field, STEP_DEVICE, WIRE_BYTES) && !add_device(out, inside(&field)))
			return false;
	return true;
}

/* RunMetadata, as an event has it or in a tensor of one string. */
static enum status metadata_of(const struct payload *payload, struct slice *out)
{
	struct values values;
	*out = payload->bytes;
	if (payload->form == ITEM_RUN_METADATA)
		return STATUS_OK;
	if (slice_equal(payload->plugin, slice_of("graph_keras_model")))
		return STATUS_UNSUPPORTED;
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	return values.tensor.facts.text && values_next_string(&values, out) ? STATUS_OK : STATUS_CORRUPT;
}

enum status decode_node_stats(const struct payload *payload, struct node_stats *out, size_t *memory)
{
	struct slice bytes;
	struct wire_field field;
	node_stats_init(out);
	enum status status = metadata_of(payload, &bytes);
	if (status)
		return status;
	struct wire message = wire_of(bytes.data, bytes.length);
	while (wire_next(&message, &field))
		if (wire_is(&field, RUN_STEP_STATS, WIRE_BYTES) && !add_step(out, inside(&field)))
			return STATUS_NO_MEMORY;
	*memory = node_stats_memory(out);
	return wire_fine(&message) ? STATUS_OK : STATUS_CORRUPT;
}
