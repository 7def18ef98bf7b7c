/*
 * The legend of a chart: a row a line with its mark, its name and its value, in
 * the corner where it covers no dots; none where each corner has some.
 */
#ifndef TBTOP_CHART_PLOT_LEGEND_H
#define TBTOP_CHART_PLOT_LEGEND_H

#include "chart/dots.h"
#include "chart/plot.h"

/* The line that it has as its number `i`. */
const struct plot_line *plot_legend_line(const struct plot *plot, size_t i);
/* How many lines it names at most, in a plot of so many rows: the first. */
int plot_legend_rows(int rows);
/* How many columns their names have at most, in a plot of so many. */
int plot_legend_names(int columns);
/* Into `area`, the cells of the plot, over `dots`, which lie there. */
void plot_legend_paint(const struct plot *plot, struct rect area, const struct dots *dots, struct canvas *canvas);

#endif
