/* A PR curve has a column at least, whole counts, and thresholds from 0 to 1. */
#include "fuzz/decoded.h"
#include "fuzz/target.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	struct asset *asset = decoded(KIND_PR_CURVE, &input, (struct slice){0}, (struct slice){0});
	if (!asset)
		return 0;
	const struct pr_curve *curve = &asset->pr_curve;
	size_t best = 0;
	if (!curve->count || curve->count > curve->thresholds)
		object("some columns are kept");
	for (size_t i = 0; i < curve->count; i++)
		for (int row = 0; row < PR_PRECISION; row++)
			if (pr_value(curve, (enum pr_row)row, i) != trunc(pr_value(curve, (enum pr_row)row, i)))
				object("counts are whole");
	if (pr_threshold(curve, 0) != 0 || pr_threshold(curve, curve->count - 1) > 1)
		object("thresholds are from 0 to 1");
	(void)pr_area(curve);
	if (!isnan(pr_best_f1(curve, &best)) && best >= curve->count)
		object("the best is one of them");
	asset_free(asset);
	return 0;
}
