#include "write/tensor.h"
#include "write/writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* MeshPluginData */
#define DATA_NAME 2
#define DATA_CONTENT_TYPE 3
#define DATA_JSON_CONFIG 5
#define DATA_SHAPE 6
#define DATA_COMPONENTS 7

enum content { CONTENT_VERTEX = 1, CONTENT_FACE = 2, CONTENT_COLOR = 3 };

/* One of the tensors that make up a mesh: [1, count, 3]. */
struct part {
	enum content content;
	const char *suffix; /* of its tag */
	enum tensor_type type;
	const void *data;
	size_t count, element; /* bytes of one */
};

struct mesh {
	const char *name, *config;
	unsigned components; /* a bit for each that there is */
};

static void put_metadata(struct event *event, const struct mesh *mesh, const struct part *part)
{
	struct bytes *out = &event->bytes;
	struct metadata metadata = metadata_begin(event, "mesh");
	event_text(event, DATA_NAME, mesh->name);
	put_integer(out, DATA_CONTENT_TYPE, part->content);
	event_text(event, DATA_JSON_CONFIG, mesh->config);
	size_t shape = message_begin(out, DATA_SHAPE);
	put_varint(out, 1);
	put_varint(out, part->count);
	put_varint(out, 3);
	message_end(out, shape);
	put_integer(out, DATA_COMPONENTS, mesh->components);
	metadata_end(event, &metadata);
}

static void put_part(struct event *event, const struct mesh *mesh, const struct part *part)
{
	size_t size = strlen(mesh->name) + sizeof "_VERTEX";
	char *tag = malloc(size);
	if (!tag) {
		event_fail(event, -ENOMEM);
		return;
	}
	snprintf(tag, size, "%s%s", mesh->name, part->suffix);
	event_value(event, tag);
	free(tag);
	size_t tensor = tensor_begin(event, part->type, (const size_t[]){1, part->count, 3}, 3);
	tensor_numbers(event, part->data, part->count * 3, part->element);
	tensor_end(event, tensor);
	put_metadata(event, mesh, part);
	event_value_end(event);
}

int tbr_mesh(struct tbr_writer *writer, const char *tag, int64_t step, const struct tbr_mesh *given)
{
	struct event event;
	if (!tag || !given || !given->vertices || !given->vertex_count || given->vertex_count > RECORD_LONGEST ||
	    given->face_count > RECORD_LONGEST)
		return -EINVAL;
	const struct part parts[] = {
		{CONTENT_VERTEX, "_VERTEX", TENSOR_FLOAT, given->vertices, given->vertex_count, sizeof *given->vertices},
		{CONTENT_FACE, "_FACE", TENSOR_INT32, given->faces, given->face_count, sizeof *given->faces},
		{CONTENT_COLOR, "_COLOR", TENSOR_UINT8, given->colors, given->vertex_count, sizeof *given->colors},
	};
	struct mesh mesh = {tag, given->config ? given->config : "{}", 0};
	size_t count = sizeof parts / sizeof *parts;
	for (size_t i = 0; i < count; i++)
		mesh.components |= parts[i].data ? 1u << parts[i].content : 0;
	writer_begin(writer, &event, step);
	for (size_t i = 0; i < count; i++)
		if (parts[i].data)
			put_part(&event, &mesh, &parts[i]);
	return writer_record(&event);
}
