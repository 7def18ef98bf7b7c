/* Graphs of a few nodes, as a GraphDef is decoded for looking at. */
#ifndef TBTOP_TESTS_MODEL_DRAWN_H
#define TBTOP_TESTS_MODEL_DRAWN_H

#include "unit/decode/payloads.h"

/* An attribute: its value is built by the caller, and taken. */
static inline void drawn_attribute(struct str *node, const char *key, struct str *value)
{
	struct str entry = {0};
	build_text(&entry, 1, key);
	build_message(&entry, 2, value);
	build_message(node, 5, &entry);
	str_fini(&entry);
	str_fini(value);
}

static inline struct str drawn_shape(const int64_t *sizes, int rank)
{
	struct str shape = {0}, dim = {0};
	for (int i = 0; i < rank; i++) {
		build_number(&dim, 1, (uint64_t)sizes[i]);
		build_message(&shape, 2, &dim);
		str_clear(&dim);
	}
	str_fini(&dim);
	return shape;
}

/* "a ^b c": the names of its inputs. */
static inline struct str drawn_node(const char *name, const char *op, const char *inputs)
{
	struct str node = {0};
	build_text(&node, 1, name);
	build_text(&node, 2, op);
	while (*inputs) {
		size_t length = strcspn(inputs, " ");
		build_bytes(&node, 3, inputs, length);
		inputs += length + strspn(inputs + length, " ");
	}
	return node;
}

/* The shape of its output, in the attribute that most writers tell it in. */
static inline void drawn_gives(struct str *node, const int64_t *sizes, int rank)
{
	struct str list = {0}, value = {0}, shape = drawn_shape(sizes, rank);
	build_message(&list, 7, &shape);
	build_message(&value, 1, &list);
	str_fini(&shape);
	str_fini(&list);
	drawn_attribute(node, "_output_shapes", &value);
}

static inline void drawn_type(struct str *node, const char *key, uint32_t dtype)
{
	struct str value = {0};
	build_number(&value, 6, dtype);
	drawn_attribute(node, key, &value);
}

static inline void drawn_add(struct str *graph, struct str *node)
{
	build_message(graph, 1, node);
	str_fini(node);
}

static inline struct asset *drawn_make(struct str *graph)
{
	struct asset *asset;
	assert_int_equal(decode_built(KIND_GRAPH, (struct payload){.form = ITEM_GRAPH, .part = GRAPH_NODES}, graph, &asset), STATUS_OK);
	return asset;
}

static inline uint32_t drawn_find(const struct drawn_graph *drawn, const char *name)
{
	for (uint32_t i = 0; i < drawn->graph.node_count; i++)
		if (slice_equal(names_text(&drawn->graph.texts, drawn->graph.nodes[i].name), slice_of(name)))
			return i;
	fail_msg("no node %s", name);
	return 0;
}

static inline uint32_t drawn_item(const struct drawn_graph *drawn, const char *name)
{
	return drawn->tree.of_node[drawn_find(drawn, name)];
}

#endif
