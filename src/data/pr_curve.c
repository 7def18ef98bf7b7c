#include "data/pr_curve.h"

#include <math.h>
#include <stdlib.h>

#define SLACK 1e-5 /* writers divide in single precision */

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

static const char *wrong_at(const struct pr_curve *curve, size_t column)
{
	for (int row = 0; row < PR_ROWS; row++) {
		double value = pr_value(curve, (enum pr_row)row, column);
		if (!isfinite(value))
			return "what is no number";
		if (value < 0)
			return row < PR_PRECISION ? "a count below zero" : "precision or recall below 0";
		if (row >= PR_PRECISION && value > 1 + SLACK)
			return "precision or recall above 1";
	}
	return NULL;
}

const char *pr_wrong(const struct pr_curve *curve, size_t *column)
{
	const char *wrong = NULL;
	for (size_t i = 0; i < curve->count && !wrong; i++)
		if ((wrong = wrong_at(curve, i)))
			*column = i;
	return wrong;
}
