#include "read/template.h"

#include "read/field_keys.h"

#include <math.h>
#include <string.h>

#define DTYPE_FLOAT 1

/* Takes a field of bytes with a length of one byte: the bytes. */
static bool take_bytes(struct wire *wire, uint8_t key, struct wire *out)
{
	if (wire->end - wire->at < 2 || wire->at[0] != key || wire->at[1] > 0x7f ||
	    wire->at[1] > wire->end - wire->at - 2)
		return false;
	*out = wire_of(wire->at + 2, wire->at[1]);
	wire->at = out->end;
	return true;
}

static bool take_exactly(struct wire *wire, const uint8_t *bytes, size_t length)
{
	if ((size_t)(wire->end - wire->at) < length || memcmp(wire->at, bytes, length))
		return false;
	wire->at += length;
	return true;
}

/* dtype, an empty shape that may be left out, and the float as content or as a packed list. */
static const uint8_t *float_of_tensor(struct wire tensor)
{
	static const uint8_t dtype[] = {KEY_DTYPE, DTYPE_FLOAT}, shape[] = {KEY_SHAPE, 0};
	static const uint8_t content[] = {KEY_CONTENT, 4}, floats[] = {KEY_FLOATS, 4};
	if (!take_exactly(&tensor, dtype, sizeof dtype))
		return NULL;
	take_exactly(&tensor, shape, sizeof shape);
	if (!take_exactly(&tensor, content, sizeof content) && !take_exactly(&tensor, floats, sizeof floats))
		return NULL;
	return tensor.end - tensor.at == 4 ? tensor.at : NULL;
}

/* Where the float's bytes are in a value, behind its tag; NULL when it is something else. */
static const uint8_t *float_of_value(struct wire value)
{
	struct wire tensor, metadata;
	const uint8_t *found = NULL;
	if (value.end - value.at >= 5 && *value.at == KEY_SIMPLE_VALUE) {
		found = value.at + 1;
		value.at += 5;
	} else if (take_bytes(&value, KEY_TENSOR, &tensor)) {
		found = float_of_tensor(tensor);
	}
	if (found && value.at < value.end && !take_bytes(&value, KEY_METADATA, &metadata))
		return NULL;
	return value.at == value.end ? found : NULL;
}

/* Where the summary begins: behind wall time and step, which must be there. */
static const uint8_t *find_summary(const uint8_t *payload, size_t length)
{
	struct wire wire = wire_of(payload, length);
	uint64_t step;
	if (length <= TEMPLATE_STEP_AT || payload[0] != KEY_WALL_TIME || payload[TEMPLATE_STEP_AT - 1] != KEY_STEP)
		return NULL;
	wire.at += TEMPLATE_STEP_AT;
	return isfinite(template_wall(payload)) && wire_varint(&wire, &step) ? wire.at : NULL;
}

/* Where the float of the summary's only value is; NULL when it is something else. */
static const uint8_t *find_float(const uint8_t *summary_at, const uint8_t *end, struct slice *tag)
{
	struct wire event = wire_of(summary_at, (size_t)(end - summary_at)), summary, value, name;
	if (!take_bytes(&event, KEY_SUMMARY, &summary) || event.at != event.end ||
	    !take_bytes(&summary, KEY_VALUE, &value) || summary.at != summary.end || !take_bytes(&value, KEY_TAG, &name))
		return NULL;
	*tag = slice_make(name.at, (size_t)(name.end - name.at));
	return float_of_value(value);
}

bool template_cut(struct template *out, const uint8_t *payload, size_t length, struct slice *tag)
{
	const uint8_t *summary = find_summary(payload, length);
	const uint8_t *value = summary ? find_float(summary, payload + length, tag) : NULL;
	size_t step_size = summary ? (size_t)(summary - payload) - TEMPLATE_STEP_AT : 0;
	if (!value || step_size > TEMPLATE_STEP_MOST || length > TEMPLATE_MOST)
		return false;
	uint8_t framing[8] = {(uint8_t)length};
	*out = (struct template){
		.length = (uint32_t)length, .length_crc = crc32c_masked(framing, sizeof framing),
		.step_mask = UINT64_C(0x7f7f7f7f7f7f7f7f) >> (64 - 8 * step_size), .value_at = (uint32_t)(value - payload),
		.crc = crc32c_alike_of(payload, length, (size_t)(value - payload), TEMPLATE_STEP_AT + step_size > CRC32C_HEAD),
	};
	memcpy(out->payload.bytes, payload, length);
	memset(out->mask.bytes, 0xff, length);
	memset(out->mask.bytes + TEMPLATE_WALL_AT, 0, 6);
	out->mask.bytes[TEMPLATE_WALL_AT + 6] = 0xf0; /* the last of the 12 bits of sign and exponent */
	memset(out->mask.bytes + TEMPLATE_STEP_AT, 0x80, step_size);
	memset(out->mask.bytes + out->value_at, 0, 4);
	return true;
}
