/*
 * What is drawn in cells as SVG: dots and halves of cells as shapes, so that
 * the picture needs no font that has them; all else as text, each word in as
 * many columns as it has. Between svg_begin and svg_end (svg.h). Pure.
 */
#ifndef TBTOP_CHART_SVG_CELLS_H
#define TBTOP_CHART_SVG_CELLS_H

#include "chart/canvas.h"
#include "chart/svg.h"

enum { SVG_CELL_WIDTH = 8, SVG_CELL_HEIGHT = 16 }; /* pixels */

void svg_cells(struct str *out, const struct canvas *canvas, struct rect cells, const struct svg_colours *colours);

#endif
