/*
 * Line charts in character cells: columns of summaries become dots, dots become
 * braille, quadrants, half blocks or ASCII. What a chart shows of a column is
 * its whole range min … max, so a one-point spike is always visible. Pure:
 * numbers in, cells out.
 */
#ifndef TBTOP_CHART_PLOT_H
#define TBTOP_CHART_PLOT_H

#include "chart/canvas.h"
#include "chart/scale.h"

#include <stdint.h>

enum plot_marker { PLOT_BRAILLE, PLOT_QUADRANT, PLOT_HALF, PLOT_ASCII };
enum plot_stroke { PLOT_SOLID, PLOT_DASHED, PLOT_DOTTED };

/* Dots in one cell: braille 2x4, quadrant 2x2, half 1x2, ASCII 1x1. */
struct rect plot_dots(enum plot_marker marker); /* width, height */

/* One column of dots of a line; NaN where there is nothing. */
struct plot_column {
	double first, last, min, max;
	bool gap_before; /* the line is broken here (NaN seen) */
};

/* One line; columns[i] is dot column i. */
struct plot_line {
	const struct plot_column *columns;
	size_t count;
	enum role role;
	enum plot_stroke stroke;
	bool faint;       /* the raw curve behind a smoothed one */
	uint32_t mark;    /* a legend mark such as U+25A0, or 0 */
	struct slice name; /* for the legend; cleaned */
	char value[24];   /* for the legend: the newest value */
};

struct plot {
	struct scale x, y;
	struct slice title;      /* cleaned */
	struct slice subtitle;   /* right in the title row; cleaned */
	const char *x_name;      /* "step", "" … at the right end of the x axis */
	const struct plot_line *lines; /* drawn in order: the last is on top */
	size_t line_count;
	enum plot_marker marker;
	bool legend;             /* where it covers no line; left out when there is no such place */
	const uint32_t *nan_columns; /* for each dot column how many non-finite values; NULL for none: adds a lane */
	size_t nan_count;
	double cursor;           /* x of a cursor line; NaN for none */
	const double *marks;     /* x of vertical marks (restarts) */
	size_t mark_count;
	const char *note;        /* said in the middle instead of lines ("no points") ; NULL for none */
	bool axes;               /* false: lines only */
	bool focused;            /* the frame's role */
	bool frame;              /* a border with the title in it, else a title row */
};

/*
 * Where the dots of a chart in `area` go: call before making columns, so that
 * each line has as many as there are dot columns. `y_label_width` is filled in.
 */
struct plot_layout {
	struct rect frame, plot; /* plot: the cells of lines */
	struct rect y_labels, x_labels, title, nan_lane; /* may be empty */
	int dot_columns, dot_rows;
};
struct plot_layout plot_layout(const struct plot *plot, struct rect area);

/* Draws everything of the chart into `area`. Any size, down to nothing. */
void plot_paint(const struct plot *plot, struct canvas *canvas, struct rect area);

/* A sparkline of `width` cells in one row (▁▂▃▄▅▆▇█, or ASCII); min … max of `values` over the height. NaN is a blank. */
void spark_paint(struct canvas *canvas, int x, int y, int width, const double *values, size_t count, enum role role);
/* A horizontal bar filled to `part` (0 … 1), in eighths of a cell. */
void bar_paint(struct canvas *canvas, int x, int y, int width, double part, enum role role);

#endif
