#include "model/outliers.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

void outliers_range(double *values, size_t count, double *low, double *high)
{
	*low = *high = NAN;
	if (!count)
		return;
	qsort(values, count, sizeof *values, compare);
	/* Whole numbers: 0.05 is no double, and 0.95 * 100 must be 95. */
	size_t last = count - 1, cut = count > 2 ? last / 20 + (last % 20 > 0) : 0;
	*low = values[cut];
	*high = values[last - cut];
}
