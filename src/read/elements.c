#include "read/elements.h"

#include "data/dtype.h"

#define REF_DTYPES 100 /* types.proto: DT_FLOAT_REF is DT_FLOAT + 100 … */

static const struct layout layouts[] = {
	[DTYPE_FLOAT] = {ELEMENT_FLOAT, 5, WIRE_FIXED32, 4, 1},
	[DTYPE_DOUBLE] = {ELEMENT_DOUBLE, 6, WIRE_FIXED64, 8, 1},
	[DTYPE_INT32] = {ELEMENT_SIGNED, 7, WIRE_VARINT, 4, 1},
	[DTYPE_UINT8] = {ELEMENT_UNSIGNED, 7, WIRE_VARINT, 1, 1},
	[DTYPE_INT16] = {ELEMENT_SIGNED, 7, WIRE_VARINT, 2, 1},
	[DTYPE_INT8] = {ELEMENT_SIGNED, 7, WIRE_VARINT, 1, 1},
	[DTYPE_STRING] = {ELEMENT_STRING, 8, WIRE_BYTES, 0, 1},
	[DTYPE_COMPLEX64] = {ELEMENT_COMPLEX, 9, WIRE_FIXED32, 8, 2},
	[DTYPE_INT64] = {ELEMENT_SIGNED, 10, WIRE_VARINT, 8, 1},
	[DTYPE_BOOL] = {ELEMENT_BOOL, 11, WIRE_VARINT, 1, 1},
	[DTYPE_QINT8] = {ELEMENT_SIGNED, 7, WIRE_VARINT, 1, 1},
	[DTYPE_QUINT8] = {ELEMENT_UNSIGNED, 7, WIRE_VARINT, 1, 1},
	[DTYPE_QINT32] = {ELEMENT_SIGNED, 7, WIRE_VARINT, 4, 1},
	[DTYPE_BFLOAT16] = {ELEMENT_BFLOAT, 13, WIRE_VARINT, 2, 1},
	[DTYPE_QINT16] = {ELEMENT_SIGNED, 7, WIRE_VARINT, 2, 1},
	[DTYPE_QUINT16] = {ELEMENT_UNSIGNED, 7, WIRE_VARINT, 2, 1},
	[DTYPE_UINT16] = {ELEMENT_UNSIGNED, 7, WIRE_VARINT, 2, 1},
	[DTYPE_COMPLEX128] = {ELEMENT_COMPLEX, 12, WIRE_FIXED64, 16, 2},
	[DTYPE_HALF] = {ELEMENT_HALF, 13, WIRE_VARINT, 2, 1},
	[DTYPE_UINT32] = {ELEMENT_UNSIGNED, 16, WIRE_VARINT, 4, 1},
	[DTYPE_UINT64] = {ELEMENT_UNSIGNED, 17, WIRE_VARINT, 8, 1},
};
#define LAYOUT_COUNT (sizeof layouts / sizeof *layouts)

const struct layout *layout_of(uint32_t dtype, bool has_content)
{
	bool ref = dtype > REF_DTYPES && has_content;
	uint32_t plain = ref ? dtype - REF_DTYPES : dtype;
	if (plain >= LAYOUT_COUNT || layouts[plain].element == ELEMENT_NONE || (ref && plain == DTYPE_BFLOAT16))
		return NULL;
	return &layouts[plain];
}

struct numbers numbers_of(struct wire tensor, struct slice content, const struct layout *layout)
{
	struct numbers numbers = {.tensor = tensor, .layout = layout};
	if (content.length) {
		numbers.packed = wire_of(content.data, content.length);
		numbers.from_content = true;
	}
	return numbers;
}

static bool take_packed(struct wire *packed, size_t width, uint64_t *out)
{
	if ((size_t)(packed->end - packed->at) < width)
		return false;
	*out = 0;
	for (size_t i = 0; i < width && i < sizeof *out; i++)
		*out |= (uint64_t)packed->at[i] << 8 * i;
	packed->at += width;
	return true;
}

bool numbers_next(struct numbers *numbers, uint64_t *out)
{
	const struct layout *layout = numbers->layout;
	enum wire_type type = (enum wire_type)layout->type;
	if (numbers->from_content)
		return take_packed(&numbers->packed, layout->width / layout->parts, out);
	struct wire_field field;
	for (;;) {
		if (numbers->packed.at != numbers->packed.end) {
			if (type == WIRE_VARINT)
				return wire_varint(&numbers->packed, out);
			return take_packed(&numbers->packed, type == WIRE_FIXED64 ? 8 : 4, out);
		}
		if (!wire_next(&numbers->tensor, &field))
			return false;
		if (field.id != layout->field)
			continue;
		if (field.type == type) {
			*out = field.number;
			return true;
		}
		if (field.type == WIRE_BYTES)
			numbers->packed = wire_of(field.bytes, field.length);
	}
}

bool number_narrow(const struct layout *layout, bool from_content, uint64_t *number)
{
	unsigned spare = layout->width < 8 ? 64 - 8 * layout->width : 0;
	if (layout->element == ELEMENT_SIGNED && from_content) {
		*number = (uint64_t)((int64_t)(*number << spare) >> spare);
		return true;
	}
	if (from_content || layout->type != WIRE_VARINT || layout->width == 8 || layout->element == ELEMENT_BOOL)
		return true;
	if (layout->element == ELEMENT_UNSIGNED && layout->width == 4) {
		*number = (uint32_t)*number;
		return true;
	}
	int64_t value = (int32_t)(uint32_t)*number;
	*number = (uint64_t)value;
	if (layout->element == ELEMENT_SIGNED)
		return value == (int64_t)((uint64_t)value << spare) >> spare;
	if (layout->element == ELEMENT_BFLOAT)
		return true; /* decoded as the low half of 32 bits, whatever is above */
	return value >= 0 && (uint64_t)value >> 8 * layout->width == 0;
}

/* IEEE half to single; exact. */
static uint32_t widen_half(uint32_t half)
{
	uint32_t sign = (half & 0x8000) << 16, exponent = half >> 10 & 0x1f, fraction = half & 0x3ff;
	if (exponent == 0x1f)
		return sign | 0x7f800000 | fraction << 13;
	if (exponent)
		return sign | (exponent + 127 - 15) << 23 | fraction << 13;
	if (!fraction)
		return sign;
	int shift = __builtin_clz(fraction) - 21; /* until bit 10 is set */
	return sign | (uint32_t)(127 - 14 - shift) << 23 | (fraction << shift & 0x3ff) << 13;
}

uint64_t number_bits(const struct layout *layout, uint64_t number)
{
	switch (layout->element) {
	case ELEMENT_HALF: return widen_half((uint32_t)number & 0xffff);
	case ELEMENT_BFLOAT: return (number & 0xffff) << 16;
	case ELEMENT_BOOL: return number != 0;
	default: return number;
	}
}

enum number_type number_type_of(const struct layout *layout)
{
	switch (layout->element) {
	case ELEMENT_DOUBLE: return NUMBER_F64;
	case ELEMENT_COMPLEX: return layout->width == 16 ? NUMBER_F64 : NUMBER_F32;
	case ELEMENT_SIGNED:
	case ELEMENT_BOOL: return NUMBER_I64;
	case ELEMENT_UNSIGNED: return layout->width == 8 ? NUMBER_U64 : NUMBER_I64;
	default: return NUMBER_F32;
	}
}
