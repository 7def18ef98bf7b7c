#include "model/neighbours.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

#define VALUES_A_LOOK 65536 /* between two looks at the clock */

void neighbours_begin(struct neighbours *neighbours, size_t of, enum neighbour_metric metric)
{
	*neighbours = (struct neighbours){.of = of, .metric = metric};
}

/* NaN where there is none: an angle with nothing, what is not finite. */
static double distance(const struct neighbours *neighbours, const struct vectors *vectors, const float *lengths,
                       size_t row)
{
	const float *a = vectors->values + neighbours->of * vectors->columns, *b = vectors->values + row * vectors->columns;
	double sums[2] = {0};
	for (size_t k = 0; k < vectors->columns; k++) {
		double from = neighbours->metric == METRIC_EUCLID ? (double)a[k] - b[k] : a[k];
		double to = neighbours->metric == METRIC_EUCLID ? from : b[k];
		sums[k & 1] += from * to;
	}
	if (neighbours->metric == METRIC_EUCLID)
		return sqrt(sums[0] + sums[1]);
	double both = (double)lengths[neighbours->of] * lengths[row];
	return both > 0 ? fmax(1 - (sums[0] + sums[1]) / both, 0) : NAN;
}

static void offer(struct neighbours *neighbours, size_t row, double far)
{
	size_t at = neighbours->count;
	while (at > 0 && far < neighbours->items[at - 1].distance)
		at--;
	if (at == NEIGHBOURS_MOST)
		return;
	neighbours->count += neighbours->count < NEIGHBOURS_MOST;
	memmove(neighbours->items + at + 1, neighbours->items + at,
	        (neighbours->count - at - 1) * sizeof *neighbours->items);
	neighbours->items[at] = (struct neighbour){row, far};
}

bool neighbours_go_on(struct neighbours *neighbours, const struct vectors *vectors, const float *lengths,
                      uint64_t deadline)
{
	size_t rows_a_look = VALUES_A_LOOK / (vectors->columns + 1) + 1;
	while (neighbours->next < vectors->rows) {
		size_t row = neighbours->next++;
		double far = row == neighbours->of ? NAN : distance(neighbours, vectors, lengths, row);
		if (isfinite(far))
			offer(neighbours, row, far);
		if (deadline && row % rows_a_look == rows_a_look - 1 && clock_mono() >= deadline)
			return false;
	}
	neighbours->done = true;
	return true;
}
