#include "decode/keras_metadata.h"

#include "read/wire.h"

enum { FILE_NODE = 1, NODE_PATH = 3, NODE_IDENTIFIER = 4, NODE_METADATA = 5 };
enum { META_OBJECTS = 7, OBJECTS_NODE = 1, OBJECT_USER = 4, USER_IDENTIFIER = 1, USER_METADATA = 3 };

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

/* A model has layers; anything else that Keras keeps there, such as an optimizer, has none. */
static bool is_model(struct slice identifier)
{
	static const char *const names[] = {"_tf_keras_model", "_tf_keras_sequential", "_tf_keras_network"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_equal(identifier, slice_of(names[i])))
			return true;
	return false;
}

struct slice keras_metadata_of_file(struct slice file)
{
	struct wire message = wire_of(file.data, file.length);
	struct wire_field field;
	while (wire_next(&message, &field))
		if (wire_is(&field, FILE_NODE, WIRE_BYTES) && slice_equal(wire_last_bytes(inside(&field), NODE_PATH), slice_of("root")) &&
		    is_model(wire_last_bytes(inside(&field), NODE_IDENTIFIER)))
			return wire_last_bytes(inside(&field), NODE_METADATA);
	return (struct slice){0};
}

/* The first object is the root. */
struct slice keras_metadata_of_graph(struct slice meta_graph)
{
	struct slice objects = wire_last_bytes(wire_of(meta_graph.data, meta_graph.length), META_OBJECTS);
	struct wire message = wire_of(objects.data, objects.length);
	struct wire_field field;
	while (wire_next(&message, &field)) {
		if (!wire_is(&field, OBJECTS_NODE, WIRE_BYTES))
			continue;
		struct slice user = wire_last_bytes(inside(&field), OBJECT_USER);
		struct wire object = wire_of(user.data, user.length);
		return is_model(wire_last_bytes(object, USER_IDENTIFIER)) ? wire_last_bytes(object, USER_METADATA) : (struct slice){0};
	}
	return (struct slice){0};
}
