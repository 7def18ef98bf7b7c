/* What a SavedModel says of itself (tbtop-graph(1), summary). Names are borrowed from the file's bytes, but for a checkpoint's. */
#ifndef TBTOP_DATA_SAVED_MODEL_H
#define TBTOP_DATA_SAVED_MODEL_H

#include "data/graph.h"

/* A tensor without values. */
struct tensor_spec {
	struct slice name;
	uint32_t dtype;   /* data/dtype.h; 0 for none */
	bool any_rank;    /* nothing is known of the shape */
	int64_t *sizes;   /* -1 for one that isn't known */
	size_t rank, capacity;
};

struct tensor_specs {
	struct tensor_spec *items;
	size_t count, capacity;
};

struct model_signature {
	struct slice name, method;
	struct tensor_specs inputs, outputs; /* by name */
};

enum trainable { TRAINABLE_NO, TRAINABLE_YES, TRAINABLE_UNKNOWN };

struct model_variable {
	struct tensor_spec tensor;
	enum trainable trainable;
};

struct meta_graph {
	struct slice *tags;
	size_t tag_count, tag_capacity;
	struct slice tensorflow_version;
	struct graph_totals graph;
	struct graph_totals bodies; /* of the functions in its library: nodes and their types */
	struct model_signature *signatures; /* by name */
	size_t signature_count, signature_capacity;
	struct model_variable *variables;
	size_t variable_count, variable_capacity;
	struct names kept; /* names that are not borrowed: of a checkpoint */
	bool declares_variables; /* there is an object graph; else a checkpoint tells them */
};

struct saved_model {
	struct meta_graph *graphs;
	size_t count, capacity;
};

void tensor_spec_fini(struct tensor_spec *spec);
/* The product of the sizes; false when one isn't known, or it is beyond 64 bits. */
bool tensor_spec_parameters(const struct tensor_spec *spec, uint64_t *out);
void saved_model_fini(struct saved_model *model);

#endif
