#include "decode/kinds.h"
#include "decode/plugin.h"
#include "decode/values.h"

#include "base/alloc.h"

#include <math.h>
#include <string.h>

/* Fields of MeshPluginData (event-format 3.8). */
enum { MESH_NAME = 2, MESH_CONTENT_TYPE = 3, MESH_CONFIG = 5, MESH_SHAPE = 6 };

/* Bytes of a component; a hundred million vertices would be 1.2 GB. */
#define MESH_MOST ((uint64_t)1 << 30)

#define DIMS_MOST (sizeof((struct mesh_plugin *)0)->shape / sizeof *((struct mesh_plugin *)0)->shape)

/* ---- Metadata ---- */

static void add_size(struct mesh_plugin *out, uint64_t size)
{
	if (out->rank < DIMS_MOST)
		out->shape[out->rank] = (int32_t)size;
	out->rank++;
}

static bool add_sizes(struct mesh_plugin *out, const struct wire_field *field)
{
	struct wire packed = wire_of(field->bytes, field->length);
	uint64_t size;
	while (packed.at < packed.end && wire_varint(&packed, &size))
		add_size(out, size);
	return wire_fine(&packed);
}

enum status plugin_mesh(struct slice content, struct mesh_plugin *out)
{
	struct wire message = wire_of(content.data, content.length);
	struct wire_field field;
	bool fine = true;
	*out = (struct mesh_plugin){0};
	while (wire_next(&message, &field)) {
		if (wire_is(&field, MESH_NAME, WIRE_BYTES))
			out->name = slice_make(field.bytes, field.length);
		else if (wire_is(&field, MESH_CONTENT_TYPE, WIRE_VARINT))
			out->content = (uint32_t)field.number <= MESH_COLOR ? (enum mesh_content)(uint32_t)field.number
			                                                    : MESH_UNDEFINED;
		else if (wire_is(&field, MESH_CONFIG, WIRE_BYTES))
			out->config = slice_make(field.bytes, field.length);
		else if (wire_is(&field, MESH_SHAPE, WIRE_VARINT))
			add_size(out, field.number);
		else if (wire_is(&field, MESH_SHAPE, WIRE_BYTES))
			fine &= add_sizes(out, &field);
	}
	return wire_fine(&message) && fine ? STATUS_OK : STATUS_CORRUPT;
}

/* ---- Elements ---- */

/* As numpy's astype, which does as the machine does where a number doesn't fit. */
static uint64_t integer_of(enum number_type type, uint64_t bits)
{
	if (type == NUMBER_I64 || type == NUMBER_U64)
		return bits;
	double value = number_value(type, bits);
	if (!isfinite(value) || value < -0x1p63 || value >= 0x1p63)
		return UINT64_C(1) << 63;
	return (uint64_t)(int64_t)value;
}

/* A float to 4 bytes: what is beyond them is the smallest of these. */
static uint32_t corner_of(enum number_type type, uint64_t bits)
{
	if (type == NUMBER_I64 || type == NUMBER_U64)
		return (uint32_t)bits;
	double value = number_value(type, bits);
	return value > -0x1p31 - 1 && value < 0x1p31 ? (uint32_t)(int32_t)value : UINT32_C(1) << 31;
}

static uint32_t coordinate_of(enum number_type type, uint64_t bits)
{
	float value = type == NUMBER_I64 ? (float)(int64_t)bits : type == NUMBER_U64 ? (float)bits
	                                 : (float)number_value(type, bits);
	uint32_t word = (uint32_t)bits;
	if (type != NUMBER_F32)
		memcpy(&word, &value, sizeof word);
	return word;
}

static void put_element(struct mesh *out, enum number_type type, uint64_t bits)
{
	if (out->content == MESH_COLOR) {
		out->bytes[out->length++] = (uint8_t)integer_of(type, bits);
		return;
	}
	uint32_t word = out->content == MESH_FACE ? corner_of(type, bits) : coordinate_of(type, bits);
	for (int i = 0; i < 4; i++)
		out->bytes[out->length++] = (uint8_t)(word >> 8 * i);
}

static void keep_dims(const struct values *values, struct mesh *out)
{
	int64_t dims[64]; /* of a decodable tensor */
	values_shape(values, dims);
	out->rank = values->tensor.facts.rank;
	for (uint32_t i = 0; i < out->rank && i < sizeof out->dims / sizeof *out->dims; i++)
		out->dims[i] = dims[i];
}

enum status decode_mesh(const struct payload *payload, struct mesh *out, size_t *memory)
{
	struct mesh_plugin plugin;
	struct values values;
	uint64_t bits;
	enum status status = plugin_mesh(payload->content, &plugin);
	if (!status && plugin.content == MESH_UNDEFINED)
		status = STATUS_CORRUPT;
	if (!status)
		status = values_open(&values, payload);
	if (status)
		return status;
	const struct tensor_facts *facts = &values.tensor.facts;
	if (!facts->decodable || facts->text)
		return STATUS_CORRUPT;
	size_t size = mesh_element_size(plugin.content);
	if (facts->elements > MESH_MOST / size || values_swell(&values))
		return STATUS_LIMIT;
	out->content = plugin.content;
	*memory = (size_t)facts->elements * size;
	out->bytes = data_alloc((size_t)facts->elements, size);
	if (!out->bytes)
		return STATUS_NO_MEMORY;
	keep_dims(&values, out);
	while (values_next(&values, &bits))
		put_element(out, values_type(&values), bits);
	return STATUS_OK;
}
