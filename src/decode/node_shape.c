#include "decode/node_shape.h"

#include "decode/tensor_spec.h"
#include "read/wire.h"

enum { NODE_ATTR = 5, ENTRY_KEY = 1, ENTRY_VALUE = 2, VALUE_LIST = 1, VALUE_BOOL = 5, VALUE_TYPE = 6, VALUE_SHAPE = 7,
       VALUE_TENSOR = 8, TENSOR_SHAPE = 2 };

/* The better source comes first. */
enum source { FROM_OUTPUTS, FROM_SHAPE, FROM_VALUE, NOWHERE };

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

static void take_shape(struct node_shape *out, struct wire shape)
{
	struct tensor_spec spec = {0};
	out->known = out->open = false;
	if (tensor_spec_shape(shape, &spec) && !spec.any_rank && spec.rank <= NODE_RANK_MOST) {
		out->known = true;
		out->rank = (int)spec.rank;
		for (size_t i = 0; i < spec.rank; i++) {
			out->open |= spec.sizes[i] < 0;
			out->sizes[i] = spec.sizes[i] < 0 ? 1 : (uint64_t)spec.sizes[i];
		}
	}
	tensor_spec_fini(&spec);
}

/* The first field of that number and form. */
static bool find(struct wire message, uint32_t id, enum wire_type type, struct wire_field *out)
{
	while (wire_next(&message, out))
		if (wire_is(out, id, type))
			return true;
	return false;
}

static bool is_one_of(struct slice key, const char *const *names)
{
	for (; *names; names++)
		if (slice_equal(key, slice_of(*names)))
			return true;
	return false;
}

/* What it gives may be of another type than what it takes (T). */
static void take_type(struct node_shape *out, struct slice key, struct wire value, bool *given)
{
	static const char *const gives[] = {"DstT", "out_type", "output_type", NULL}, *const takes[] = {"T", "dtype", NULL};
	struct wire_field field;
	bool gave = is_one_of(key, gives);
	if ((!gave && (*given || !is_one_of(key, takes))) || !find(value, VALUE_TYPE, WIRE_VARINT, &field))
		return;
	*given = gave;
	out->dtype = (uint32_t)field.number;
}

static void take_value(struct node_shape *out, struct slice key, struct wire value, bool declared, enum source *source)
{
	struct wire_field field, inner;
	bool outputs = !declared && slice_equal(key, slice_of("_output_shapes"));
	if (outputs && find(value, VALUE_LIST, WIRE_BYTES, &field) && find(inside(&field), VALUE_SHAPE, WIRE_BYTES, &inner)) {
		take_shape(out, inside(&inner));
		*source = FROM_OUTPUTS;
	} else if (*source > FROM_SHAPE && slice_equal(key, slice_of("shape")) && find(value, VALUE_SHAPE, WIRE_BYTES, &field)) {
		take_shape(out, inside(&field));
		*source = FROM_SHAPE;
	} else if (*source > FROM_VALUE && slice_equal(key, slice_of("value")) && find(value, VALUE_TENSOR, WIRE_BYTES, &field) &&
	           find(inside(&field), TENSOR_SHAPE, WIRE_BYTES, &inner)) {
		take_shape(out, inside(&inner));
		*source = FROM_VALUE;
	} else if (slice_equal(key, slice_of("transpose_a")) || slice_equal(key, slice_of("adj_x"))) {
		out->transpose_a = find(value, VALUE_BOOL, WIRE_VARINT, &field) && field.number;
	}
}

void node_shape_of(struct slice node, bool declared, struct node_shape *out)
{
	struct wire message = wire_of(node.data, node.length);
	struct wire_field field, part;
	enum source source = NOWHERE;
	bool given = false;
	*out = (struct node_shape){0};
	while (wire_next(&message, &field)) {
		struct slice key = {0};
		struct wire value = wire_of(NULL, 0), entry;
		if (!wire_is(&field, NODE_ATTR, WIRE_BYTES))
			continue;
		entry = inside(&field);
		while (wire_next(&entry, &part)) {
			if (wire_is(&part, ENTRY_KEY, WIRE_BYTES))
				key = slice_make(part.bytes, part.length);
			else if (wire_is(&part, ENTRY_VALUE, WIRE_BYTES))
				value = inside(&part);
		}
		take_value(out, key, value, declared, &source);
		take_type(out, key, value, &given);
	}
}

uint64_t node_shape_elements(const struct node_shape *shape)
{
	uint64_t elements = 1;
	for (int i = 0; i < shape->rank; i++)
		if (__builtin_mul_overflow(elements, shape->sizes[i], &elements))
			return UINT64_MAX;
	return elements;
}
