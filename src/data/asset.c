#include "data/asset.h"

#include <stdlib.h>

static void fini_kind(struct asset *asset)
{
	switch (asset->kind) {
	case KIND_HISTOGRAM: histogram_fini(&asset->histogram); break;
	case KIND_IMAGE: blobs_fini(&asset->images); break;
	case KIND_AUDIO: blobs_fini(&asset->clips); break;
	case KIND_TEXT: texts_fini(&asset->texts); break;
	case KIND_PR_CURVE: pr_curve_fini(&asset->pr_curve); break;
	case KIND_MESH: mesh_fini(&asset->mesh); break;
	case KIND_TENSOR: ndarray_fini(&asset->ndarray); break;
	case KIND_LAYOUT: custom_layout_fini(&asset->layout); break;
	case KIND_GRAPH: graph_totals_fini(&asset->graph); break;
	default: break;
	}
}

struct asset *asset_hold(const struct asset *asset)
{
	struct asset *held = (struct asset *)asset;
	if (held)
		held->holds++;
	return held;
}

void asset_free(struct asset *asset)
{
	if (!asset || asset->holds-- > 0)
		return;
	if (asset->part == GRAPH_STATS && asset->kind != KIND_IMAGE) {
		node_stats_fini(&asset->stats);
	} else if (asset->part && asset->kind == KIND_GRAPH) {
		graph_tree_fini(&asset->drawn.tree);
		graph_fini(&asset->drawn.graph);
	} else if (asset->part) {
		picture_fini(&asset->picture);
	} else {
		fini_kind(asset);
	}
	free(asset->record);
	free(asset);
}
