/* Texts lie within the record, and their shape is as many as there are. */
#include "fuzz/decoded.h"
#include "fuzz/target.h"

#include <limits.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	struct asset *asset = decoded(KIND_TEXT, &input, (struct slice){0}, (struct slice){0});
	unsigned sum = 0;
	uint64_t product = 1;
	for (uint32_t i = 0; asset && i < asset->texts.rank; i++)
		product *= (uint64_t)asset->texts.shape[i];
	for (size_t i = 0; asset && i < asset->texts.count; i += asset->texts.count > 64 ? asset->texts.count - 1 : 1)
		sum += touch(asset->texts.items[i]);
	if (asset && product != asset->texts.count)
		object("a shape is of as many as there are");
	asset_free(asset);
	return sum == UINT_MAX && !length;
}
