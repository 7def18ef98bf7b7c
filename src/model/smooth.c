#include "model/smooth.h"

#include <math.h>

struct sameness {
	double first;
	bool started, same;
};

static bool compare_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct sameness *sameness = context;
	for (size_t i = 0; i < count && sameness->same; i++) {
		double value = number_value(type, rows[i].bits);
		if (!sameness->started)
			sameness->first = value;
		sameness->started = true;
		sameness->same = value == sameness->first;
	}
	return sameness->same;
}

struct smooth smooth_begin(const struct store *store, uint32_t series, double weight)
{
	struct sameness sameness = {.same = true};
	store_walk_scalars(store, series, compare_rows, &sameness);
	return (struct smooth){.weight = weight, .constant = sameness.same};
}

double smooth_next(struct smooth *smooth, double value)
{
	if (smooth->constant || !isfinite(value))
		return value;
	smooth->last = smooth->weight * smooth->last + (1 - smooth->weight) * value;
	smooth->count++;
	double bias = 1 - pow(smooth->weight, smooth->count);
	return smooth->weight == 1 ? smooth->last : smooth->last / bias;
}
