/*
 * Tensors and the metadata that says whose they are, inside of an event's
 * value (event-format 3.2, 3.4, 3.8). What fails is an error of the event.
 */
#ifndef TBTOP_WRITE_TENSOR_H
#define TBTOP_WRITE_TENSOR_H

#include "write/event.h"

/* DataType of types.proto. */
enum tensor_type { TENSOR_FLOAT = 1, TENSOR_DOUBLE = 2, TENSOR_INT32 = 3, TENSOR_UINT8 = 4, TENSOR_STRING = 7, TENSOR_INT64 = 9 };

/* A tensor's start: type and shape; then its elements, then the end. Returns what tensor_end takes. */
size_t tensor_begin(struct event *event, enum tensor_type type, const size_t *shape, size_t rank);
void tensor_end(struct event *event, size_t begin);

/* Elements of fixed size, row by row, each of `size` bytes: as tensor_content. */
void tensor_numbers(struct event *event, const void *values, size_t count, size_t size);
/* One element each of a tensor of strings; or a message as one, between these two. */
void tensor_text(struct event *event, const char *text);
void tensor_bytes(struct event *event, const void *data, size_t size);
size_t tensor_message_begin(struct event *event);
void tensor_message_end(struct event *event, size_t begin);

/* Whose the value is. Between the two: the fields of the plugin's own message, in event->bytes. */
struct metadata {
	size_t metadata, plugin_data, content;
};
struct metadata metadata_begin(struct event *event, const char *plugin);
void metadata_end(struct event *event, const struct metadata *metadata);
/* The same for a plugin that has nothing to say. */
void metadata_plain(struct event *event, const char *plugin);

#endif
