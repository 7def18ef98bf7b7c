#include "data/pr_curve.h"

#include <math.h>
#include <stdlib.h>

void pr_curve_fini(struct pr_curve *curve)
{
	free(curve->values);
	*curve = (struct pr_curve){0};
}

double pr_threshold(const struct pr_curve *curve, size_t column)
{
	/* As numpy's linspace: by steps, the last one exact. */
	if (curve->thresholds < 2)
		return 0;
	if (column + 1 == curve->thresholds)
		return 1;
	return (double)column * (1.0 / (double)(curve->thresholds - 1));
}

double pr_area(const struct pr_curve *curve)
{
	double area = NAN;
	for (size_t i = 1; i < curve->count; i++) {
		double width = pr_value(curve, PR_RECALL, i - 1) - pr_value(curve, PR_RECALL, i);
		double part = width * (pr_value(curve, PR_PRECISION, i - 1) + pr_value(curve, PR_PRECISION, i)) / 2;
		if (isfinite(part))
			area = isnan(area) ? part : area + part;
	}
	return area;
}

double pr_best_f1(const struct pr_curve *curve, size_t *column)
{
	double best = NAN;
	for (size_t i = 0; i < curve->count; i++) {
		double precision = pr_value(curve, PR_PRECISION, i), recall = pr_value(curve, PR_RECALL, i);
		double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : NAN;
		if (isfinite(f1) && !(best >= f1)) {
			best = f1;
			*column = i;
		}
	}
	return best;
}
