/*
 * Where there are no colours: each line of a chart carries its mark of the legend, every so many cells, at
 * columns of its own, so that one sees which line is whose. Of one line alone nothing needs telling.
 * And everywhere: a line of one point is no line, and its dot would be overlooked; its mark is seen.
 */
#ifndef TBTOP_CHART_LINE_MARKS_H
#define TBTOP_CHART_LINE_MARKS_H

#include "chart/plot.h"

/* `area`: the cells of the lines (plot_layout.plot). O(dot columns) a line. */
void line_marks_paint(const struct plot *plot, struct rect area, struct canvas *canvas);
/* Those of one point only. */
void line_marks_paint_lone(const struct plot *plot, struct rect area, struct canvas *canvas);

#endif
