#include "decode/decode.h"

#include "base/alloc.h"
#include "decode/graph.h"
#include "decode/graph_nodes.h"
#include "decode/kinds.h"

#include <stdlib.h>

/* Of these, what comes out points into the record. */
#define KINDS_THAT_BORROW \
	(KIND_BIT(KIND_IMAGE) | KIND_BIT(KIND_AUDIO) | KIND_BIT(KIND_TEXT) | KIND_BIT(KIND_TENSOR))

static enum status decode_nodes(const struct payload *payload, struct asset *out, size_t *memory)
{
	struct payload of_graph = *payload;
	if (payload->part == GRAPH_OF_META)
		of_graph.bytes = graph_of_meta_graph(payload->bytes);
	enum status status = graph_of_payload(&of_graph, &out->drawn.graph);
	if (!status && !graph_tree_make(&out->drawn.graph, &out->drawn.tree))
		status = STATUS_NO_MEMORY;
	*memory = graph_memory(&out->drawn.graph) + graph_tree_memory(&out->drawn.tree);
	return status;
}

static enum status decode_part(const struct payload *payload, struct asset *out, size_t *memory)
{
	if (out->part == GRAPH_STATS && (out->kind == KIND_GRAPH || out->kind == KIND_RUN_METADATA))
		return decode_node_stats(payload, &out->stats, memory);
	if (out->part && out->kind == KIND_GRAPH)
		return decode_nodes(payload, out, memory);
	if (out->part)
		return out->kind == KIND_IMAGE ? decode_picture(payload, &out->picture, memory) : STATUS_UNSUPPORTED;
	switch (out->kind) {
	case KIND_HISTOGRAM: return decode_histogram(payload, &out->histogram, memory);
	case KIND_IMAGE: return decode_images(payload, &out->images, memory);
	case KIND_AUDIO: return decode_clips(payload, &out->clips, memory);
	case KIND_TEXT: return decode_texts(payload, &out->texts, memory);
	case KIND_PR_CURVE: return decode_pr_curve(payload, &out->pr_curve, memory);
	case KIND_MESH: return decode_mesh(payload, &out->mesh, memory);
	case KIND_TENSOR: return decode_ndarray(payload, &out->ndarray, memory);
	case KIND_LAYOUT: return decode_layout(payload, &out->layout, memory);
	case KIND_GRAPH: return decode_graph(payload, &out->graph, memory);
	default: return STATUS_UNSUPPORTED;
	}
}

enum status decode(enum kind kind, const struct payload *payload, struct asset **out)
{
	struct asset *asset = data_alloc(1, sizeof *asset);
	*out = NULL;
	if (!asset) {
		free(payload->record);
		return STATUS_NO_MEMORY;
	}
	*asset = (struct asset){.kind = kind, .part = payload->part, .record = payload->record};
	size_t memory = 0;
	enum status status = decode_part(payload, asset, &memory);
	if (status) {
		asset_free(asset);
		return status;
	}
	bool borrows = payload->part && payload->part != GRAPH_STATS && kind == KIND_GRAPH;
	borrows |= KINDS_THAT_BORROW & KIND_BIT(kind) && !payload->part &&
	               !(kind == KIND_TENSOR && asset->ndarray.form != NDARRAY_STRINGS);
	if (!borrows) {
		free(asset->record);
		asset->record = NULL;
	}
	asset->memory = sizeof *asset + memory + (borrows ? payload->record_size : 0);
	*out = asset;
	return STATUS_OK;
}
