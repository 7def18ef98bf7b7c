/*
 * Line charts in character cells: columns of summaries become dots, dots become
 * braille, quadrants, half blocks or ASCII. What a chart shows of a column is
 * its whole range min … max, so a one-point spike is always visible. Pure:
 * numbers in, cells out.
 */
#ifndef TBTOP_CHART_PLOT_H
#define TBTOP_CHART_PLOT_H

#include "chart/dots.h"
#include "chart/scale.h"
#include "chart/spark.h"

#include <stdint.h>

enum plot_stroke { PLOT_SOLID, PLOT_DASHED, PLOT_DOTTED };

/*
 * One column of dots of a line, in values of the y scale. Of n dot columns,
 * column i stands for the positions i/n <= p < (i+1)/n of the x scale (the last
 * one includes 1), so an x belongs to column floor(scale_position(x) * n).
 * `first` … `last` are by time, `min` … `max` by value; the column is empty
 * when `first` is NaN. Empty columns between two that are not are bridged by a
 * straight line, unless the right one has gap_before.
 */
struct plot_column {
	double first, last, min, max;
	bool gap_before; /* the line is broken here (NaN seen) */
};

/* One line; columns[i] is dot column i. Columns past `count` are empty. */
struct plot_line {
	const struct plot_column *columns;
	size_t count;
	enum role role;
	enum plot_stroke stroke;
	bool faint;       /* the raw curve behind a smoothed one */
	uint32_t mark;    /* a legend mark such as U+25A0, or 0 */
	struct slice name; /* for the legend; cleaned */
	char value[24];   /* for the legend: the newest value */
	bool band;        /* min and max, and between them each second dot: an area behind lines */
};

/* Something that happened, for the event lane. */
struct plot_event {
	double x;
	char letter;
	uint8_t rank;  /* of those in one cell the least is shown */
	enum role role;
	bool folds;    /* with its like in the cells beside it */
	uint32_t count; /* it stands for so many of its like */
	char text[24]; /* behind the letter, where there is room; ASCII */
};
/* Values that are not finite: how many of each kind; and the kinds, to be told which there are. */
struct plot_bad {
	uint32_t nan, above, below; /* above and below zero */
};
enum plot_bad_kind { PLOT_NAN = 1, PLOT_ABOVE = 2, PLOT_BELOW = 4 };

/* How the points of a line are joined: straight; by stairs, at the height of the former; not at all. */
enum plot_drawing { PLOT_LINES, PLOT_STEPS, PLOT_POINTS };

struct plot_flag {
	double x;
	uint32_t letter;
};

struct plot {
	struct scale x, y;
	struct slice title;      /* cleaned */
	struct slice subtitle;   /* right in the title row; cleaned */
	bool waiting;            /* another picture is on its way: "…" instead of the subtitle, and the title makes way */
	const char *x_name;      /* "step", "" … at the right end of the x axis */
	const struct plot_line *lines; /* drawn in order: the last is on top */
	size_t line_count;
	const struct dots *dots; /* these, drawn already for this layout (plot_draw); NULL: plot_paint does it */
	enum plot_marker marker;
	enum plot_drawing drawing;
	bool legend;             /* where it covers no line; left out when there is no such place */
	const size_t *legend_order; /* of all lines, by number: those with a name are in it; NULL: as they are drawn */
	unsigned bad_kinds;      /* of plot_bad_kind: there is a lane for them, named so; 0: none */
	const struct plot_bad *bad; /* of each dot column */
	size_t bad_count;
	const struct plot_event *events; /* by x */
	size_t event_count;
	bool event_lane;         /* there is a lane for them */
	double cursor;           /* x of a cursor line; NaN for none */
	const struct plot_flag *flags; /* other places on x, with a letter */
	size_t flag_count;
	double range_from, range_to; /* a stretch of x that is set off on its axis; none unless from < to */
	const double *marks;     /* x of vertical marks (restarts) */
	size_t mark_count;
	const char *note;        /* said in the middle instead of lines ("no points") ; NULL for none */
	bool axes;               /* false: lines only */
	bool y_unknown;          /* nothing has a place on y: it has no numbers */
	bool focused;            /* the frame's role */
	bool frame;              /* a border with the title in it, else a title row */
	int left_least, right_spare; /* columns: of the y labels, and free at the right, to go with what is below */
};

/*
 * Where the parts of a chart in `area` go. Call it before making columns, with
 * the scales set, so that each line has dot_columns of them. It depends on the
 * area, the scales, frame, axes, marker, x_name, title, subtitle, left_least, right_spare and whether
 * there is a lane for what is not finite (bad_kinds) or one for events, not on lines. ASCII charset:
 * the marker is taken for PLOT_ASCII by plot_paint, which then merges columns.
 *
 * As the area shrinks it drops the frame and subtitle, the lanes, the x
 * axis, the y labels, then the title, until only dots are left.
 */
struct plot_layout {
	struct rect frame, plot; /* plot: the cells of lines */
	struct rect y_labels;    /* left of plot and lane; its last column is the axis */
	struct rect x_labels;    /* the row under the plot, as wide */
	struct rect title;       /* a row, or the top edge of the frame */
	struct rect bad_lane, event_lane; /* rows between plot and x axis, as wide (each of these may be empty) */
	int dot_columns;         /* of the plot */
};
struct plot_layout plot_layout(const struct plot *plot, struct rect area);
/* There are so many marks that lines down from all would hide the picture: those on the axis must do. */
bool plot_crowded(const struct plot *plot, const struct plot_layout *layout);

/*
 * The lines from `from` on, `count` of them, into dots that were made for the layout's plot: to be kept while
 * nothing of them changes. In order: a line lies over those before it.
 */
void plot_draw(const struct plot *plot, size_t from, size_t count, struct dots *dots);

/* Draws everything of the chart into `area`. Any size, down to nothing. */
void plot_paint(const struct plot *plot, struct canvas *canvas, struct rect area);

#endif
