#include "read/tensor.h"

#include "event.pb-c.h"
#include "read/elements.h"

/* Fields of TensorProto and TensorShapeProto (event-format 3.4). */
enum { TENSOR_DTYPE = 1, TENSOR_SHAPE = 2, TENSOR_CONTENT = 4, SHAPE_DIM = 2, DIM_SIZE = 1 };

#define RANK_MOST 64   /* of a numpy array */

/* What the first walk over a TensorProto finds. */
struct outline {
	struct wire tensor;
	struct slice content;
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

static int64_t dim_size(struct wire dim)
{
	int64_t size = 0;
	struct wire_field part;
	while (wire_next(&dim, &part))
		if (wire_is(&part, DIM_SIZE, WIRE_VARINT))
			size = (int64_t)part.number;
	return size;
}

static void add_shape(struct outline *outline, struct tensor_facts *facts, struct wire shape)
{
	struct wire_field field;
	while (wire_next(&shape, &field))
		if (wire_is(&field, SHAPE_DIM, WIRE_BYTES))
			add_dim(outline, facts, dim_size(wire_of(field.bytes, field.length)));
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
			outline.content = slice_make(field.bytes, field.length);
		}
	}
	return outline;
}

/* ---- Numbers ---- */

static bool is_finite(const struct layout *layout, uint64_t number)
{
	switch (number_type_of(layout)) {
	case NUMBER_F32: return (number_bits(layout, number) & 0x7f800000) != 0x7f800000;
	case NUMBER_F64: return (number >> 52 & 0x7ff) != 0x7ff;
	default: return true;
	}
}

/* Up to the first `most` numbers. */
static bool all_finite(const struct outline *outline, const struct layout *layout, uint64_t most)
{
	struct numbers numbers = numbers_of(outline->tensor, outline->content, layout);
	uint64_t number;
	for (; most > 0 && numbers_next(&numbers, &number); most--)
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
	facts->counted = true;
	facts->there = count;
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
	if (outline->content.length) /* no array of objects comes from bytes */
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
	struct numbers numbers = numbers_of(outline->tensor, outline->content, layout);
	if (numbers.from_content && outline->content.length % layout->width)
		return;
	uint64_t count = 0, first = 0, number;
	for (; numbers_next(&numbers, &number); count++) {
		if (!number_narrow(layout, numbers.from_content, &number))
			return;
		if (!count)
			first = number;
	}
	if (numbers.from_content) /* no repeating of it, except where we decode what TensorBoard does not */
		settle_shape(outline, count / layout->parts, count == 1 && layout->element == ELEMENT_BFLOAT, facts);
	else
		settle_shape(outline, count / layout->parts, count == layout->parts, facts);
	if (!facts->decodable)
		return;
	facts->real = layout->element != ELEMENT_COMPLEX;
	facts->finite_counts = facts->rank == 2 && (!facts->real || all_finite(outline, layout, 4 * dim_of(facts, 1)));
	facts->one_number = facts->real && facts->elements == 1;
	if (facts->one_number) {
		facts->bits = number_bits(layout, first);
		facts->number_type = number_type_of(layout);
	}
}

enum status tensor_open(const uint8_t *bytes, size_t length, struct tensor *out)
{
	*out = (struct tensor){0};
	enum status status = wire_check(&tb__tensor_proto__descriptor, bytes, length, WIRE_LIMITS);
	if (status)
		return status;
	struct outline outline = outline_of(wire_of(bytes, length), &out->facts);
	out->fields = outline.tensor;
	out->content = outline.content;
	out->layout = layout_of(out->facts.dtype, outline.content.length > 0);
	if (!out->layout)
		return STATUS_OK;
	if (out->layout->element == ELEMENT_STRING)
		settle_text(&outline, out->layout, &out->facts);
	else
		settle_numbers(&outline, out->layout, &out->facts);
	return STATUS_OK;
}

enum status tensor_facts(const uint8_t *bytes, size_t length, struct tensor_facts *out)
{
	struct tensor tensor;
	enum status status = tensor_open(bytes, length, &tensor);
	*out = tensor.facts;
	return status;
}

static void take_dim(int64_t size, int64_t *dims, size_t room, size_t *count)
{
	if (*count < room)
		dims[*count] = size;
	++*count;
}

void tensor_dims(const struct tensor *tensor, int64_t *dims, size_t room)
{
	struct wire fields = tensor->fields;
	struct wire_field field, part;
	size_t count = 0;
	while (wire_next(&fields, &field)) {
		if (!wire_is(&field, TENSOR_SHAPE, WIRE_BYTES))
			continue;
		struct wire shape = wire_of(field.bytes, field.length);
		while (wire_next(&shape, &part))
			if (wire_is(&part, SHAPE_DIM, WIRE_BYTES))
				take_dim(dim_size(wire_of(part.bytes, part.length)), dims, room, &count);
	}
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

int64_t tensor_clip_stride(const struct tensor_facts *facts)
{
	int64_t stride = 1;
	for (uint32_t i = 1; i < facts->rank && i < sizeof facts->dims / sizeof *facts->dims; i++)
		if (__builtin_mul_overflow(stride, facts->dims[i], &stride))
			return INT64_MAX;
	return stride;
}

kind_set tensor_fits_as_clips(const struct tensor_facts *facts)
{
	int64_t stride = tensor_clip_stride(facts);
	if (facts->rank < 2 || !facts->listed || !stride)
		return tensor_fits(facts);
	uint64_t length = stride < 0 ? 0 - (uint64_t)stride : (uint64_t)stride;
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
