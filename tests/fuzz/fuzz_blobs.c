/* Images and clips lie within the record, whatever it is. */
#include "fuzz/decoded.h"
#include "fuzz/target.h"

#include <limits.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	unsigned sum = 0;
	for (int turn = 0; turn < 2; turn++) {
		struct take input = {bytes, length};
		struct asset *asset = decoded(turn ? KIND_AUDIO : KIND_IMAGE, &input, (struct slice){0}, (struct slice){0});
		const struct blobs *blobs = !asset ? NULL : turn ? &asset->clips : &asset->images;
		/* One may stand for many: the first and the last tell as much as all. */
		for (size_t i = 0; blobs && i < blobs->count; i += blobs->count > 64 ? blobs->count - 1 : 1)
			sum += touch(blobs->items[i].bytes) + blobs->items[i].width + (unsigned)*blob_format_name(blobs->items[i].format);
		asset_free(asset);
	}
	return sum == UINT_MAX && !length; /* so that nothing is left out */
}
