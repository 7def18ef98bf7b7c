#include "write/writer.h"

#include <errno.h>

/* GraphDef and what is in it (event-format 3.5) */
#define GRAPH_NODE 1
#define GRAPH_VERSIONS 4
#define VERSIONS_PRODUCER 1
#define NODE_NAME 1
#define NODE_OP 2
#define NODE_INPUT 3
#define NODE_DEVICE 4
#define NODE_ATTR 5
#define ATTR_KEY 1
#define ATTR_VALUE 2
#define ATTR_LIST 1
#define ATTR_TEXT 2
#define ATTR_INTEGER 3
#define ATTR_FLOAT 4
#define ATTR_BOOL 5
#define LIST_SHAPE 7
#define SHAPE_DIM 2
#define DIM_SIZE 1

#define PRODUCER 22 /* as in PyTorch's graphs */

int tbr_graph(struct tbr_writer *writer, struct tbr_bytes graph_def)
{
	struct event event;
	if (!graph_def.data || !graph_def.size)
		return -EINVAL;
	writer_begin(writer, &event, 0);
	put_bytes(&event.bytes, EVENT_GRAPH_DEF, graph_def.data, graph_def.size);
	return writer_record(&event);
}

static void put_attribute(struct event *event, const struct tbr_attribute *attribute)
{
	struct bytes *out = &event->bytes;
	size_t entry = message_begin(out, NODE_ATTR);
	event_text(event, ATTR_KEY, attribute->name);
	size_t value = message_begin(out, ATTR_VALUE);
	switch (attribute->type) {
	case TBR_ATTRIBUTE_TEXT: event_text(event, ATTR_TEXT, attribute->text); break;
	case TBR_ATTRIBUTE_INTEGER: put_integer(out, ATTR_INTEGER, attribute->integer); break;
	case TBR_ATTRIBUTE_NUMBER: put_float(out, ATTR_FLOAT, (float)attribute->number); break;
	case TBR_ATTRIBUTE_BOOL: put_integer(out, ATTR_BOOL, attribute->integer != 0); break;
	default: event_fail(event, -EINVAL);
	}
	message_end(out, value);
	message_end(out, entry);
}

/* What TensorBoard writes on the edges that leave the node. */
static void put_shape(struct bytes *out, const int64_t *sizes, size_t rank)
{
	size_t entry = message_begin(out, NODE_ATTR);
	put_text(out, ATTR_KEY, "_output_shapes");
	size_t value = message_begin(out, ATTR_VALUE), list = message_begin(out, ATTR_LIST);
	size_t shape = message_begin(out, LIST_SHAPE);
	for (size_t i = 0; i < rank; i++) {
		size_t dim = message_begin(out, SHAPE_DIM);
		put_integer(out, DIM_SIZE, sizes[i]);
		message_end(out, dim);
	}
	message_end(out, shape);
	message_end(out, list);
	message_end(out, value);
	message_end(out, entry);
}

static void put_node(struct event *event, const struct tbr_node *node)
{
	struct bytes *out = &event->bytes;
	if ((node->input_count && !node->inputs) || (node->attribute_count && !node->attributes)) {
		event_fail(event, -EINVAL);
		return;
	}
	size_t begin = message_begin(out, GRAPH_NODE);
	event_text(event, NODE_NAME, node->name);
	event_text(event, NODE_OP, node->op);
	for (size_t i = 0; i < node->input_count; i++)
		event_text(event, NODE_INPUT, node->inputs[i]);
	if (node->device)
		event_text(event, NODE_DEVICE, node->device);
	if (node->shape)
		put_shape(out, node->shape, node->rank);
	for (size_t i = 0; i < node->attribute_count; i++)
		put_attribute(event, &node->attributes[i]);
	message_end(out, begin);
}

int tbr_graph_nodes(struct tbr_writer *writer, const struct tbr_node *nodes, size_t count)
{
	struct event event;
	if (!nodes || !count)
		return -EINVAL;
	writer_begin(writer, &event, 0);
	struct bytes *out = &event.bytes;
	size_t graph = message_begin(out, EVENT_GRAPH_DEF);
	for (size_t i = 0; i < count && !event.error; i++)
		put_node(&event, &nodes[i]);
	size_t versions = message_begin(out, GRAPH_VERSIONS);
	put_integer(out, VERSIONS_PRODUCER, PRODUCER);
	message_end(out, versions);
	message_end(out, graph);
	return writer_record(&event);
}
