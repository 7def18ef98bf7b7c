/* Small charts in one row: sparklines and bars. Pure. */
#ifndef TBTOP_CHART_SPARK_H
#define TBTOP_CHART_SPARK_H

#include "chart/canvas.h"

#include <stddef.h>

/*
 * A sparkline of `width` cells in one row (▁▂▃▄▅▆▇█, or ASCII): `values` spread
 * over the cells, min … max over the height. More values than cells: a cell
 * shows the newest finite value of its part. Fewer: one cell each, from the
 * left. NaN and infinities are blank; a constant series is in the middle.
 */
void spark_paint(struct canvas *canvas, int x, int y, int width, const double *values, size_t count, enum role role);
/* One cell filled from below, `level` from 0 to 1; nothing where it is NaN. */
void level_paint(struct canvas *canvas, int x, int y, double level, enum role role);
/* A horizontal bar filled to `part` (0 … 1; NaN is 0), in eighths of a cell. */
void bar_paint(struct canvas *canvas, int x, int y, int width, double part, enum role role);

#endif
