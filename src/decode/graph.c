#include "decode/graph.h"

#include "base/text.h"
#include "decode/keras.h"
#include "decode/kinds.h"
#include "decode/values.h"
#include "graph.pb-c.h"

/* Nodes have some twenty fields each, and graphs of gigabytes exist. */
#define GRAPH_LIMITS ((struct wire_limits){.depth = 100, .fields = 1u << 30})

/* Fields of GraphDef, NodeDef, RunMetadata, MetaGraphDef (event-format 3.5 to 3.7). */
enum { GRAPH_NODE = 1, GRAPH_LIBRARY = 2, GRAPH_VERSIONS = 4, LIBRARY_FUNCTION = 1, FUNCTION_NODE = 3, VERSION_PRODUCER = 1,
       NODE_OP = 2, NODE_INPUT = 3, RUN_FUNCTION_GRAPHS = 4, FUNCTION_PRE_OPTIMIZATION = 2, META_GRAPH_DEF = 2 };

static struct wire inside(const struct wire_field *field)
{
	return wire_of(field->bytes, field->length);
}

/* ---- Counting ---- */

static bool count_node(struct wire node, struct graph_totals *out)
{
	struct slice op = {0};
	struct wire_field field;
	while (wire_next(&node, &field)) {
		if (wire_is(&field, NODE_OP, WIRE_BYTES))
			op = slice_make(field.bytes, field.length);
		else if (wire_is(&field, NODE_INPUT, WIRE_BYTES))
			out->edges++;
	}
	out->nodes++;
	struct str mended = {0};
	text_repair(&mended, op);
	bool counted = graph_count_op(out, str_slice(&mended));
	str_fini(&mended);
	return counted;
}

static bool count_body(struct wire function, struct graph_totals *out)
{
	struct wire_field field;
	while (wire_next(&function, &field))
		if (wire_is(&field, FUNCTION_NODE, WIRE_BYTES) && !count_node(inside(&field), out))
			return false;
	return true;
}

/* `bodies` may be NULL. */
static bool count_functions(struct wire library, struct graph_totals *out, struct graph_totals *bodies)
{
	struct wire_field field;
	while (wire_next(&library, &field)) {
		if (!wire_is(&field, LIBRARY_FUNCTION, WIRE_BYTES))
			continue;
		out->functions++;
		if (bodies && !count_body(inside(&field), bodies))
			return false;
	}
	return true;
}

/* Adds a graph to the totals. */
static bool count_graph(struct wire graph, struct graph_totals *out, struct graph_totals *bodies)
{
	struct wire_field field;
	bool counted = true;
	while (counted && wire_next(&graph, &field)) {
		if (wire_is(&field, GRAPH_NODE, WIRE_BYTES))
			counted = count_node(inside(&field), out);
		else if (wire_is(&field, GRAPH_LIBRARY, WIRE_BYTES))
			counted = count_functions(inside(&field), out, bodies);
	}
	return counted;
}

enum status graph_check(struct slice bytes)
{
	return wire_check(&tb__graph_def__descriptor, bytes.data, bytes.length, GRAPH_LIMITS);
}

static enum status whole_graph(struct slice bytes, struct graph_totals *out)
{
	enum status status = graph_check(bytes);
	if (status)
		return status;
	return count_graph(wire_of(bytes.data, bytes.length), out, NULL) ? STATUS_OK : STATUS_NO_MEMORY;
}

bool graph_count(struct slice graph, struct graph_totals *out, struct graph_totals *bodies)
{
	return count_graph(wire_of(graph.data, graph.length), out, bodies);
}

struct slice graph_of_meta_graph(struct slice bytes)
{
	struct wire message = wire_of(bytes.data, bytes.length);
	struct slice graph = {0};
	struct wire_field field;
	while (wire_next(&message, &field))
		if (wire_is(&field, META_GRAPH_DEF, WIRE_BYTES))
			graph = slice_make(field.bytes, field.length);
	return graph;
}

/* ---- Function graphs ---- */

static int32_t producer_of(struct wire graph)
{
	int32_t producer = 0;
	struct wire_field field, part;
	while (wire_next(&graph, &field)) {
		if (!wire_is(&field, GRAPH_VERSIONS, WIRE_BYTES))
			continue;
		struct wire versions = inside(&field);
		while (wire_next(&versions, &part))
			if (wire_is(&part, VERSION_PRODUCER, WIRE_VARINT))
				producer = (int32_t)part.number;
	}
	return producer;
}

/* Merging prefixes names, so that nothing falls together: totals are sums. */
static enum status function_graphs(struct slice bytes, struct graph_totals *out)
{
	enum status status = wire_check(&tb__run_metadata__descriptor, bytes.data, bytes.length, GRAPH_LIMITS);
	if (status)
		return status;
	struct wire message = wire_of(bytes.data, bytes.length);
	struct wire_field field, part;
	int32_t producer = 0;
	bool any = false;
	while (wire_next(&message, &field)) {
		if (!wire_is(&field, RUN_FUNCTION_GRAPHS, WIRE_BYTES))
			continue;
		struct wire graphs = inside(&field), graph = {0};
		while (wire_next(&graphs, &part))
			if (wire_is(&part, FUNCTION_PRE_OPTIMIZATION, WIRE_BYTES))
				graph = inside(&part);
		int32_t own = producer_of(graph);
		if (any && own != producer) /* TensorBoard refuses to merge them */
			return STATUS_CORRUPT;
		producer = own;
		any = true;
		if (!count_graph(graph, out, NULL))
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

/* ---- All sources ---- */

static enum status tagged_graph(const struct payload *payload, struct graph_totals *out)
{
	struct values values;
	struct slice text;
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	if (!slice_equal(payload->content, slice_of("1"))) /* the version that TensorBoard knows */
		return STATUS_UNSUPPORTED;
	if (!values.tensor.facts.text || !values_next_string(&values, &text))
		return STATUS_CORRUPT;
	if (slice_equal(payload->plugin, slice_of("graph_keras_model")))
		return keras_graph(text, out);
	return function_graphs(text, out);
}

enum status decode_graph(const struct payload *payload, struct graph_totals *out, size_t *memory)
{
	graph_totals_init(out);
	enum status status = payload->form == ITEM_GRAPH ? whole_graph(payload->bytes, out) : tagged_graph(payload, out);
	*memory = out->ops.count * (size_t)64; /* names of some 20 bytes, and their tables */
	return status;
}
