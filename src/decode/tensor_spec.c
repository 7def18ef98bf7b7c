#include "decode/tensor_spec.h"

#include "base/alloc.h"

enum { SHAPE_DIM = 2, SHAPE_UNKNOWN_RANK = 3, DIM_SIZE = 1 };

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

static bool add_size(struct wire dim, struct tensor_spec *out)
{
	struct wire_field field;
	int64_t size = 0;
	while (wire_next(&dim, &field))
		if (wire_is(&field, DIM_SIZE, WIRE_VARINT))
			size = (int64_t)field.number;
	if (out->rank == SPEC_RANK_MOST || !array_reserve(&out->sizes, &out->capacity, out->rank + 1))
		return false;
	out->sizes[out->rank++] = size;
	return wire_fine(&dim);
}

bool tensor_spec_shape(struct wire shape, struct tensor_spec *out)
{
	struct wire_field field;
	bool fine = true;
	while (fine && wire_next(&shape, &field)) {
		if (wire_is(&field, SHAPE_DIM, WIRE_BYTES))
			fine = add_size(inside(&field), out);
		else if (wire_is(&field, SHAPE_UNKNOWN_RANK, WIRE_VARINT))
			out->any_rank = field.number != 0;
	}
	return fine && wire_fine(&shape);
}

/* Messages that say a type and a shape, by the numbers of those fields. */
static bool take_fields(struct wire message, uint32_t dtype, uint32_t shape, struct tensor_spec *out)
{
	struct wire_field field;
	bool fine = true;
	while (fine && wire_next(&message, &field)) {
		if (wire_is(&field, dtype, WIRE_VARINT))
			out->dtype = (uint32_t)field.number;
		else if (wire_is(&field, shape, WIRE_BYTES))
			fine = tensor_spec_shape(inside(&field), out);
	}
	return fine && wire_fine(&message);
}

bool tensor_spec_of_info(struct wire info, struct tensor_spec *out)
{
	return take_fields(info, 2, 3, out);
}

bool tensor_spec_of_entry(struct wire entry, struct tensor_spec *out)
{
	return take_fields(entry, 1, 2, out);
}

bool tensor_spec_of_variable(struct wire variable, struct tensor_spec *out, bool *trainable)
{
	enum { TRAINABLE = 3, NAME = 6 };
	struct wire rest = variable;
	struct wire_field field;
	while (wire_next(&rest, &field)) {
		if (wire_is(&field, TRAINABLE, WIRE_VARINT))
			*trainable = field.number != 0;
		else if (wire_is(&field, NAME, WIRE_BYTES))
			out->name = slice_make(field.bytes, field.length);
	}
	return take_fields(variable, 1, 2, out);
}
