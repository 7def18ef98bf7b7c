#include "decode/trace_json_shapes.h"

#include "data/trace_shapes.h"

#include <string.h>

#define GATHERED_MOST 4096 /* bytes: of more inputs than that the rest is left out */

void json_shapes_clear(struct json_shapes *shapes)
{
	str_clear(&shapes->dims);
	str_clear(&shapes->types);
	shapes->into = NULL;
}

void json_shapes_fini(struct json_shapes *shapes)
{
	str_fini(&shapes->dims);
	str_fini(&shapes->types);
	str_fini(&shapes->text);
}

/* ---- Gathering ---- */

void json_shapes_key(struct json_shapes *shapes, struct slice key)
{
	shapes->into = NULL;
	if (slice_equal(key, slice_of("Input Dims")) || slice_equal(key, slice_of("Input dims")))
		shapes->into = &shapes->dims;
	else if (slice_equal(key, slice_of("Input type")))
		shapes->into = &shapes->types;
	if (shapes->into)
		str_clear(shapes->into);
}

static bool is_room(const struct json_shapes *shapes, size_t length)
{
	return shapes->into && shapes->into->length + length + 2 <= GATHERED_MOST;
}

/* A comma behind what stands before in the same list. */
static void separate(struct str *out)
{
	if (out->length && out->data[out->length - 1] && out->data[out->length - 1] != '[')
		str_append_text(out, ",");
}

void json_shapes_open(struct json_shapes *shapes, uint32_t depth)
{
	if (depth < 1 || !is_room(shapes, 1))
		return;
	separate(shapes->into);
	str_append_text(shapes->into, "[");
}

void json_shapes_close(struct json_shapes *shapes, uint32_t depth)
{
	if (depth < 1 || !is_room(shapes, 1))
		return;
	str_append_text(shapes->into, "]");
	if (depth == 1)
		str_append(shapes->into, "", 1);
}

void json_shapes_value(struct json_shapes *shapes, struct slice value, uint32_t depth)
{
	if (depth < 1 || !is_room(shapes, value.length))
		return;
	separate(shapes->into);
	str_append_slice(shapes->into, value);
	if (depth == 1)
		str_append(shapes->into, "", 1);
}

/* ---- As a text ---- */

/* Cuts it off. */
static struct slice next_input(struct slice *left)
{
	if (!left->length)
		return *left;
	const char *end = memchr(left->data, 0, left->length);
	size_t length = end ? (size_t)(end - left->data) : left->length;
	struct slice input = slice_make(left->data, length);
	size_t taken = length + (end != NULL);
	*left = slice_make(left->data + taken, left->length - taken);
	return input;
}

/* Of C++'s names the short ones that people know. */
static struct slice short_type(struct slice type)
{
	static const struct { const char *long_name, *name; } types[] = {
		{"long int", "int64"}, {"long", "int64"}, {"unsigned char", "uint8"}, {"signed char", "int8"},
		{"c10::Half", "half"}, {"c10::BFloat16", "bfloat16"}, {"short int", "int16"},
	};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (slice_equal(type, slice_of(types[i].long_name)))
			return slice_of(types[i].name);
	return type;
}

static bool is_scalar(struct slice type)
{
	return type.length >= 6 && !memcmp(type.data, "Scalar", 6);
}

struct slice json_shapes_text(struct json_shapes *shapes)
{
	struct slice dims = str_slice(&shapes->dims), types = str_slice(&shapes->types);
	struct str *out = &shapes->text;
	str_clear(out);
	while (dims.length) {
		struct slice shape = next_input(&dims), type = next_input(&types);
		bool empty = slice_equal(shape, slice_of("[]"));
		if (empty && !type.length && shapes->types.length)
			continue; /* an argument that is not there */
		if (out->length)
			str_append_text(out, " ");
		str_append_slice(out, short_type(type));
		if (!empty || !is_scalar(type))
			str_append_slice(out, shape);
		if (out->length > SHAPE_LONGEST) {
			static const char more[] = "…";
			out->length = SHAPE_LONGEST - (sizeof more - 1);
			str_append_text(out, more);
			break;
		}
	}
	return str_slice(out);
}
