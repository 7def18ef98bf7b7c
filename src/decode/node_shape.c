#include "decode/node_shape.h"

#include "decode/tensor_spec.h"
#include "read/wire.h"

#include <string.h>

enum { NODE_ATTR = 5, ENTRY_KEY = 1, ENTRY_VALUE = 2, VALUE_LIST = 1, VALUE_TEXT = 2, VALUE_INTEGER = 3, VALUE_BOOL = 5, VALUE_TYPE = 6, VALUE_SHAPE = 7,
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
			out->unknown[i] = spec.sizes[i] < 0;
			out->open |= out->unknown[i];
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

/* What it gives may be of another type than what it takes: the better tells first. */
static void take_type(struct node_shape *out, struct slice key, struct wire value, unsigned *better)
{
	static const char *const keys[][4] = {{"T", "Tparams", NULL}, {"dtype", "Tidx", NULL}, {"DstT", "out_type", "output_type", NULL}};
	struct wire_field field;
	for (unsigned i = *better; i < sizeof keys / sizeof *keys; i++)
		if (is_one_of(key, keys[i]) && find(value, VALUE_TYPE, WIRE_VARINT, &field)) {
			out->dtype = (uint32_t)field.number;
			*better = i;
		}
}

/* The first of the outputs, and how much the others are. */
static bool take_outputs(struct node_shape *out, struct wire list)
{
	struct wire_field field;
	out->outputs = 0;
	out->others = 0;
	out->others_known = true;
	while (wire_next(&list, &field)) {
		struct node_shape other = {0};
		if (!wire_is(&field, VALUE_SHAPE, WIRE_BYTES))
			continue;
		if (!out->outputs++) {
			take_shape(out, inside(&field));
			continue;
		}
		take_shape(&other, inside(&field));
		uint64_t elements = node_shape_elements(&other);
		out->others_known = out->others_known && other.known;
		out->others = elements > UINT64_MAX - out->others ? UINT64_MAX : out->others + elements;
		out->others_open |= other.open;
	}
	return out->outputs > 0;
}

static bool take_flag(struct wire value, const char *const *names, struct slice key, bool *out)
{
	struct wire_field field;
	if (!is_one_of(key, names))
		return false;
	*out = (find(value, VALUE_BOOL, WIRE_VARINT, &field) || find(value, VALUE_INTEGER, WIRE_VARINT, &field)) && field.number;
	return true;
}

/* "{ value : 0}", as PyTorch writes what is constant; spaces are where they are. */
static enum node_flag flag_of(struct slice text)
{
	char plain[sizeof "{value:0}"];
	size_t length = 0;
	for (size_t i = 0; i < text.length && length < sizeof plain - 1; i++)
		if (text.data[i] != ' ')
			plain[length++] = text.data[i];
	plain[length] = '\0';
	return !strcmp(plain, "{value:0}") ? FLAG_FALSE : !strcmp(plain, "{value:1}") ? FLAG_TRUE : FLAG_NOT_TOLD;
}

static void take_rest(struct node_shape *out, struct slice key, struct wire value)
{
	static const char *const left[] = {"transpose_a", "adj_x", "transA", NULL}, *const right[] = {"transpose_b", "adj_y", "transB", NULL};
	struct wire_field field;
	if (take_flag(value, left, key, &out->transpose_a) || take_flag(value, right, key, &out->transpose_b))
		return;
	if (slice_equal(key, slice_of("equation")) && find(value, VALUE_TEXT, WIRE_BYTES, &field))
		out->equation = slice_make(field.bytes, field.length);
	else if (slice_equal(key, slice_of("attr")) && find(value, VALUE_TEXT, WIRE_BYTES, &field))
		out->flag = flag_of(slice_make(field.bytes, field.length));
}

static void take_value(struct node_shape *out, struct slice key, struct wire value, bool declared, enum source *source)
{
	struct wire_field field, inner;
	if (!declared && slice_equal(key, slice_of("_output_shapes"))) {
		if (find(value, VALUE_LIST, WIRE_BYTES, &field) && take_outputs(out, inside(&field)))
			*source = FROM_OUTPUTS;
	} else if (*source > FROM_SHAPE && slice_equal(key, slice_of("shape")) && find(value, VALUE_SHAPE, WIRE_BYTES, &field)) {
		take_shape(out, inside(&field));
		*source = FROM_SHAPE;
	} else if (*source > FROM_VALUE && slice_equal(key, slice_of("value")) && find(value, VALUE_TENSOR, WIRE_BYTES, &field) &&
	           find(inside(&field), TENSOR_SHAPE, WIRE_BYTES, &inner)) {
		take_shape(out, inside(&inner));
		*source = FROM_VALUE;
	} else {
		take_rest(out, key, value);
	}
}

void node_shape_of(struct slice node, bool declared, struct node_shape *out)
{
	struct wire message = wire_of(node.data, node.length);
	struct wire_field field, part;
	enum source source = NOWHERE;
	unsigned better = 0;
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
		take_type(out, key, value, &better);
	}
}

uint64_t node_shape_elements(const struct node_shape *shape)
{
	uint64_t elements = 1;
	bool fits = true;
	for (int i = 0; i < shape->rank; i++) {
		if (!shape->sizes[i]) /* whatever the others are */
			return 0;
		fits = !__builtin_mul_overflow(elements, shape->sizes[i], &elements) && fits;
	}
	return fits ? elements : UINT64_MAX;
}
