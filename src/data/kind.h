/*
 * What a tag holds. The kind is told by the plugin name of the tag's first
 * metadata (event-format 4.1; TensorBoard: plugins' metadata.py); old forms
 * (simple_value, histo, image, audio) have the plugin that TensorBoard gives
 * them. The names are those of `export` and `list`.
 */
#ifndef TBTOP_DATA_KIND_H
#define TBTOP_DATA_KIND_H

#include "base/str.h"

#include <stdint.h>

/*  id          name            plugin whose tags are of this kind (the main one) */
#define KIND_LIST(X)                                             \
	X(SCALAR, "scalar", "scalars")                           \
	X(HISTOGRAM, "histogram", "histograms")                  \
	X(IMAGE, "image", "images")                              \
	X(AUDIO, "audio", "audio")                               \
	X(TEXT, "text", "text")                                  \
	X(PR_CURVE, "pr_curve", "pr_curves")                     \
	X(MESH, "mesh", "mesh")                                  \
	X(TENSOR, "tensor", "")                                  \
	X(HPARAMS, "hparams", "hparams")                         \
	X(LAYOUT, "layout", "custom_scalars")                    \
	X(GRAPH, "graph", "graphs")                              \
	X(RUN_METADATA, "run_metadata", "graph_tagged_run_metadata")

enum kind {
#define X(id, name, plugin) KIND_##id,
	KIND_LIST(X)
#undef X
	KIND_COUNT
};

/* A set of kinds: bit (1u << kind). */
typedef uint16_t kind_set;
#define KIND_BIT(kind) ((kind_set)(1u << (kind)))

/* Of these each tensor counts as a point; how it decodes is looked at when it is shown. */
#define KINDS_OF_ANY_TENSOR                                                                                  \
	((kind_set)(KIND_BIT(KIND_TENSOR) | KIND_BIT(KIND_HPARAMS) | KIND_BIT(KIND_LAYOUT) | KIND_BIT(KIND_GRAPH) | \
	            KIND_BIT(KIND_RUN_METADATA)))
/* The kinds in whose tags one real number is a point. */
#define KINDS_OF_ONE_NUMBER ((kind_set)(KINDS_OF_ANY_TENSOR | KIND_BIT(KIND_SCALAR) | KIND_BIT(KIND_MESH)))

const char *kind_name(enum kind kind);
/* False when there is no kind of that name. */
bool kind_parse(const char *name, enum kind *out);
/*
 * "scalars" -> scalar …; graph_run_metadata, graph_run_metadata_graph and
 * graph_keras_model are graphs too; any other plugin, or "", is a tensor.
 */
enum kind kind_of_plugin(struct slice plugin);

#endif
