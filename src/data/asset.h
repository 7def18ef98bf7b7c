/*
 * One point that is no plain number, decoded: what a worker or a command makes
 * of a payload (disk/payload, decode/) and a view draws. Immutable once made,
 * so that a worker may read it while the cache puts it out (asset_hold);
 * it knows how many bytes of memory it takes, for that cache.
 */
#ifndef TBTOP_DATA_ASSET_H
#define TBTOP_DATA_ASSET_H

#include "base/status.h"
#include "data/blobs.h"
#include "data/graph.h"
#include "data/graph_tree.h"
#include "data/histogram.h"
#include "data/kind.h"
#include "data/layout.h"
#include "data/mesh.h"
#include "data/ndarray.h"
#include "data/node_stats.h"
#include "data/picture.h"
#include "data/pr_curve.h"
#include "data/texts.h"

/* Parts of a graph: with all of its nodes, its `drawn`; that in a meta graph; of it, and of RUN_METADATA, the `stats` of its nodes. */
enum { GRAPH_NODES = 1, GRAPH_OF_META = 2, GRAPH_STATS = 3 };

struct asset {
	enum kind kind;  /* which of the union it is; HPARAMS and RUN_METADATA have none: their facts are metadata */
	uint32_t part;   /* 0: the point. A sample of an image point as pixels: its `picture` (picture_part); a graph's GRAPH_NODES … */
	size_t memory;   /* bytes it takes */
	unsigned holds;  /* how many have it beside its first owner; the loop thread's */
	uint8_t *record; /* owned: what slices below point into; NULL when nothing does */
	union {
		struct histogram histogram;
		struct blobs images, clips;
		struct picture picture;
		struct texts texts;
		struct pr_curve pr_curve;
		struct mesh mesh;
		struct ndarray ndarray; /* TENSOR */
		struct custom_layout layout;
		struct graph_totals graph;
		struct drawn_graph drawn;
		struct node_stats stats;
	};
};

/* Somebody else has it, too, and lets go of it by asset_free. One thread holds and frees. NULL is fine. */
struct asset *asset_hold(const struct asset *asset);
/* It goes with the last who has it. NULL is fine. */
void asset_free(struct asset *asset);

#endif
