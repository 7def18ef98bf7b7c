/*
 * The y range without outliers, by TensorBoard's rule (event-format 7.2,
 * line_chart_internal_utils.ts): of n sorted values those at ceil(0.05 (n - 1))
 * and floor(0.95 (n - 1)), when there are more than two; else the least and the
 * greatest.
 */
#ifndef TBTOP_MODEL_OUTLIERS_H
#define TBTOP_MODEL_OUTLIERS_H

#include <stddef.h>

/* Finite values; their order is lost. NaN for both without any. O(count). */
void outliers_range(double *values, size_t count, double *low, double *high);

#endif
