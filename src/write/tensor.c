#include "write/tensor.h"

#define TENSOR_DTYPE 1
#define TENSOR_SHAPE 2
#define TENSOR_CONTENT 4
#define TENSOR_STRING_VAL 8
#define SHAPE_DIM 2
#define DIM_SIZE 1
#define METADATA_PLUGIN_DATA 1
#define PLUGIN_DATA_NAME 1
#define PLUGIN_DATA_CONTENT 2

size_t tensor_begin(struct event *event, enum tensor_type type, const size_t *shape, size_t rank)
{
	struct bytes *out = &event->bytes;
	size_t tensor = message_begin(out, VALUE_TENSOR);
	put_integer(out, TENSOR_DTYPE, type);
	size_t dims = message_begin(out, TENSOR_SHAPE);
	for (size_t i = 0; i < rank; i++) {
		size_t dim = message_begin(out, SHAPE_DIM);
		put_integer(out, DIM_SIZE, (int64_t)shape[i]);
		message_end(out, dim);
	}
	message_end(out, dims);
	return tensor;
}

void tensor_end(struct event *event, size_t begin)
{
	message_end(&event->bytes, begin);
}

void tensor_numbers(struct event *event, const void *values, size_t count, size_t size)
{
	put_little(&event->bytes, TENSOR_CONTENT, values, count, size);
}

void tensor_text(struct event *event, const char *text)
{
	event_text(event, TENSOR_STRING_VAL, text);
}

void tensor_bytes(struct event *event, const void *data, size_t size)
{
	put_bytes(&event->bytes, TENSOR_STRING_VAL, data, size);
}

size_t tensor_message_begin(struct event *event)
{
	return message_begin(&event->bytes, TENSOR_STRING_VAL);
}

void tensor_message_end(struct event *event, size_t begin)
{
	message_end(&event->bytes, begin);
}

struct metadata metadata_begin(struct event *event, const char *plugin)
{
	struct bytes *out = &event->bytes;
	struct metadata metadata = {.metadata = message_begin(out, VALUE_METADATA)};
	metadata.plugin_data = message_begin(out, METADATA_PLUGIN_DATA);
	event_text(event, PLUGIN_DATA_NAME, plugin);
	metadata.content = message_begin(out, PLUGIN_DATA_CONTENT);
	return metadata;
}

void metadata_end(struct event *event, const struct metadata *metadata)
{
	struct bytes *out = &event->bytes;
	message_end(out, metadata->content);
	message_end(out, metadata->plugin_data);
	message_end(out, metadata->metadata);
}

void metadata_plain(struct event *event, const char *plugin)
{
	struct metadata metadata = metadata_begin(event, plugin);
	metadata_end(event, &metadata);
}
