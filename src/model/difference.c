#include "model/difference.h"

#include <math.h>

static double less(double value, double own, double between)
{
	return value - (isnan(own) ? between : own);
}

void difference_make(struct column *columns, size_t count, const struct baseline *baseline)
{
	for (size_t i = 0; i < count; i++) {
		struct column *column = &columns[i];
		column->first = less(column->first, baseline->columns[i].first, baseline->values[i]);
		column->last = less(column->last, baseline->columns[i].last, baseline->values[i]);
		column->min = fmin(column->first, column->last);
		column->max = fmax(column->first, column->last);
		column->min_positive = NAN; /* a difference has no place on a logarithmic axis */
	}
}
