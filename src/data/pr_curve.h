/* A precision-recall curve of one step, as TensorBoard serves it (pr_curves_plugin.py; event-format 7.14). */
#ifndef TBTOP_DATA_PR_CURVE_H
#define TBTOP_DATA_PR_CURVE_H

#include "data/chunk.h"

enum pr_row { PR_TP, PR_FP, PR_TN, PR_FN, PR_PRECISION, PR_RECALL, PR_ROWS };

struct pr_curve {
	uint64_t thresholds; /* columns as stored: threshold i is i / (thresholds - 1) */
	uint32_t claimed;    /* so many there are by the tag's metadata, which nothing is drawn by; 0: it doesn't tell */
	size_t count;        /* of columns that are kept, at least 1: the rest have no positives */
	/*
	 * One allocation, owned by the curve: row after row of `count`. Counts are
	 * cut to integers, though they may be beyond 64 bits.
	 */
	double *values;
	enum number_type type; /* of precision and recall as they were written */
};

static inline double pr_value(const struct pr_curve *curve, enum pr_row row, size_t column)
{
	return curve->values[row * curve->count + column];
}
double pr_threshold(const struct pr_curve *curve, size_t column);
/* Area under the curve by trapezoids over recall, and the best F1 with its column; NaN without a usable point. */
double pr_area(const struct pr_curve *curve);
double pr_best_f1(const struct pr_curve *curve, size_t *column);
/* What no classifier can have counted: in words, with the first column that has it. NULL when there is none. */
const char *pr_wrong(const struct pr_curve *curve, size_t *column);

void pr_curve_fini(struct pr_curve *curve);

#endif
