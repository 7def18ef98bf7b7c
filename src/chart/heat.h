/*
 * Heat maps: levels as colours, two in a cell, one above the other. Where there
 * are no colours they are shades (canvas_halves). Pure.
 */
#ifndef TBTOP_CHART_HEAT_H
#define TBTOP_CHART_HEAT_H

#include "chart/canvas.h"

/*
 * 0 … 1 from violet by green to yellow, each brighter than the one before also for who sees no colours (after
 * matplotlib's viridis, bluer where it is dark: the nearest of a terminal's 256 are then never greys, nor out of
 * order). HALF_CLEAR for 0 and less, and for NaN.
 */
uint32_t heat_colour(double level);
/* -1 … 1: blue, grey at 0, red. HALF_CLEAR for NaN. */
uint32_t heat_balance(double level);

/* `levels`: of half rows from the top, each `area.width` wide: 2 * area.height of them. */
void heat_paint(struct canvas *canvas, struct rect area, const float *levels);
/* A row of all colours, from the least to the most. */
void heat_scale_paint(struct canvas *canvas, int x, int y, int width, bool balance);

#endif
