#include "decode/attributes.h"

#include "base/number.h"
#include "data/dtype.h"
#include "decode/tensor_spec.h"
#include "read/wire.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NODE_ATTR = 5, ENTRY_KEY = 1, ENTRY_VALUE = 2, FUNC_NAME = 1 };
enum { VALUE_LIST = 1, VALUE_STRING = 2, VALUE_INT = 3, VALUE_FLOAT = 4, VALUE_BOOL = 5, VALUE_TYPE = 6, VALUE_SHAPE = 7,
       VALUE_TENSOR = 8, VALUE_PLACEHOLDER = 9, VALUE_FUNC = 10 };
enum { LIST_FUNC = 9 };

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

/* ---- Values ---- */

static void say_shape(struct str *out, const struct tensor_spec *spec)
{
	if (spec->any_rank) {
		str_append_text(out, "any shape");
		return;
	}
	str_append_char(out, '[');
	for (size_t i = 0; i < spec->rank && out->length < ATTRIBUTE_TEXT; i++) {
		str_append_text(out, i ? ", " : "");
		if (spec->sizes[i] < 0)
			str_append_char(out, '?');
		else
			str_printf(out, "%" PRId64, spec->sizes[i]);
	}
	str_append_char(out, ']');
}

static void add_shape(struct str *out, struct wire shape)
{
	struct tensor_spec spec = {0};
	if (tensor_spec_shape(shape, &spec))
		say_shape(out, &spec);
	tensor_spec_fini(&spec);
}

static void add_type(struct str *out, uint32_t type)
{
	const char *name = dtype_name(type);
	if (name)
		str_append_text(out, name);
	else
		str_printf(out, "type %" PRIu32, type);
}

/* Type and shape: values may be megabytes. */
static void add_tensor(struct str *out, struct wire tensor)
{
	struct tensor_spec spec = {0};
	if (tensor_spec_of_entry(tensor, &spec)) {
		add_type(out, spec.dtype);
		str_append_char(out, ' ');
		say_shape(out, &spec);
	}
	tensor_spec_fini(&spec);
}

static void add_function(struct str *out, struct wire function)
{
	struct wire_field field;
	while (wire_next(&function, &field))
		if (wire_is(&field, FUNC_NAME, WIRE_BYTES))
			str_append(out, field.bytes, field.length < ATTRIBUTE_TEXT ? field.length : ATTRIBUTE_TEXT);
}

static void add_float(struct str *out, uint32_t bits)
{
	char text[NUMBER_SIZE];
	float value;
	memcpy(&value, &bits, sizeof value);
	number_shortest_float(text, value);
	str_append_text(out, text);
}

/* What a field of a value holds, or an element of a list, whose fields have the same numbers. */
static void add_value(struct str *out, uint32_t id, const struct wire_field *field)
{
	switch (id) {
	case VALUE_STRING:
	case VALUE_PLACEHOLDER:
		str_append(out, field->bytes, field->length < ATTRIBUTE_TEXT ? field->length : ATTRIBUTE_TEXT);
		break;
	case VALUE_INT: str_printf(out, "%" PRId64, (int64_t)field->number); break;
	case VALUE_FLOAT: add_float(out, (uint32_t)field->number); break;
	case VALUE_BOOL: str_append_text(out, field->number ? "true" : "false"); break;
	case VALUE_TYPE: add_type(out, (uint32_t)field->number); break;
	case VALUE_SHAPE: add_shape(out, inside(field)); break;
	case VALUE_TENSOR: add_tensor(out, inside(field)); break;
	case VALUE_FUNC: add_function(out, inside(field)); break;
	}
}

/* Numbers of a list may be packed. */
static void add_packed(struct str *out, uint32_t id, const struct wire_field *field, bool *any)
{
	const uint8_t *at = field->bytes, *end = at + field->length;
	while (at < end && out->length < ATTRIBUTE_TEXT) {
		struct wire_field one = {.id = id, .type = WIRE_VARINT};
		if (id == VALUE_FLOAT) {
			uint32_t bits = 0;
			if (end - at < 4)
				return;
			memcpy(&bits, at, sizeof bits);
			one.number = bits;
			at += 4;
		} else {
			for (int shift = 0; at < end; shift += 7) {
				one.number |= shift < 64 ? (uint64_t)(*at & 0x7F) << shift : 0;
				if (!(*at++ & 0x80))
					break;
			}
		}
		str_append_text(out, *any ? ", " : "");
		add_value(out, id, &one);
		*any = true;
	}
}

static void add_list(struct str *out, struct wire list)
{
	struct wire_field field;
	bool any = false;
	while (wire_next(&list, &field) && out->length < ATTRIBUTE_TEXT) {
		uint32_t id = field.id == LIST_FUNC ? VALUE_FUNC : field.id;
		bool number = id >= VALUE_INT && id <= VALUE_TYPE;
		if (number && field.type == WIRE_BYTES) {
			add_packed(out, id, &field, &any);
			continue;
		}
		str_append_text(out, any ? ", " : "");
		add_value(out, id, &field);
		any = true;
	}
}

static void say_value(struct str *out, struct wire value)
{
	struct wire_field field;
	while (wire_next(&value, &field)) {
		str_clear(out); /* a oneof: the last counts */
		if (field.id == VALUE_LIST && field.type == WIRE_BYTES) {
			str_append_char(out, '[');
			add_list(out, inside(&field));
			str_append_char(out, ']');
		} else {
			add_value(out, field.id, &field);
		}
	}
	if (out->length > ATTRIBUTE_TEXT) {
		out->length = ATTRIBUTE_TEXT;
		str_append_text(out, "…");
	}
}

/* ---- All of a node ---- */

static int by_key(const void *a, const void *b)
{
	return slice_compare(((const struct attribute *)a)->key, ((const struct attribute *)b)->key);
}

static void take_entry(struct wire entry, struct attributes *out)
{
	struct wire_field field;
	struct wire value = wire_of(NULL, 0);
	struct attribute *one = &out->items[out->count];
	*one = (struct attribute){0};
	while (wire_next(&entry, &field)) {
		if (wire_is(&field, ENTRY_KEY, WIRE_BYTES))
			one->key = slice_make(field.bytes, field.length);
		else if (wire_is(&field, ENTRY_VALUE, WIRE_BYTES))
			value = inside(&field);
	}
	say_value(&one->value, value);
	if (slice_equal(one->key, slice_of("_output_shapes")) && one->value.length > 2)
		str_append(&out->shapes, one->value.data + 1, one->value.length - 2);
	out->count++;
}

void attributes_of(struct slice node, struct attributes *out)
{
	struct wire message = wire_of(node.data, node.length);
	struct wire_field field;
	*out = (struct attributes){0};
	while (wire_next(&message, &field)) {
		if (!wire_is(&field, NODE_ATTR, WIRE_BYTES))
			continue;
		out->more = out->count == ATTRIBUTES_MOST;
		if (out->more)
			break;
		take_entry(inside(&field), out);
	}
	qsort(out->items, (size_t)out->count, sizeof *out->items, by_key);
}

void attributes_fini(struct attributes *attributes)
{
	for (int i = 0; i < attributes->count; i++)
		str_fini(&attributes->items[i].value);
	str_fini(&attributes->shapes);
	attributes->count = 0;
}
