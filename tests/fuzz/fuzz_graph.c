/* Graphs, function graphs and Keras models: what is counted by type are all nodes. */
#include "decode/graph.h"
#include "fuzz/decoded.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	bool keras = take_byte(&input) & 1;
	struct asset *asset = decoded(KIND_GRAPH, &input,
	                              slice_of(keras ? "graph_keras_model" : "graph_run_metadata_graph"), slice_of("1"));
	uint64_t nodes = 0;
	for (uint32_t i = 0; asset && i < asset->graph.ops.count; i++)
		nodes += asset->graph.counts[i];
	if (asset && nodes != asset->graph.nodes)
		object("every node is of a type");
	asset_free(asset);
	struct slice graph = graph_of_meta_graph(slice_make(bytes, length));
	if (graph.length > length)
		object("a graph lies in its meta graph");
	return 0;
}
