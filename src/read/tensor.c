#include "read/tensor.h"

#include "event.pb-c.h"
#include "read/wire.h"

#include <string.h>

/* Fields of TensorProto and TensorShapeProto (event-format 3.4). */
enum { TENSOR_DTYPE = 1, TENSOR_SHAPE = 2, TENSOR_CONTENT = 4, SHAPE_DIM = 2, DIM_SIZE = 1 };

#define RANK_MOST 64   /* of a numpy array */
#define REF_DTYPES 100 /* types.proto: DT_FLOAT_REF is DT_FLOAT + 100 … */

enum element {
	ELEMENT_NONE, ELEMENT_FLOAT, ELEMENT_DOUBLE, ELEMENT_SIGNED, ELEMENT_UNSIGNED, ELEMENT_BOOL, ELEMENT_HALF,
	ELEMENT_BFLOAT, ELEMENT_COMPLEX, ELEMENT_STRING,
};

/* Where the elements of a dtype lie: in a repeated field, or `width` bytes each in tensor_content. */
struct layout {
	enum element element;
	uint8_t field;
	uint8_t type; /* enum wire_type of the field */
	uint8_t width;
	uint8_t parts; /* numbers in the field that make one element */
};

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

/* What the first walk over a TensorProto finds. */
struct outline {
	struct wire tensor;
	const uint8_t *content;
	size_t content_length;
	uint64_t product; /* of the dims that aren't negative */
	uint32_t negative; /* number of dims that are */
	bool overflow; /* of product */
};

/* ---- Outline ---- */

static void add_dim(struct outline *outline, struct tensor_facts *facts, int64_t size)
{
	if (facts->rank < sizeof facts->dims / sizeof *facts->dims)
		facts->dims[facts->rank] = size;
	facts->rank++;
	if (size < 0)
		outline->negative++;
	else if (__builtin_mul_overflow(outline->product, (uint64_t)size, &outline->product))
		outline->overflow = true;
}

static void add_shape(struct outline *outline, struct tensor_facts *facts, struct wire shape)
{
	struct wire_field field, part;
	while (wire_next(&shape, &field)) {
		if (field.id != SHAPE_DIM || field.type != WIRE_BYTES)
			continue;
		struct wire dim = wire_of(field.bytes, field.length);
		int64_t size = 0;
		while (wire_next(&dim, &part))
			if (part.id == DIM_SIZE && part.type == WIRE_VARINT)
				size = (int64_t)part.number;
		add_dim(outline, facts, size);
	}
}

static struct outline outline_of(struct wire tensor, struct tensor_facts *facts)
{
	struct outline outline = {.tensor = tensor, .product = 1};
	struct wire_field field;
	while (wire_next(&tensor, &field)) {
		if (field.id == TENSOR_DTYPE && field.type == WIRE_VARINT) {
			facts->dtype = (uint32_t)field.number;
		} else if (field.id == TENSOR_SHAPE && field.type == WIRE_BYTES) {
			add_shape(&outline, facts, wire_of(field.bytes, field.length));
		} else if (field.id == TENSOR_CONTENT && field.type == WIRE_BYTES) {
			outline.content = field.bytes;
			outline.content_length = field.length;
		}
	}
	return outline;
}

/* ---- Elements ---- */

/* Goes through the numbers of a tensor: those of its content or those of a repeated field, packed or not. */
struct numbers {
	struct wire tensor, packed;
	const struct layout *layout;
	bool from_content;
};

static struct numbers numbers_of(const struct outline *outline, const struct layout *layout)
{
	struct numbers numbers = {.tensor = outline->tensor, .layout = layout};
	if (outline->content_length) {
		numbers.packed = wire_of(outline->content, outline->content_length);
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

static bool next_number(struct numbers *numbers, uint64_t *out)
{
	enum wire_type type = (enum wire_type)numbers->layout->type;
	if (numbers->from_content)
		return take_packed(&numbers->packed, numbers->layout->width, out);
	struct wire_field field;
	for (;;) {
		if (numbers->packed.at != numbers->packed.end) {
			if (type == WIRE_VARINT)
				return wire_varint(&numbers->packed, out);
			return take_packed(&numbers->packed, type == WIRE_FIXED64 ? 8 : 4, out);
		}
		if (!wire_next(&numbers->tensor, &field))
			return false;
		if (field.id != numbers->layout->field)
			continue;
		if (field.type == type) {
			*out = field.number;
			return true;
		}
		if (field.type == WIRE_BYTES)
			numbers->packed = wire_of(field.bytes, field.length);
	}
}

/*
 * Gives a number the width of its dtype. False where numpy refuses it: it
 * takes none that is out of the dtype's range. int_val and half_val are int32.
 */
static bool fits_dtype(const struct layout *layout, bool from_content, uint64_t *number)
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

/* ---- Numbers ---- */

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

static uint64_t bits_of(enum element element, uint64_t number)
{
	switch (element) {
	case ELEMENT_HALF: return widen_half((uint32_t)number & 0xffff);
	case ELEMENT_BFLOAT: return (number & 0xffff) << 16;
	case ELEMENT_BOOL: return number != 0;
	default: return number;
	}
}

static enum number_type type_of(const struct layout *layout)
{
	switch (layout->element) {
	case ELEMENT_DOUBLE: return NUMBER_F64;
	case ELEMENT_SIGNED:
	case ELEMENT_BOOL: return NUMBER_I64;
	case ELEMENT_UNSIGNED: return layout->width == 8 ? NUMBER_U64 : NUMBER_I64;
	default: return NUMBER_F32;
	}
}

static bool is_finite(const struct layout *layout, uint64_t number)
{
	switch (type_of(layout)) {
	case NUMBER_F32: return (bits_of(layout->element, number) & 0x7f800000) != 0x7f800000;
	case NUMBER_F64: return (number >> 52 & 0x7ff) != 0x7ff;
	default: return true;
	}
}

/* Up to the first `most` numbers. */
static bool all_finite(const struct outline *outline, const struct layout *layout, uint64_t most)
{
	struct numbers numbers = numbers_of(outline, layout);
	uint64_t number;
	for (; most > 0 && next_number(&numbers, &number); most--)
		if (!is_finite(layout, number))
			return false;
	return true;
}

/* ---- Decodability ---- */

/* Can `count` elements take the shape, as numpy's reshape sees it? One negative dim is computed. */
static bool reshapes(const struct outline *outline, uint64_t count)
{
	if (outline->negative == 0)
		return count == outline->product;
	return outline->negative == 1 && outline->product > 0 && count % outline->product == 0;
}

/* `repeats`: the one value there is stands for as many as the shape asks for. */
static void settle_shape(const struct outline *outline, uint64_t count, bool repeats, struct tensor_facts *facts)
{
	facts->elements = repeats ? outline->product : count;
	facts->decodable = !outline->overflow && facts->rank <= RANK_MOST &&
	                   (repeats ? outline->negative == 0 : reshapes(outline, count));
}

static uint64_t count_strings(struct wire tensor, uint32_t id)
{
	uint64_t count = 0;
	struct wire_field field;
	while (wire_next(&tensor, &field))
		count += field.id == id && field.type == WIRE_BYTES;
	return count;
}

static void settle_text(const struct outline *outline, const struct layout *layout, struct tensor_facts *facts)
{
	if (outline->content_length) /* no array of objects comes from bytes */
		return;
	uint64_t count = count_strings(outline->tensor, layout->field);
	facts->listed = true;
	facts->strings = count;
	settle_shape(outline, count, count == 1, facts);
	facts->text = facts->decodable;
}

/* A dim of a decodable tensor of rank 2. */
static uint64_t dim_of(const struct tensor_facts *facts, int index)
{
	if (facts->dims[index] >= 0)
		return (uint64_t)facts->dims[index];
	return facts->elements / (uint64_t)facts->dims[1 - index];
}

static void settle_numbers(const struct outline *outline, const struct layout *layout, struct tensor_facts *facts)
{
	struct numbers numbers = numbers_of(outline, layout);
	if (numbers.from_content && outline->content_length % layout->width)
		return;
	uint64_t count = 0, first = 0, number;
	for (; next_number(&numbers, &number); count++) {
		if (!fits_dtype(layout, numbers.from_content, &number))
			return;
		if (!count)
			first = number;
	}
	if (numbers.from_content) /* no repeating of it, except where we decode what TensorBoard does not */
		settle_shape(outline, count, count == 1 && layout->element == ELEMENT_BFLOAT, facts);
	else
		settle_shape(outline, count / layout->parts, count == layout->parts, facts);
	if (!facts->decodable)
		return;
	facts->real = layout->element != ELEMENT_COMPLEX;
	facts->finite_counts = facts->rank == 2 && (!facts->real || all_finite(outline, layout, 4 * dim_of(facts, 1)));
	facts->one_number = facts->real && facts->elements == 1;
	if (facts->one_number) {
		facts->bits = bits_of(layout->element, first);
		facts->number_type = type_of(layout);
	}
}

enum status tensor_facts(const uint8_t *bytes, size_t length, struct tensor_facts *out)
{
	*out = (struct tensor_facts){0};
	enum status status = wire_check(&tb__tensor_proto__descriptor, bytes, length, WIRE_LIMITS);
	if (status)
		return status;
	struct outline outline = outline_of(wire_of(bytes, length), out);
	/* The _REF types have no fields of their own, but their content decodes. */
	bool ref = out->dtype > REF_DTYPES && outline.content_length;
	uint32_t dtype = ref ? out->dtype - REF_DTYPES : out->dtype;
	if (dtype >= LAYOUT_COUNT || layouts[dtype].element == ELEMENT_NONE || (ref && dtype == DTYPE_BFLOAT16))
		return STATUS_OK;
	if (layouts[dtype].element == ELEMENT_STRING)
		settle_text(&outline, &layouts[dtype], out);
	else
		settle_numbers(&outline, &layouts[dtype], out);
	return STATUS_OK;
}

/* ---- Kinds ---- */

static kind_set text_fits(const struct tensor_facts *facts)
{
	kind_set fits = KIND_BIT(KIND_TEXT);
	if (facts->rank >= 1)
		fits |= KIND_BIT(KIND_AUDIO);
	if (facts->rank == 1 && facts->elements >= 2)
		fits |= KIND_BIT(KIND_IMAGE);
	return fits;
}

static kind_set number_fits(const struct tensor_facts *facts)
{
	kind_set fits = KIND_BIT(KIND_MESH);
	if (facts->one_number)
		fits |= KIND_BIT(KIND_SCALAR);
	if (facts->rank != 2)
		return fits;
	if (dim_of(facts, 1) == 3)
		fits |= KIND_BIT(KIND_HISTOGRAM);
	if (dim_of(facts, 0) >= 6 && dim_of(facts, 1) > 0 && facts->finite_counts)
		fits |= KIND_BIT(KIND_PR_CURVE);
	return fits;
}

/* Strings in a row of a table. */
static uint64_t row_length(const struct tensor_facts *facts)
{
	uint64_t length = 1;
	for (uint32_t i = 1; i < facts->rank && i < sizeof facts->dims / sizeof *facts->dims; i++) {
		int64_t size = facts->dims[i];
		uint64_t steps = size < 0 ? 0 - (uint64_t)size : (uint64_t)size; /* back from the end when negative */
		if (__builtin_mul_overflow(length, steps, &length))
			length = UINT64_MAX;
	}
	return length;
}

kind_set tensor_fits_as_clips(const struct tensor_facts *facts)
{
	uint64_t length = row_length(facts);
	if (facts->rank < 2 || !facts->listed || !length)
		return tensor_fits(facts);
	struct outline rows = {.product = facts->dims[0] < 0 ? 1 : (uint64_t)facts->dims[0], .negative = facts->dims[0] < 0};
	struct tensor_facts clips = {.rank = 1, .dims = {facts->dims[0]}};
	uint64_t count = facts->strings / length + (facts->strings % length != 0);
	settle_shape(&rows, count, count == 1, &clips);
	clips.text = clips.decodable;
	return tensor_fits(&clips);
}

kind_set tensor_fits(const struct tensor_facts *facts)
{
	kind_set fits = KINDS_OF_ANY_TENSOR;
	if (facts->decodable)
		fits |= facts->text ? text_fits(facts) : number_fits(facts);
	return fits;
}
