#include "model/band.h"

#include "base/alloc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool band_parse(const char *text, struct band_spec *out)
{
	char *end;
	if (!strcmp(text, "std") || !strcmp(text, "minmax")) {
		*out = (struct band_spec){text[0] == 's' ? BAND_STD : BAND_MINMAX, 0};
		return true;
	}
	if (text[0] != 'q' || text[1] < '0' || text[1] > '9')
		return false;
	double percent = strtod(text + 1, &end);
	if (*end || !(percent > 0 && percent < 50))
		return false;
	*out = (struct band_spec){BAND_QUANTILE, percent / 100};
	return true;
}

void band_text(struct band_spec spec, char out[BAND_TEXT])
{
	if (spec.kind == BAND_QUANTILE)
		snprintf(out, BAND_TEXT, "q%.4g", spec.quantile * 100);
	else
		snprintf(out, BAND_TEXT, "%s", spec.kind == BAND_STD ? "std" : "minmax");
}

/* ---- Some values --------------------------------------------------------------- */

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double quantile_of(const double *sorted, size_t count, double quantile)
{
	double at = quantile * (double)(count - 1);
	size_t below = (size_t)at;
	if (below + 1 >= count)
		return sorted[count - 1];
	return sorted[below] + (sorted[below + 1] - sorted[below]) * (at - (double)below);
}

static double deviation_of(const double *values, size_t count, double mean)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += (values[i] - mean) * (values[i] - mean);
	return count > 1 ? sqrt(sum / (double)(count - 1)) : 0;
}

/* In parts, so that no sum is beyond all numbers. */
static double mean_of(const double *values, size_t count)
{
	double mean = 0;
	for (size_t i = 0; i < count; i++)
		mean += values[i] / (double)(i + 1) - mean / (double)(i + 1);
	return mean;
}

struct band band_of(double *values, size_t count, struct band_spec spec)
{
	if (!count)
		return (struct band){0, NAN, NAN, NAN};
	struct band band = {.count = (uint32_t)count, .mean = mean_of(values, count)};
	double deviation;
	switch (spec.kind) {
	case BAND_STD:
		deviation = deviation_of(values, count, band.mean);
		band.low = band.mean - deviation;
		band.high = band.mean + deviation;
		break;
	case BAND_MINMAX:
	case BAND_QUANTILE:
		qsort(values, count, sizeof *values, compare_doubles);
		band.low = quantile_of(values, count, spec.quantile);
		band.high = quantile_of(values, count, 1 - spec.quantile);
		break;
	}
	return band;
}

/* ---- Columns --------------------------------------------------------------------- */

void band_align(const struct column *columns, size_t count, double *out)
{
	size_t before = count; /* the last column with a value; `count` when there is none to go on from */
	for (size_t i = 0; i < count; i++) {
		out[i] = columns[i].last;
		if (isnan(out[i])) {
			if (columns[i].count)
				before = count;
			continue;
		}
		for (size_t k = before + 1; before < count && k < i; k++)
			out[k] = out[before] + (out[i] - out[before]) * ((double)(k - before) / (double)(i - before));
		before = i;
	}
}

void band_make(const double *values, size_t runs, size_t count, struct band_spec spec, struct band *out)
{
	double *there = xmalloc((runs + 1) * sizeof *there);
	for (size_t i = 0; i < count; i++) {
		size_t n = 0;
		for (size_t run = 0; run < runs; run++)
			if (!isnan(values[run * count + i]))
				there[n++] = values[run * count + i];
		out[i] = band_of(there, n, spec);
	}
	free(there);
}
