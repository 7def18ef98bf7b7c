/* A tensor of any bytes: what is kept of it lies within the record, and no more than a page. */
#include "fuzz/decoded.h"
#include "fuzz/target.h"

#include <limits.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	struct asset *asset = decoded(KIND_TENSOR, &input, (struct slice){0}, (struct slice){0});
	unsigned sum = 0;
	if (!asset)
		return 0;
	const struct ndarray *array = &asset->ndarray;
	if (array->kept > NDARRAY_KEPT || array->kept > array->elements)
		object("no more is kept than there is");
	if (array->form == NDARRAY_NUMBERS && array->facts.min <= array->facts.max &&
	    !(array->facts.mean >= array->facts.min - 1e-6 * (1 + array->facts.max - array->facts.min)))
		if (array->facts.max < 1e300 && array->facts.min > -1e300)
			object("a mean lies between the smallest and the largest");
	for (size_t i = 0; i < array->kept; i++)
		sum += array->form == NDARRAY_STRINGS ? touch(array->texts[i])
		                                      : (unsigned)array->bits[array->form == NDARRAY_COMPLEX ? 2 * i + 1 : i];
	asset_free(asset);
	return sum == UINT_MAX && !length;
}
