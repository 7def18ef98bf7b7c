/* Layouts merge with themselves to themselves. */
#include "fuzz/decoded.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct custom_layout all = {0};
	size_t count = 0;
	for (int turn = 0; turn < 3; turn++) {
		struct take input = {bytes, length};
		struct asset *asset = decoded(KIND_LAYOUT, &input, (struct slice){0}, (struct slice){0});
		if (asset)
			custom_layout_merge(&all, &asset->layout);
		asset_free(asset);
		if (turn && all.count != count)
			object("an equal layout adds no category");
		count = all.count;
	}
	custom_layout_fini(&all);
	return 0;
}
