/*
 * Charts as SVG 1.1: the same struct plot that becomes cells, with lines of the
 * columns it has (make more for a finer picture). Valid XML whatever the names
 * are: they are escaped, and what XML can't hold becomes U+FFFD. Pure.
 */
#ifndef TBTOP_CHART_SVG_H
#define TBTOP_CHART_SVG_H

#include "chart/plot.h"

/* 0xRRGGBB, of each role. */
struct svg_colours {
	uint32_t background, roles[ROLE_COUNT];
};

/* A picture of so many pixels, at the end of `out`; then its charts; then its end. */
void svg_begin(struct str *out, int width, int height, const struct svg_colours *colours);
/* A chart into a part of it, with its title, axes, marks and a legend at the right. Too small for that: lines only. */
void svg_plot(struct str *out, const struct plot *plot, struct rect area, const struct svg_colours *colours);
void svg_end(struct str *out);
/* Text as XML holds it. */
void svg_text(struct str *out, struct slice text);

#endif
