/*
 * Several runs as one line: their mean, and a band around it.
 *
 * Runs need not have the same steps. Over a row of columns of equal width (those
 * of dots, in a chart) a run's value at a column is its last finite one in it;
 * in a column without points, the straight line between its nearest columns
 * before and behind that have a finite value, by the middles of the columns. Where
 * a column has points but none of them is finite, the run has no value there,
 * and no line is drawn across it. Nothing is made up before a run's first and
 * behind its last point. Mean and band of a column are of the runs that have a
 * value there: their union, so a run that ends early leaves it from there on.
 * O(runs x columns).
 */
#ifndef TBTOP_MODEL_BAND_H
#define TBTOP_MODEL_BAND_H

#include "model/query.h"

enum band_kind { BAND_STD, BAND_MINMAX, BAND_QUANTILE };
struct band_spec {
	enum band_kind kind;
	double quantile; /* 0 < q < 0.5: from q to 1 - q */
};
/* "std", "minmax", or "q25" for the range from the 25th to the 75th percentile. False, and nothing set, otherwise. */
bool band_parse(const char *text, struct band_spec *out);
/* As band_parse takes it. */
#define BAND_TEXT 16
void band_text(struct band_spec spec, char out[BAND_TEXT]);

struct band {
	uint32_t count; /* runs with a value */
	double mean, low, high; /* NaN without one; low == mean == high of a single one */
};

/*
 * Of some values, none of them NaN; they are reordered. Standard deviations are
 * those of a sample (n - 1); quantiles lie on the line between the two nearest
 * values (as numpy's default).
 */
struct band band_of(double *values, size_t count, struct band_spec spec);

/* A run's values at columns, by the rule above; NaN where there is none. */
void band_align(const struct column *columns, size_t count, double *out);
/* `values`: `runs` rows of `count` values. They are left as they are. */
void band_make(const double *values, size_t runs, size_t count, struct band_spec spec, struct band *out);

#endif
