/* JSON of any kind is a Keras model or not. */
#include "decode/keras.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct graph_totals totals;
	uint64_t nodes = 0;
	graph_totals_init(&totals);
	(void)keras_graph(slice_make(bytes, length), &totals);
	for (uint32_t i = 0; i < totals.ops.count; i++)
		nodes += totals.counts[i];
	if (nodes != totals.nodes)
		object("every layer is of a class");
	graph_totals_fini(&totals);
	return 0;
}
