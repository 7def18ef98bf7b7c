/*
 * A run less another one, the baseline, column by column (query.h), with both at
 * the same places of x.
 *
 * In each column the run's first and last finite values are taken, less the
 * baseline's first and last there; where the baseline has no point in the
 * column, less the straight line between its nearest columns before and behind
 * (band_align): nothing is made up before its first point, behind its last, or
 * across what is not finite, and the run has no difference there. Where each
 * column has one point at most, that is the difference at each point. Where one
 * has more, it is that at its ends: a spike between them does not show.
 */
#ifndef TBTOP_MODEL_DIFFERENCE_H
#define TBTOP_MODEL_DIFFERENCE_H

#include "model/query.h"

struct baseline {
	const struct column *columns;
	const double *values; /* the same as band_align makes them */
};

void difference_make(struct column *columns, size_t count, const struct baseline *baseline);

#endif
